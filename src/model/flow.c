/* SPDX-License-Identifier: MIT */
#include "model/flow.h"

#include <string.h>

static const char *const texts[T4_FLOWS] = {"DX", "FM", "M", "RM", "RX", "X"};

const char *t4_flow_text(t4_flow flow)
{
    return flow < T4_FLOWS ? texts[flow] : "?";
}

t4_flow t4_flow_parse(const char *text, size_t n)
{
    for (int flow = 0; flow < T4_FLOWS; flow++)
        if (strlen(texts[flow]) == n && !memcmp(texts[flow], text, n))
            return (t4_flow)flow;
    return T4_FLOWS;
}

t4_flow t4_flow_total(t4_flow flow)
{
    return flow == T4_FM || flow == T4_RM || flow == T4_M ? T4_M : T4_X;
}
