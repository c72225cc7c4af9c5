/* SPDX-License-Identifier: MIT */
/* Layers of a network: periods and flows that add up, and the signs that keep their sums. */
#ifndef T4_SOLVE_LAYERS_H
#define T4_SOLVE_LAYERS_H

#include "solve/network.h"

/*
 * Find the layers and blocks of a network's system: fills block, blocks,
 * layers, plain, the patterns, cell_layer, and cell_arc with the block of
 * each cell (until arcs are made).
 */
t4_status t4_layers_make(t4_network *network, t4_error *err);

#endif
