/* SPDX-License-Identifier: MIT */
/* The table of ceilings; tests/limits.sh sees to it that no constant is missing. */
#include "cli/limits.h"

#include "base/decimal.h"
#include "base/suggest.h"
#include "clean/memo.h"
#include "clean/note.h"
#include "clean/state.h"
#include "cli/render.h"
#include "cube/cube.h"
#include "io/accounts_read.h"
#include "io/csvrows.h"
#include "io/datadir.h"
#include "io/dbf.h"
#include "io/flows_grid.h"
#include "io/jj.h"
#include "io/json.h"
#include "io/lineblocks.h"
#include "io/minisign.h"
#include "io/namedrows.h"
#include "io/profiles.h"
#include "io/sdmxread.h"
#include "io/sheet.h"
#include "io/wholefile.h"
#include "io/xls.h"
#include "io/yaml.h"
#include "job/codes.h"
#include "job/figures.h"
#include "job/input.h"
#include "job/previous.h"
#include "model/batch.h"
#include "model/cell.h"
#include "model/correlation.h"
#include "model/domain.h"
#include "model/flows.h"
#include "model/granularity.h"
#include "model/flows_tidy.h"
#include "model/profile.h"
#include "model/listset.h"
#include "model/sidefact.h"
#include "model/template.h"
#include "model/watchlist.h"
#include "release/ceilings.h"
#include "sdc/outside.h"
#include "sdc/adaptive.h"
#include "sdc/tops.h"
#include "solve/adjust.h"
#include "solve/premises.h"
#include "solve/ceilings.h"
#include "solve/guess.h"
#include "solve/system.h"
#include "stats/robust.h"
#include "synth/facts.h"
#include "synth/world.h"
#include "watch/bound.h"
#include "watch/compare.h"
#include "watch/reconcile_implied.h"
#include "watch/compare_drift.h"
#include "watch/series.h"
#include "watch/ladder.h"
#include "watch/price.h"
#include "watch/trace.h"

#define LIMIT(constant) #constant, (uint64_t)(constant)

static const t4_limit limits[] = {
    {LIMIT(T4_RECORD_BYTES), "bytes", "a record of an input file", "error with file and line"},
    {LIMIT(T4_COLUMNS_MAX), "columns", "columns of an input file", "error with file and line"},
    {LIMIT(T4_BLOCK_BYTES), "bytes", "a block of records worked on at once (a longer record makes "
     "its own block)", "the next block"},
    {LIMIT(T4_YAML_BYTES_MAX), "bytes", "a template", "error, exit 2"},
    {LIMIT(T4_TRACE_EVENTS_MOST), "events", "a tracking ledger", "error, exit 1"},
    {LIMIT(T4_TRACE_NAMES_MOST), "texts", "distinct lots, holders and codes of a ledger", "error, exit 1"},
    {LIMIT(T4_TRACE_PLACES_MOST), "texts", "distinct countries, currencies and units of a ledger",
     "error, exit 1"},
    {LIMIT(T4_TRACE_TEXT_MOST), "bytes", "an event or document id of a ledger", "error with file and line"},
    {LIMIT(T4_TRACE_LOOK_BACK), "events", "events of the same lot, or code and quantity, among which a twin or a "
     "round is looked for", "farther ones are not seen"},
    {LIMIT(T4_FLOWS_ROWS_MOST), "rows", "a set of flows", "error, exit 1"},
    {LIMIT(T4_FLOWS_TEXTS_MOST), "texts", "distinct codes, places or units of flows", "error, exit 1"},
    {LIMIT(T4_FLOWS_SOURCES_MOST), "files and sheets", "a set of flows", "error, exit 1"},
    {LIMIT(T4_FLOWS_REFUSED_MOST), "rows", "refused rows of flows kept word for word", "the others are counted"},
    {LIMIT(T4_FLOWS_OVERLAP_CHECKS), "comparisons", "finding overlapping ranges of codes in one table of flows", "error, exit 1"},
    {LIMIT(T4_FLOWS_TABLE_FIGURES), "columns", "columns of figures in one table of flows", "error with file"},
    {LIMIT(T4_FLOWS_GRID_SEARCH), "rows", "rows of a sheet in which the headings of a table are looked for", "no table, which is told"},
    {LIMIT(T4_PROFILES_MOST), "profiles", "profiles at once", "error, exit 1"},
    {LIMIT(T4_PROFILES_ROWS), "rows", "rows of a sheet by which its profile is found out", "what stands below is not looked at"},
    {LIMIT(T4_PROFILES_CELLS), "cells", "cells by which the profile of a workbook is found out", "the others are not looked at"},
    {LIMIT(T4_PROFILES_TEXT), "bytes", "a cell by which the profile of a workbook is found out", "a longer one is not looked at"},
    {LIMIT(T4_FLOWS_GRID_NAMES), "names", "names of columns that are looked for at once", "the others are not found"},
    {LIMIT(T4_FLOWS_GRID_NAME), "bytes", "the part of a column's name that counts", "the rest is not compared"},
    {LIMIT(T4_PROFILE_TABLES), "tables", "kinds of tables of a profile", "error, exit 2"},
    {LIMIT(T4_PROFILE_NAMES), "names", "names of one column in a profile", "error, exit 2"},
    {LIMIT(T4_PROFILE_SERIES), "series", "kinds of columns of figures of a profile's table", "error, exit 2"},
    {LIMIT(T4_PROFILE_RULES), "conditions", "conditions of one kind in a profile", "error, exit 2"},
    {LIMIT(T4_PROFILE_MAP), "entries", "a map in a profile", "error, exit 2"},
    {LIMIT(T4_BOOK_SHEETS_MOST), "sheets", "a workbook that is read", "error, exit 1"},
    {LIMIT(T4_BOOK_CELLS_MOST), "cells", "a workbook, DBF or wide text table that is read", "error, exit 1"},
    {LIMIT(T4_BOOK_BYTES_MOST), "bytes", "texts of a workbook, DBF or wide text table", "error, exit 1"},
    {LIMIT(T4_XLS_SECONDS), "seconds", "CPU time for reading one XLS workbook, which a child process does", "error, exit 1"},
    {LIMIT(T4_XLS_MEMORY), "bytes", "address space of that process", "error, exit 3"},
    {LIMIT(T4_XLS_CELL_BYTES), "bytes", "a text in a cell of an XLS workbook", "is cut"},
    {LIMIT(T4_DBF_FIELDS_MOST), "fields", "a DBF table", "error, exit 3"},
    {LIMIT(T4_SERIES_MOST), "series", "series that are tested at once", "error, exit 1"},
    {LIMIT(T4_SERIES_PERIODS_MOST), "periods", "periods of a series", "error, exit 1"},
    {LIMIT(T4_PRICE_FIT_MOST), "rows", "rows of a code that a line of `price` is fitted through", "every k-th row in order of mass; all are judged"},
    {LIMIT(T4_ROBUST_PAIRS_FROM), "points", "points of a slope over all pairs", "the caller takes a sample"},
    {LIMIT(T4_COMPARE_REPORTERS_MOST), "reporters", "a comparison of two releases", "error, exit 1"},
    {LIMIT(T4_COMPARE_VINTAGES_MOST), "releases", "a comparison of vintages", "error, exit 2"},
    {LIMIT(T4_COMPARE_PERIODS_MOST), "periods", "a comparison of two releases", "error, exit 1"},
    {LIMIT(T4_CORRELATION_PAIRS_MOST), "pairs", "correlation tables of editions", "error, exit 1"},
    {LIMIT(T4_CORRELATION_CODES_MOST), "codes", "distinct codes of correlation tables", "error, exit 1"},
    {LIMIT(T4_CORRELATION_STEPS_MOST), "steps", "steps between editions in correlation tables", "error, exit 1"},
    {LIMIT(T4_CORRELATION_FACTS_MOST), "facts", "facts about links of editions", "error, exit 1"},
    {LIMIT(T4_SIDEFACTS_MOST), "rows", "a file of floors or of unit values", "error, exit 1"},
    {LIMIT(T4_PREMISES_UNKNOWNS_MOST), "numbers", "unknown numbers of one reporter, flow and period", "error, exit 1: ask about some headings"},
    {LIMIT(T4_PREMISES_TERMS_MOST), "terms", "terms of all facts about them", "error, exit 1: ask about some headings"},
    {LIMIT(T4_BOUND_RESULTS_MOST), "intervals", "intervals of one answer", "error, exit 1: ask about some headings"},
    {LIMIT(T4_ACCOUNTS_ROWS_MOST), "rows", "a table of figures or of relations", "error, exit 1"},
    {LIMIT(T4_RECONCILE_FIGURES_MOST), "figures", "figures that are reconciled", "error, exit 1"},
    {LIMIT(T4_RECONCILE_TERMS_MOST), "members", "members of all their relations", "error, exit 1"},
    {LIMIT(T4_RECONCILE_STEPS_MOST), "steps", "steps to find relations that follow from others", "that is not told"},
    {LIMIT(T4_ADJUST_FIGURES_MOST), "figures", "figures that hang together and are adjusted", "error, exit 1"},
    {LIMIT(T4_ADJUST_DENSE_MOST), "relations", "relations that are solved densely", "sparse factors"},
    {LIMIT(T4_ADJUST_BLAMED_MOST), "figures", "figures of a large system whose blame is worked out", "the likeliest only"},
    {LIMIT(T4_WATCHLIST_MOST), "entries", "a watch list", "error, exit 1"},
    {LIMIT(T4_NAMEDROWS_WANTED), "columns", "columns that are asked of one table", "the program's own choice"},
    {LIMIT(T4_FILE_RULES_MAX), "rules", "entries of input.files in a template", "error, exit 2"},
    {LIMIT(T4_DECIMALS_MAX), "digits", "digits behind the point of a measure",
     "error in the template"},
    {LIMIT(T4_CODE_MAX), "bytes", "length of a commodity code", "issue code_length"},
    {LIMIT(T4_DICT_MOST), "texts", "distinct codes, partners, traders, units or labels of one kind",
     "error, exit 1"},
    {LIMIT(T4_MEASURES_MAX), "measures", "measures of one release", "error in the template"},
    {LIMIT(T4_DIMENSIONS_MAX), "dimensions", "further dimensions of one release",
     "error in the template"},
    {LIMIT(T4_LEVELS_MAX), "levels", "levels of one release", "error in the template"},
    {LIMIT(T4_TOPS_MOST), "traders", "largest contributions of a cell that rules weigh", "the first so many count"},
    {LIMIT(T4_SYSTEM_MOST), "units", "an amount of the measure that is protected, at its decimals", "error, exit 3: use fewer decimals"},
    {LIMIT(T4_EXTENT_MOST), "variables", "hidden variables of one component of a linked release that get linear programs",
     "its intervals say 'or more', 'or less'"},
    {LIMIT(T4_EXTENT_WORK), "million", "work on whole intervals of linked releases: programs x variables x variables",
     "the others say 'or more', 'or less'"},
    {LIMIT(T4_GROUPS_MAX), "groups", "partner groups of one release", "error in the template"},
    {LIMIT(T4_EXPLORER_BYTES_MAX), "bytes", "the rows inside the page of a release",
     "coarse levels and late periods first, the page says what it leaves out"},
    {LIMIT(T4_EXPLORER_LABEL_MAX), "bytes", "a label inside the page of a release", "it is cut there"},
    {LIMIT(T4_REMOVED_LISTS_MAX), "rows", "totals over lists, where a release before is named", "exit 1"},
    {LIMIT(T4_CHANGES_LOSSES_MAX), "losses", "losses of detail against the release before", "further ones are not listed"},
    {LIMIT(T4_HEADLINE_MOST), "rows", "headings or partners of the latest period that a page looks at",
     "error, exit 1"},
    {LIMIT(T4_JSON_BYTES_MAX), "bytes", "a JSON file (a code list)", "error, exit 1"},
    {LIMIT(T4_DATADIR_BYTES_MAX), "bytes", "one of the program's own tables", "error, exit 1"},
    {LIMIT(T4_LAYOUTS_MOST), "layouts", "input files that differ in encoding or columns",
     "error, exit 1"},
    {LIMIT(T4_TALLY_MOST), "names", "unknown partners listed with their counts",
     "further ones are counted together"},
    {LIMIT(T4_LABEL_MOST), "bytes", "a label, a unit or a trader's id", "the row is rejected"},
    {LIMIT(T4_MEMO_MOST), "texts", "distinct texts of a column that a thread remembers",
     "it begins anew; results are the same"},
    {LIMIT(T4_NOTES_MOST), "issues", "distinct issues that a thread remembers",
     "it begins anew; results are the same"},
    {LIMIT(T4_CSVROWS_FIELDS_MAX), "columns", "a table of an earlier release that is read back", "error, exit 3"},
    {LIMIT(T4_CSVROWS_RECORD_MAX), "bytes", "a record of such a table", "error, exit 3"},
    {LIMIT(T4_LINEBLOCKS_LINE_MAX), "bytes", "a line of a certificate", "error, exit 3"},
    {LIMIT(T4_OUTSIDE_MOST), "figures", "figures that are public besides a release", "error, exit 1"},
    {LIMIT(T4_PREVIOUS_MOST), "releases", "earlier releases of one run", "error, exit 2"},
    {LIMIT(T4_MINISIGN_KEY_BYTES_MAX), "bytes", "a key of minisign or the file of its password", "error, exit 2"},
    {LIMIT(T4_FIGURES_ROWS_MAX), "rows", "rows of a file that `convert` turns into another", "error, exit 1"},
    {LIMIT(T4_FIGURES_KEYS_MAX), "columns", "key columns of such a file", "error, exit 1"},
    {LIMIT(T4_SDMXREAD_FIELDS_MAX), "components", "dimensions and attributes of an observation in an SDMX file", "error, exit 3"},
    {LIMIT(T4_SDMXREAD_TEXT_MAX), "bytes", "a value in an SDMX-ML file", "what is longer is cut"},
    {LIMIT(T4_WHOLEFILE_BYTES_MAX), "bytes", "a code list or a list of partners, unpacked", "error, exit 1"},
    {LIMIT(T4_SHEET_COLUMNS_MAX), "columns", "columns of such a list", "error with file and line"},
    {LIMIT(T4_SHEET_ROWS_MAX), "rows", "records of such a list", "error with file and line"},
    {LIMIT(T4_FINDINGS_MOST), "findings", "duplicates, and unit-value outliers, that are kept",
     "those of the smallest places are kept"},
    {LIMIT(T4_SYSTEM_MOST), "units", "an amount, in its last digit, under protection (2^60)",
     "error, exit 1"},
    {LIMIT(T4_TOPS_MOST), "traders", "largest contributions of a cell that rules look at",
     "error in the template"},
    {LIMIT(T4_CODES_LISTS_MAX), "lists", "lists that codes looks into at once", "error, exit 2"},
    {LIMIT(T4_SYNTH_MONTHS_MAX), "months", "months of synthetic records", "error, exit 2"},
    {LIMIT(T4_SYNTH_PARTNERS_MAX), "partners", "partners of synthetic records", "error, exit 2"},
    {LIMIT(T4_SYNTH_FACTS_MAX), "facts", "planted facts of synthetic records", "error, exit 2"},
    {LIMIT(T4_SYNTH_TRADERS_MOST), "traders", "traders of synthetic records", "error, exit 2"},
    {LIMIT(T4_FACT_TRADERS_MAX), "traders", "traders of one planted fact", "error, exit 2"},
    {LIMIT(T4_WORLD_UNITS_MAX), "units", "units of synthetic records; further ones of a list are left out", "no unit"},
    {LIMIT(T4_GRANULARITY_RULES_MAX), "lines", "a granularity policy: finest, finest_by, never_finer, codes of its lists",
     "error, exit 3"},
    {LIMIT(T4_ADAPTIVE_TRIES_MAX), "residuals", "residuals of one code that adaptive granularity tries",
     "the best found, which the summary says"},
    {LIMIT(T4_LADDER_DESIGNS_MAX), "designs", "release designs that a ladder compares", "error, exit 2"},
    {LIMIT(T4_LADDER_POLICIES_MAX), "policies", "granularity policies that a ladder compares", "error, exit 2"},
    {LIMIT(T4_LADDER_CLASSES_MAX), "ways", "ways in which a policy of a ladder treats partners", "error, exit 1"},
    {LIMIT(T4_LADDER_PLANTED_MAX), "rows", "diversions that a ladder is told of", "error, exit 3"},
    {LIMIT(T4_LADDER_SIMULATED_MAX), "diversions", "diversions that a ladder plants to simulate its power", "error, exit 2"},
    {LIMIT(T4_LADDER_PERIODS_MAX), "periods", "periods of a ladder", "error, exit 1"},
    {LIMIT(T4_LADDER_CODES_MAX), "codes", "codes of one length in a ladder", "error, exit 1"},
    {LIMIT(T4_LADDER_PARTNERS_MAX), "partners", "partners of a ladder", "error, exit 1"},
    {LIMIT(T4_LADDER_DIMS_MAX), "combinations", "combinations of further dimensions in a ladder", "error, exit 1"},
    {LIMIT(T4_SUMMARY_ISSUES), "issues", "issues shown on the terminal", "--issues FILE has all"},
    {LIMIT(T4_LISTSET_MAX), "aggregates", "list aggregates of one release", "error in the template"},
    {LIMIT(T4_GUESS_HIDDEN_MAX), "cells", "hidden cells that the report's guessers work on", "the report leaves guessers out"},
    {LIMIT(T4_JJ_CELLS_MAX), "cells", "cells of an exchange file (*.jj)", "error, exit 1"},
    {LIMIT(T4_JJ_TERMS_MAX), "cells", "cells of all its relations together", "error, exit 1"},
    {LIMIT(T4_SUGGEST_LONGEST), "letters", "a word that did-you-mean compares", "no suggestion"},
};

const t4_limit *t4_limits(size_t *count)
{
    *count = sizeof limits / sizeof *limits;
    return limits;
}

void t4_limits_markdown(FILE *out)
{
    char text[T4_RENDER_TEXT];

    fputs("# Limits\n\nWritten by `make docs` from the constants of the headers; do not edit.\n"
          "`tenfour limits` prints the same.\n\n"
          "| limit | constant | of | past it |\n| --: | --- | --- | --- |\n", out);
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
        fprintf(out, "| %s %s | `%s` | %s | %s |\n", t4_render_count(limits[i].value, text),
                limits[i].unit, limits[i].constant, limits[i].meaning, limits[i].then);
}
