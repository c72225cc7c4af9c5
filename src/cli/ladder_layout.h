/* SPDX-License-Identifier: MIT */
/* Where the points and labels of the frontier chart stand, so that no label covers another. */
#ifndef T4_CLI_LADDER_LAYOUT_H
#define T4_CLI_LADDER_LAYOUT_H

#include "cli/ladder_print.h"

typedef enum { T4_SPOT_OPEN = 0, T4_SPOT_HIDDEN, T4_SPOT_ROLLED } t4_ladder_spot_shape;

/* A design: its point, and the middle of its label, in pixels from the top left of the plot. */
typedef struct {
    size_t row;
    double x, y, label_x, label_y, label_width;
    double end_x, end_y;             /* of the leader line: where the label begins */
    bool leader;                     /* the label stands so far off that it needs one */
    uint64_t known;                  /* targets that an insider knows exactly or within p % */
    t4_ladder_spot_shape shape;
    char label[T4_LADDER_NAME + 8];  /* its number in the table; the name too where `named` */
    bool best, named;
} t4_ladder_spot;

typedef struct {
    double width, height;            /* of the plot, without its axes */
    double font;                     /* pixels */
    bool names;                      /* of the designs that no other beats and of 4 digits, beside their points */
    double most;                     /* end of the axis of known targets: a power of ten */
    t4_ladder_spot spots[T4_LADDER_DESIGNS_MAX];
    size_t count;
    size_t best[T4_LADDER_DESIGNS_MAX], best_count;   /* spots that no other beats, from the least detail to the most */
} t4_ladder_layout;

enum { T4_LADDER_HEADROOM = 44 };    /* pixels above "none known", for labels */

/* width, height, font and names are given. */
void t4_ladder_layout_make(t4_ladder_layout *layout, const t4_ladder_result *result);
/* Pixels from the top: none known stands highest; equal steps from there on are tenfold. */
double t4_ladder_layout_y(const t4_ladder_layout *layout, double known);

#endif
