/* SPDX-License-Identifier: MIT */
/* What the explorer's rows refer to by number: periods, flows, codes, partners, units, states; printed as JSON. */
#ifndef T4_RELEASE_EXPLORER_HEAD_H
#define T4_RELEASE_EXPLORER_HEAD_H

#include "release/draft.h"

enum { T4_EXPLORER_STATE = 2 * T4_MEASURES_MAX + 1 };

typedef enum { T4_EXPLORER_ABSENT = 0, T4_EXPLORER_TAKEN, T4_EXPLORER_LEFT_OUT } t4_explorer_choice;

typedef struct {
    t4_period *periods;               /* in order */
    size_t period_count;
    t4_explorer_choice *chosen;       /* [period][level][view] */
    bool levels[T4_LEVELS_MAX];       /* has rows in the page */
    uint64_t label_bytes[T4_LEVELS_MAX];  /* what the codes of a level and their labels take */
    uint32_t *code_order;             /* ids of the survey's codes, bytewise */
    int64_t *codes;                   /* code of the survey -> number, -1 = not in the page */
    const t4_dict *code_dict;
    const char **partner_texts;       /* W00, groups, then partners bytewise */
    size_t partner_count;
    int64_t *partners;                /* id -> number */
    int64_t group_numbers[T4_GROUPS_MAX];
    char group_texts[T4_GROUPS_MAX][T4_COLUMNS_PARTNER_TEXT];
    int64_t *units;                   /* id -> number; 0 is no unit */
    const char **unit_texts;
    size_t unit_count;
    int64_t mixed;                    /* number of "mixed" */
    int64_t *labels[T4_DIMENSIONS_MAX];
    int flows[T4_FLOWS];              /* -> number */
    int flow_count, quantity;         /* index of the quantity among the published measures, -1 = none */
    char (*states)[T4_EXPLORER_STATE];
    size_t state_count, state_room;
} t4_explorer;

t4_status t4_explorer_init(t4_explorer *e, const t4_draft *draft, t4_error *err);
void t4_explorer_release(t4_explorer *e);
/* Number the codes of the levels in the page. */
t4_status t4_explorer_codes(t4_explorer *e, const t4_draft *draft, t4_error *err);
/* Index of a period; period_count when there is none. */
size_t t4_explorer_period(const t4_explorer *e, t4_period period);
int t4_explorer_flow(const t4_explorer *e, t4_flow flow);
int64_t t4_explorer_code(t4_explorer *e, const char *code);
int64_t t4_explorer_partner(const t4_explorer *e, uint32_t partner);
int64_t t4_explorer_unit(const t4_explorer *e, uint32_t unit);
/* The whole object with the packed rows, for a script element. */
t4_status t4_explorer_print(const t4_explorer *e, const t4_draft *draft, t4_buffer *rows,
                            t4_buffer *out, t4_error *err);

#endif
