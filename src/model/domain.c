/* SPDX-License-Identifier: MIT */
#include "model/domain.h"

t4_status t4_domain_init(t4_domain *domain, t4_error *err)
{
    bool good;

    *domain = (t4_domain){.value = -1, .net_mass = -1, .quantity = -1};
    domain->codes = t4_dict_new(1 << 20);
    domain->partners = t4_dict_new(1 << 16);
    domain->traders = t4_dict_new(T4_DICT_MOST);
    domain->units = t4_dict_new(1 << 12);
    good = domain->codes && domain->partners && domain->traders && domain->units;
    for (int i = 0; i < T4_DIMENSIONS_MAX; i++) {
        domain->labels[i] = t4_dict_new(1 << 20);
        good = good && domain->labels[i];
    }
    good = good && t4_dict_add(domain->traders, "", 0) == 0 && t4_dict_add(domain->units, "", 0) == 0;
    if (good)
        return T4_OK;
    t4_domain_release(domain);
    return t4_fail_memory(err);
}

void t4_domain_release(t4_domain *domain)
{
    t4_dict_free(domain->codes);
    t4_dict_free(domain->partners);
    t4_dict_free(domain->traders);
    t4_dict_free(domain->units);
    for (int i = 0; i < T4_DIMENSIONS_MAX; i++)
        t4_dict_free(domain->labels[i]);
    *domain = (t4_domain){0};
}
