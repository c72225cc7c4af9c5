/* SPDX-License-Identifier: MIT */
#include "sdc/joint.h"

#include <math.h>
#include <time.h>

#include "base/memory.h"
#include "solve/linear.h"

enum { EFFORT_NETWORK = 4, EFFORT_PROGRAMS = 2, PROGRAM_MOST = 20000 };

#define WEIGHT_MOST ((uint64_t)1 << 38)

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void t4_joint_free(t4_joint *j)
{
    if (!j)
        return;
    t4_audit_free(j->audit);
    t4_suppression_free(j->suppression);
    t4_network_free(j->network);
    t4_system_free(j->system);
    t4_free(j->primary);
    t4_free(j->fixed);
    t4_free(j->hidden);
    t4_free(j->up);
    t4_free(j->down);
    t4_free(j->owner);
    t4_free(j->weight);
    t4_free(j->intervals);
    t4_free(j);
}

static bool allocate(t4_joint *j, size_t n)
{
    j->primary = t4_alloc_zero(n, 1);
    j->fixed = t4_alloc_zero(n, 1);
    j->hidden = t4_alloc_zero(n, 1);
    j->up = t4_alloc_zero(n, sizeof *j->up);
    j->down = t4_alloc_zero(n, sizeof *j->down);
    j->owner = t4_alloc_zero(n, sizeof *j->owner);
    j->weight = t4_alloc_zero(n, sizeof *j->weight);
    return j->primary && j->fixed && j->hidden && j->up && j->down && j->owner && j->weight;
}

static void set_levels(t4_joint *j, size_t c, const t4_joint_cell *cell)
{
    j->up[c] = cell->up;
    j->down[c] = cell->down;
    if (cell->up == 0 && cell->down == 0 && cell->slide == 0)
        *(cell->upper > cell->value ? &j->up[c] : &j->down[c]) = 1;
}

/*
 * What a sliding level asks for beyond the others goes above the value as far
 * as the cell can rise at all, the rest below it.  movable: by cell.
 */
static t4_status add_slides(t4_joint *j, const t4_run *run, const t4_jointtable *t, const uint8_t *movable,
                            t4_error *err)
{
    uint32_t *variables = NULL;
    size_t count = 0;
    t4_linear *linear = NULL;
    t4_status status = T4_OK;

    for (size_t c = 0; c < t->count && !status; c++) {
        const t4_joint_cell *cell = &t->cells[c];
        int64_t missing = cell->slide - cell->up - cell->down, above;
        double most;

        if (cell->status != T4_JOINT_PRIMARY || missing <= 0)
            continue;
        if (!linear) {
            variables = t4_alloc(t->count, sizeof *variables);
            for (uint32_t v = 0; variables && v < t->count; v++)
                if (movable[v])
                    variables[count++] = v;
            status = variables ? t4_linear_new(&linear, j->system, variables, count, NULL, err) : t4_fail_memory(err);
        }
        if (!status)
            status = t4_run_check(run, err);
        if (status)
            break;
        most = t4_linear_most(linear, (uint32_t)c, 1) * (1 + 1e-12) + 1e-6 - (double)cell->up;
        above = most >= (double)missing ? missing : most < 0 ? 0 : (int64_t)most;
        j->up[c] += above;
        j->down[c] += missing - above;
    }
    t4_linear_free(linear);
    t4_free(variables);
    return status;
}

static void fill(t4_joint *j, const t4_jointtable *t)
{
    uint64_t most = 0;
    int shift = 0;

    for (size_t c = 0; c < t->count; c++) {
        const t4_joint_cell *cell = &t->cells[c];

        j->fixed[c] = cell->status == T4_JOINT_FORCED;
        j->primary[c] = j->hidden[c] = t4_joint_hidden(cell->status);
        if (cell->status == T4_JOINT_PRIMARY) {
            j->primaries++;
            set_levels(j, c, cell);
        }
        j->weight[c] = (uint64_t)cell->cost;
        most = j->weight[c] > most ? j->weight[c] : most;
    }
    while (most >> shift > WEIGHT_MOST)
        shift++;
    for (size_t c = 0; c < t->count; c++)
        j->weight[c] = (j->weight[c] >> shift) + 1;
}

static t4_status make(t4_joint **joint, const t4_run *run, const t4_jointtable *t, bool audit, t4_error *err)
{
    t4_joint *j = *joint = t4_alloc_zero(1, sizeof *j);
    t4_status status = j && allocate(j, t->count) ? T4_OK : t4_fail_memory(err);

    if (!status)
        status = t4_system_from_table(&j->system, t, err);
    if (!status)
        status = t4_network_from_table(&j->network, j->system, err);
    if (!status)
        status = t4_run_check(run, err);
    if (status)
        return status;
    fill(j, t);
    for (size_t c = 0; !audit && c < t->count; c++)
        j->fixed[c] = !j->fixed[c];  /* for a moment: what may be hidden */
    status = add_slides(j, run, t, audit ? j->hidden : j->fixed, err);
    for (size_t c = 0; !audit && c < t->count; c++)
        j->fixed[c] = !j->fixed[c];
    return status;
}

static t4_status find_pattern(t4_joint *j, const t4_run *run, t4_error *err)
{
    t4_suppress_problem problem = {.system = j->system, .network = j->network, .primary = j->primary,
                                   .fixed = j->fixed, .up = j->up, .down = j->down, .owner = j->owner,
                                   .weight = j->weight,
                                   .effort = j->network ? EFFORT_NETWORK : EFFORT_PROGRAMS};
    t4_status status = t4_suppress(&j->suppression, run, &problem, err);

    for (size_t c = 0; !status && c < j->system->cells; c++)
        j->hidden[c] = j->suppression->state[c] == T4_STATE_PRIMARY ||
                       j->suppression->state[c] == T4_STATE_SECONDARY;
    return status;
}

static t4_status run_audit(t4_joint *j, const t4_run *run, bool exact, t4_error *err)
{
    t4_audit_problem problem = {.system = j->system, .hidden = j->hidden, .primary = j->primary,
                                .up = j->up, .down = j->down, .owner = j->owner, .exact = exact, .linked = exact,
                                .hints = j->suppression ? &j->suppression->store : NULL};

    return t4_audit_run(&j->audit, run, &problem, err);
}

/* --- intervals ----------------------------------------------------------------------- */

static int64_t far(int64_t value, int64_t by, int sign)
{
    return by >= T4_UNBOUNDED / 2 ? sign * INT64_MAX : value + sign * by;
}

static bool is_proven(const t4_joint *j, const uint32_t *proof_of, size_t cell)
{
    for (int down = 0; down < 2; down++) {
        int64_t need = down ? j->down[cell] : j->up[cell];

        if (need > 0 && j->audit->proofs[proof_of[cell] + (uint32_t)down].witness == T4_NO_WITNESS)
            return false;
    }
    return true;
}

/* Systems that are no network: the outer ends by linear programs; exact where the proofs reach them. */
static const double far_off = 1e18;

static t4_status widen(t4_joint *j, const t4_run *run, t4_error *err)
{
    uint32_t *variables = t4_alloc(j->interval_count, sizeof *variables);
    t4_linear *linear = NULL;
    t4_status status = variables ? T4_OK : t4_fail_memory(err);

    for (size_t i = 0; !status && i < j->interval_count; i++)
        variables[i] = j->intervals[i].cell;
    if (!status)
        status = t4_linear_new(&linear, j->system, variables, j->interval_count, NULL, err);
    for (size_t i = 0; !status && i < j->interval_count; i++) {
        t4_joint_interval *interval = &j->intervals[i];
        int64_t value = j->system->value[interval->cell];
        double up, down;

        if (interval->exact)
            continue;
        up = t4_linear_most(linear, interval->cell, 1);
        down = t4_linear_most(linear, interval->cell, -1);

        status = t4_run_check(run, err);
        interval->exact = up < far_off && fabs(up - (double)(interval->upper - value)) < 0.5 &&
                          down < far_off && fabs(down - (double)(value - interval->lower)) < 0.5;
        if (!interval->exact && up >= 0 && down >= 0) {
            interval->upper = up >= far_off ? INT64_MAX : value + (int64_t)floor(up * (1 + 1e-9) + 1e-6);
            interval->lower = down >= far_off ? -INT64_MAX : value - (int64_t)floor(down * (1 + 1e-9) + 1e-6);
        }
    }
    t4_linear_free(linear);
    t4_free(variables);
    return status;
}

static t4_status list_intervals(t4_joint *j, const t4_run *run, t4_error *err)
{
    const t4_audit *a = j->audit;
    uint32_t *proof_of = t4_alloc(j->system->cells, sizeof *proof_of);
    size_t room = 0;

    if (!proof_of)
        return t4_fail_memory(err);
    for (size_t i = 0; i + 1 < a->proof_count; i += 2)
        proof_of[a->proofs[i].claim.variable] = (uint32_t)i;
    for (size_t c = 0; c < j->system->cells; c++) {
        t4_joint_interval *interval;

        if (!j->hidden[c])
            continue;
        if (!t4_grow(&j->intervals, &room, j->interval_count, sizeof *j->intervals)) {
            t4_free(proof_of);
            return t4_fail_memory(err);
        }
        interval = &j->intervals[j->interval_count++];
        *interval = (t4_joint_interval){(uint32_t)c, far(j->system->value[c], a->falls[c], -1),
                                        far(j->system->value[c], a->rises[c], 1),
                                        a->rises_exact[c] && a->falls_exact[c], true};
        if (j->primary[c] && (j->up[c] || j->down[c]))
            interval->safe = is_proven(j, proof_of, c);
        j->unsafe += !interval->safe;
    }
    t4_free(proof_of);
    return a->network || j->interval_count > PROGRAM_MOST ? T4_OK : widen(j, run, err);
}

t4_status t4_joint_audit(t4_joint **joint, const t4_run *run, const t4_jointtable *table, t4_error *err)
{
    double start = now();
    t4_status status = make(joint, run, table, true, err);

    if (!status)
        status = run_audit(*joint, run, true, err);
    if (!status)
        status = list_intervals(*joint, run, err);
    if (status) {
        t4_joint_free(*joint);
        *joint = NULL;
        return status;
    }
    (*joint)->seconds = now() - start;
    return T4_OK;
}

t4_status t4_joint_protect(t4_joint **joint, const t4_run *run, t4_jointtable *table, t4_error *err)
{
    double start = now();
    t4_status status = make(joint, run, table, false, err);
    t4_joint *j = *joint;

    if (!status)
        status = find_pattern(j, run, err);
    if (!status)
        status = run_audit(j, run, true, err);
    if (!status)
        status = list_intervals(j, run, err);
    if (status) {
        t4_joint_free(j);
        *joint = NULL;
        return status;
    }
    j->seconds = now() - start;
    if (j->unsafe)
        return t4_fail(err, T4_ERR_UNSAFE, "the levels of %zu of %zu unsafe cells cannot be reached, whatever else is "
                       "hidden; let cells with status z be hidden, or merge categories", j->unsafe, j->primaries);
    for (size_t c = 0; c < table->count; c++)
        if (j->suppression->state[c] == T4_STATE_SECONDARY || table->cells[c].status == T4_JOINT_SECONDARY) {
            table->cells[c].status = T4_JOINT_SECONDARY;
            j->secondaries++;
        }
    return T4_OK;
}

/* --- export ---------------------------------------------------------------------------- */

static t4_joint_cell cell_of(const t4_joint_source *o, size_t c)
{
    const t4_system *s = o->system;
    uint32_t v = s->variable[c];
    uint64_t each = o->weight[v] / (s->copies[v] ? s->copies[v] : 1);
    t4_joint_cell cell = {.value = s->amount[c], .lower = s->lower[v],
                          .upper = s->upper[v] == T4_UNBOUNDED ? INT64_MAX : s->upper[v],
                          .cost = each < (uint64_t)1 << 40 ? (int64_t)(each * 1000000) : (int64_t)1 << 59,
                          .status = T4_JOINT_SAFE};

    if (o->fixed && o->fixed[v])
        cell.status = T4_JOINT_FORCED;
    if (o->hidden && o->hidden[v])
        cell.status = T4_JOINT_SECONDARY;
    if (o->primary[v]) {
        cell.status = T4_JOINT_PRIMARY;
        cell.up = o->up[v];
        cell.down = o->down[v];
    }
    return cell;
}

t4_status t4_joint_export(t4_jointtable *table, const t4_joint_source *o, t4_error *err)
{
    const t4_system *s = o->system;
    bool good = true;

    *table = (t4_jointtable){.decimals = o->decimals};
    for (size_t c = 0; c < s->cells && good; c++) {
        t4_joint_cell cell = cell_of(o, c);

        good = t4_jointtable_add_cell(table, &cell);
    }
    for (size_t r = 0; r < s->relations && good; r++) {
        size_t begin = s->relation_start[r];

        good = t4_jointtable_add_relation(table, s->relation_rest[r], 0);
        for (size_t i = begin; i < s->relation_start[r + 1] && good; i++)
            good = t4_jointtable_add_term(table, s->relation_cell[i], (int32_t)t4_system_factor(s, begin, i));
    }
    if (!good) {
        t4_jointtable_release(table);
        return t4_fail_memory(err);
    }
    return T4_OK;
}
