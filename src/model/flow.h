/* SPDX-License-Identifier: MIT */
/* Trade flows: M = FM + RM, X = DX + RX.  Records carry leaves (or M, X as leaves), cells both. */
#ifndef T4_MODEL_FLOW_H
#define T4_MODEL_FLOW_H

#include "base/status.h"

/* In bytewise order of their texts. */
typedef enum { T4_DX = 0, T4_FM, T4_M, T4_RM, T4_RX, T4_X, T4_FLOWS } t4_flow;

const char *t4_flow_text(t4_flow flow);  /* "DX", "FM", "M", "RM", "RX", "X" */
/* T4_FLOWS when text is no flow. */
t4_flow t4_flow_parse(const char *text, size_t n);
/* The total that a flow belongs to: M for FM, RM, M; X for DX, RX, X. */
t4_flow t4_flow_total(t4_flow flow);

#endif
