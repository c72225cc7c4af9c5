/* SPDX-License-Identifier: MIT */
#include "job/protect_lists.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "io/csvtext.h"
#include "job/listfile.h"
#include "model/trader.h"

typedef struct {
    t4_protect_lists *lists;
    t4_run *run;
    const t4_template *template_;
    const t4_domain *domain;
    t4_dict *holdings;         /* names of holdings */
    uint32_t *leader;          /* by holding: its first trader */
    size_t leader_room;
    t4_buffer id, scratch;
    t4_error *err;
} reader;

/* --- fields ------------------------------------------------------------------------- */

static t4_status read_period(const reader *r, const t4_sheet *sheet, size_t row, long column, t4_period *period)
{
    const char *text = t4_sheet_field(sheet, row, column);

    *period = 0;
    if (*text && !(*period = t4_period_parse(text, strlen(text))))
        return t4_fail_at(r->err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%s' is no period; expected 2023, "
                          "2023-Q2, 2023-06 or nothing", text);
    return T4_OK;
}

/* The id of a trader as records have it; 0 when none of them does. */
static t4_status read_trader(reader *r, const char *text, uint32_t *trader)
{
    uint32_t id;

    *trader = 0;
    if (!t4_trader_normalise(text, strlen(text), r->template_->columns[T4_FIELD_TRADER].digits, &r->id, &r->scratch))
        return t4_fail_memory(r->err);
    id = r->id.length ? t4_dict_find(r->domain->traders, r->id.data, r->id.length) : T4_DICT_NONE;
    if (id != T4_DICT_NONE)
        *trader = id;
    return T4_OK;
}

/* --- never, must ----------------------------------------------------------------------- */

/* Of a sheet, behind what is listed already. */
static t4_status read_listed(reader *r, int which, int from, const char *name)
{
    t4_sheet *sheet = &r->lists->sheets[from];
    size_t before = r->lists->listed_count[which];
    long code, flow, partner;
    t4_listed *list;
    t4_status status = t4_listfile_read(sheet, r->run, r->template_, name, r->err);

    if (status)
        return status;
    code = t4_sheet_column(sheet, "code");
    flow = t4_sheet_column(sheet, "flow");
    partner = t4_sheet_column(sheet, "partner");
    if (code < 0)
        return t4_fail_at(r->err, T4_ERR_DATA, name, 1, 0, "expected a column 'code', and 'flow', 'partner' where "
                          "not all are meant");
    list = t4_realloc(r->lists->listed[which], before + sheet->rows, sizeof *list);
    if (!list)
        return t4_fail_memory(r->err);
    r->lists->listed[which] = list;
    list += before;
    for (size_t row = 0; row < sheet->rows && !status; row++) {
        list[row] = (t4_listed){T4_FLOWS, t4_sheet_field(sheet, row, code), t4_listfile_partner(sheet, row, partner)};
        status = t4_listfile_flow(sheet, row, flow, &list[row].flow, r->err);
    }
    r->lists->listed_count[which] = before + sheet->rows;
    return status;
}

/* --- holdings ----------------------------------------------------------------------------- */

static int compare_members(const void *left, const void *right)
{
    const t4_membership *a = left, *b = right;

    if (a->trader != b->trader)
        return a->trader < b->trader ? -1 : 1;
    return (a->from > b->from) - (a->from < b->from);
}

static t4_status add_member(reader *r, const t4_sheet *sheet, size_t row, const long columns[4])
{
    t4_protect_lists *lists = r->lists;
    const char *whose = t4_sheet_field(sheet, row, columns[1]);
    t4_membership m = {0};
    size_t known = t4_dict_count(r->holdings);
    uint32_t of;
    t4_status status = read_trader(r, t4_sheet_field(sheet, row, columns[0]), &m.trader);

    if (!status)
        status = read_period(r, sheet, row, columns[2], &m.from);
    if (!status)
        status = read_period(r, sheet, row, columns[3], &m.until);
    if (status || !m.trader)
        return status;
    of = t4_dict_add(r->holdings, whose, strlen(whose));
    if (of == T4_DICT_NONE || !t4_grow(&r->leader, &r->leader_room, of, sizeof *r->leader) ||
        !t4_grow(&lists->members, &lists->member_room, lists->member_count, sizeof *lists->members))
        return t4_fail_memory(r->err);
    if (of == known)
        r->leader[of] = m.trader;
    m.holding = r->leader[of];
    lists->members[lists->member_count++] = m;
    return T4_OK;
}

/* Without dates one array by trader says it all. */
static t4_status settle_holdings(t4_protect_lists *lists, t4_error *err)
{
    for (size_t i = 0; i < lists->member_count; i++)
        if (lists->members[i].from || lists->members[i].until)
            return T4_OK;
    lists->holding = t4_alloc(lists->traders, sizeof *lists->holding);
    if (!lists->holding)
        return t4_fail_memory(err);
    for (size_t i = 0; i < lists->traders; i++)
        lists->holding[i] = (uint32_t)i;
    for (size_t i = 0; i < lists->member_count; i++)
        lists->holding[lists->members[i].trader] = lists->members[i].holding;
    return T4_OK;
}

/* Columns trader and holding, perhaps from and until; a holding counts as the first of its traders. */
static t4_status read_holdings(reader *r, const char *name)
{
    t4_sheet sheet;
    long columns[4] = {-1, -1, -1, -1};
    t4_status status = t4_listfile_read(&sheet, r->run, r->template_, name, r->err);

    if (!status) {
        columns[0] = t4_sheet_column(&sheet, "trader");
        columns[1] = t4_sheet_column(&sheet, "holding");
        columns[2] = t4_sheet_column(&sheet, "from");
        columns[3] = t4_sheet_column(&sheet, "until");
        if (columns[0] < 0 || columns[1] < 0)
            status = t4_fail_at(r->err, T4_ERR_DATA, name, 1, 0, "expected columns 'trader' and 'holding'");
    }
    for (size_t row = 0; !status && row < sheet.rows; row++)
        status = add_member(r, &sheet, row, columns);
    if (!status && r->lists->member_count)
        qsort(r->lists->members, r->lists->member_count, sizeof *r->lists->members, compare_members);
    if (!status)
        status = settle_holdings(r->lists, r->err);
    t4_sheet_release(&sheet);
    return status;
}

/* --- requests, waivers ---------------------------------------------------------------------- */

/* A trader counts as his holding; a holding may also stand by its name. */
static t4_status read_who(reader *r, const char *text, uint32_t *who)
{
    t4_status status = read_trader(r, text, who);
    uint32_t of = r->holdings ? t4_dict_find(r->holdings, text, strlen(text)) : T4_DICT_NONE;

    if (!status && !*who && of != T4_DICT_NONE)
        *who = r->leader[of];
    for (size_t i = 0; !status && i < r->lists->member_count; i++)
        if (r->lists->members[i].trader == *who) {
            *who = r->lists->members[i].holding;
            break;
        }
    return status;
}

static t4_status check_measures(const reader *r, const t4_sheet *sheet, size_t row, long column)
{
    const char *text = t4_sheet_field(sheet, row, column);

    for (size_t n; *text; text += n + (text[n] != '\0')) {
        bool known = false;

        n = strcspn(text, " ;+|");
        for (int m = 0; m < r->domain->measure_count; m++)
            known = known || (strlen(r->domain->measures[m].name) == n &&
                              !strncmp(r->domain->measures[m].name, text, n));
        if (n && !known && strcmp(text, "*"))
            return t4_fail_at(r->err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "'%s' is no published measure; all "
                              "measures of a figure are hidden together", text);
    }
    return T4_OK;
}

static t4_status read_agreement(reader *r, const t4_sheet *sheet, size_t row, const long columns[7], t4_agreement *a)
{
    t4_status status;

    *a = (t4_agreement){.code = t4_sheet_field(sheet, row, columns[1]), .partner = t4_listfile_partner(sheet, row, columns[3])};
    if (!*a->code || !strcmp(a->code, "*"))
        a->code = "TOTAL";
    status = read_who(r, t4_sheet_field(sheet, row, columns[0]), &a->trader);
    if (!status)
        status = t4_listfile_flow(sheet, row, columns[2], &a->flow, r->err);
    if (!status)
        status = read_period(r, sheet, row, columns[4], &a->from);
    if (!status)
        status = read_period(r, sheet, row, columns[5], &a->until);
    if (!status)
        status = check_measures(r, sheet, row, columns[6]);
    if (!status && a->from && a->until && t4_period_first_month(a->from) > t4_period_last_month(a->until))
        status = t4_fail_at(r->err, T4_ERR_DATA, sheet->name, sheet->lines[row], 0, "it ends before it begins");
    return status;
}

static t4_status read_agreements(reader *r, int which, const char *name, t4_agreement **list, size_t *count)
{
    static const char *const names[] = {"trader", "code", "flow", "partner", "from", "until", "measures"};
    t4_sheet *sheet = &r->lists->sheets[which];
    long columns[7];
    t4_status status = t4_listfile_read(sheet, r->run, r->template_, name, r->err);

    if (status)
        return status;
    for (int i = 0; i < 7; i++)
        columns[i] = t4_sheet_column(sheet, names[i]);
    if (columns[0] < 0)
        columns[0] = t4_sheet_column(sheet, "holding");
    if (columns[1] < 0 || (columns[0] < 0 && r->domain->has_trader))
        return t4_fail_at(r->err, T4_ERR_DATA, name, 1, 0, "expected columns 'trader' and 'code', and 'flow', 'partner', "
                          "'from', 'until' where not all are meant");
    *list = t4_alloc(sheet->rows, sizeof **list);
    if (!*list)
        return t4_fail_memory(r->err);
    for (size_t row = 0; row < sheet->rows && !status; row++)
        status = read_agreement(r, sheet, row, columns, &(*list)[row]);
    if (!status)
        *count = sheet->rows;
    return status;
}

/* --- coalitions -------------------------------------------------------------------------------- */

static int compare_allies(const void *left, const void *right)
{
    const t4_ally *a = left, *b = right;

    if (a->trader != b->trader)
        return a->trader < b->trader ? -1 : 1;
    return (a->coalition > b->coalition) - (a->coalition < b->coalition);
}

static bool add_ally(t4_protect_lists *lists, uint32_t trader, uint32_t coalition)
{
    if (!t4_grow(&lists->allies, &lists->ally_room, lists->ally_count, sizeof *lists->allies))
        return false;
    lists->allies[lists->ally_count++] = (t4_ally){trader, coalition};
    return true;
}

/* A trader, and all that he counts as at some time. */
static t4_status add_allies(reader *r, t4_dict *names, const char *who, const char *with)
{
    t4_protect_lists *lists = r->lists;
    uint32_t trader, number = t4_dict_add(names, with, strlen(with));
    t4_status status = read_trader(r, who, &trader);
    bool good = number != T4_DICT_NONE;

    if (status || !trader)
        return status;
    good = good && (lists->holding || add_ally(lists, trader, number));
    if (good && lists->holding)
        good = add_ally(lists, lists->holding[trader], number);
    for (size_t i = 0; good && !lists->holding && i < lists->member_count; i++)
        if (lists->members[i].trader == trader)
            good = add_ally(lists, lists->members[i].holding, number);
    return good ? T4_OK : t4_fail_memory(r->err);
}

static t4_status read_coalitions(reader *r, const char *name)
{
    t4_protect_lists *lists = r->lists;
    t4_sheet sheet;
    t4_dict *names = t4_dict_new(1 << 20);
    long trader = -1, coalition = -1;
    size_t kept = 0;
    t4_status status = t4_listfile_read(&sheet, r->run, r->template_, name, r->err);

    if (!status) {
        trader = t4_sheet_column(&sheet, "trader");
        coalition = t4_sheet_column(&sheet, "coalition");
        if (trader < 0 || coalition < 0)
            status = t4_fail_at(r->err, T4_ERR_DATA, name, 1, 0, "expected columns 'trader' and 'coalition'");
    }
    if (!status && !names)
        status = t4_fail_memory(r->err);
    for (size_t row = 0; !status && row < sheet.rows; row++)
        status = add_allies(r, names, t4_sheet_field(&sheet, row, trader), t4_sheet_field(&sheet, row, coalition));
    if (lists->ally_count)
        qsort(lists->allies, lists->ally_count, sizeof *lists->allies, compare_allies);
    for (size_t i = 0; i < lists->ally_count; i++)
        if (i == 0 || compare_allies(&lists->allies[i - 1], &lists->allies[i]))
            lists->allies[kept++] = lists->allies[i];
    lists->ally_count = kept;
    lists->coalitions = names ? (uint32_t)t4_dict_count(names) : 0;
    t4_sheet_release(&sheet);
    t4_dict_free(names);
    return status;
}

/* --- all -------------------------------------------------------------------------------------- */

void t4_protect_lists_release(t4_protect_lists *lists)
{
    for (int i = 0; i < T4_LIST_FILES; i++)
        t4_sheet_release(&lists->sheets[i]);
    for (int i = 0; i < 2; i++)
        t4_free(lists->listed[i]);
    t4_free(lists->requests);
    t4_free(lists->waivers);
    t4_free(lists->members);
    t4_free(lists->holding);
    t4_free(lists->allies);
    *lists = (t4_protect_lists){0};
}

static t4_status read_all(reader *r)
{
    const t4_template *t = r->template_;
    t4_protect_lists *lists = r->lists;
    t4_status status = T4_OK;

    if (t->never)
        status = read_listed(r, T4_LIST_NEVER, T4_LIST_NEVER, t->never);
    if (!status && t->must)
        status = read_listed(r, T4_LIST_MUST, T4_LIST_MUST, t->must);
    if (!status && t->must_show)
        status = read_listed(r, T4_LIST_MUST, T4_LIST_SHOW, t->must_show);
    if (!status && t->holdings)
        status = read_holdings(r, t->holdings);
    if (!status && t->requests)
        status = read_agreements(r, T4_LIST_REQUESTS, t->requests, &lists->requests, &lists->request_count);
    if (!status && t->waivers)
        status = read_agreements(r, T4_LIST_WAIVERS, t->waivers, &lists->waivers, &lists->waiver_count);
    if (!status && t->coalitions)
        status = read_coalitions(r, t->coalitions);
    return status;
}

t4_status t4_protect_lists_read(t4_protect_lists *lists, t4_run *run, const t4_template *template_,
                                const t4_domain *domain, t4_error *err)
{
    reader r = {.lists = lists, .run = run, .template_ = template_, .domain = domain, .err = err,
                .holdings = t4_dict_new(1 << 26)};
    t4_status status;

    *lists = (t4_protect_lists){.traders = t4_dict_count(domain->traders)};
    for (int i = 0; i < T4_LIST_FILES; i++)
        t4_sheet_init(&lists->sheets[i], "");
    t4_buffer_init(&r.id, 0);
    t4_buffer_init(&r.scratch, 0);
    status = r.holdings ? read_all(&r) : t4_fail_memory(err);
    t4_buffer_release(&r.id);
    t4_buffer_release(&r.scratch);
    t4_dict_free(r.holdings);
    t4_free(r.leader);
    return status;
}

void t4_protect_lists_use(const t4_protect_lists *lists, t4_protect_input *input)
{
    input->never = lists->listed[T4_LIST_NEVER];
    input->never_count = lists->listed_count[T4_LIST_NEVER];
    input->must = lists->listed[T4_LIST_MUST];
    input->must_count = lists->listed_count[T4_LIST_MUST];
    input->requests = lists->requests;
    input->request_count = lists->request_count;
    input->waivers = lists->waivers;
    input->waiver_count = lists->waiver_count;
    input->holding = lists->holding;
    if (!lists->holding) {
        input->members = lists->members;
        input->member_count = lists->member_count;
    }
    input->traders = lists->traders;
    input->allies = lists->allies;
    input->ally_count = lists->ally_count;
    input->coalitions = lists->coalitions;
}

static const char *outcome_text(t4_request_outcome outcome, bool waiver)
{
    switch (outcome) {
    case T4_REQUEST_JUSTIFIED: return waiver ? "counts" : "justified";
    case T4_REQUEST_UNJUSTIFIED: return "unjustified";
    case T4_REQUEST_EXPIRED: return "expired";
    default: return "unmatched";
    }
}

static bool put_agreements(t4_buffer *out, const char *kind, const t4_sheet *sheet, const t4_agreement *list,
                           size_t count, const char *ignored)
{
    bool good = true;

    for (size_t i = 0; i < count && good; i++) {
        const t4_agreement *a = &list[i];

        good = t4_buffer_printf(out, "%s,%" PRIu64 ",", kind, sheet->lines[i]) &&
               t4_csvtext_field(out, a->code, strlen(a->code)) &&
               t4_buffer_printf(out, ",%s,", a->flow == T4_FLOWS ? "" : t4_flow_text((t4_flow)a->flow)) &&
               t4_csvtext_field(out, a->partner, strlen(a->partner)) &&
               t4_buffer_printf(out, ",%s,%" PRIu64 "\n", ignored ? ignored : outcome_text(a->outcome, *kind == 'w'),
                                a->cells);
    }
    return good;
}

bool t4_protect_lists_report(const t4_protect_lists *lists, const t4_template *template_, t4_buffer *out)
{
    return t4_buffer_puts(out, "list,line,code,flow,partner,outcome,figures\n") &&
           put_agreements(out, "request", &lists->sheets[T4_LIST_REQUESTS], lists->requests, lists->request_count,
                          template_->scope == T4_SCOPE_ACTIVE ? "not in force" : NULL) &&
           put_agreements(out, "waiver", &lists->sheets[T4_LIST_WAIVERS], lists->waivers, lists->waiver_count, NULL);
}
