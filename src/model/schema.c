/* SPDX-License-Identifier: MIT */
#include "model/schema.h"

#include <string.h>

#include "model/output.h"

#define COLUMN "a column name, a list of names (the first that the file has), or a map"
#define CONCEPTS "origin|consignment|dispatch|last_destination|destination|purchase|sale"
#define VALUATIONS "CIF|FOB|CFR|FAS|customs|statistical"
#define SOURCES "declarations|surveys|estimates|administrative|mixed"

static const t4_schema_row rows[] = {
    {"tenfour", T4_KEY_INTEGER, 1, 1, NULL, NULL, "Version of this notation; always 1."},

    {"release", T4_KEY_MAP, 0, 0, NULL, NULL, "What the published numbers are and mean."},
    {"release.id", T4_KEY_TEXT, 0, 0, NULL, NULL,
     "Short name of the series of releases: letters, digits, '.', '_', '-'."},
    {"release.reporter", T4_KEY_TEXT, 0, 0, NULL, NULL, "The country or body that publishes, e.g. KG."},
    {"release.title", T4_KEY_MIXED, 0, 0, "a text, or a text for each language", NULL,
     "Title, in one or several languages: {en: ..., ru: ...}."},
    {"release.title.*", T4_KEY_TEXT, 0, 0, NULL, NULL, "Title in the language of the key."},
    {"release.vintage", T4_KEY_TEXT, 0, 0, NULL, NULL,
     "Name of this edition of the figures, e.g. 2023-06_v1; same signs as the id."},
    {"release.from", T4_KEY_PERIOD, 0, 0, NULL, NULL,
     "First period of the release; without it the first one in the records."},
    {"release.until", T4_KEY_PERIOD, 0, 0, NULL, NULL,
     "Last period of the release; without it the last one in the records."},
    {"release.trade_system", T4_KEY_CHOICE, 0, 0, "general|special|special_relaxed|special_strict", NULL,
     "Treatment of warehouses and free zones (IMTS 2010)."},
    {"release.valuation", T4_KEY_FLOWS, 0, 0, NULL, NULL, "Valuation of each flow: {M: CIF, X: FOB}."},
    {"release.valuation.*", T4_KEY_CHOICE, 0, 0, VALUATIONS, NULL, "Valuation of the flow."},
    {"release.partner_concept", T4_KEY_FLOWS, 0, 0, NULL, NULL,
     "What the partner of each flow is: {M: origin, X: last_destination}."},
    {"release.partner_concept.*", T4_KEY_CHOICE, 0, 0, CONCEPTS, NULL, "Partner concept of the flow."},
    {"release.source_type", T4_KEY_CHOICE, 0, 0, SOURCES, NULL,
     "Where the records come from; by record with input.columns.source_type."},
    {"release.licence", T4_KEY_TEXT, 0, 0, NULL, NULL, "What readers may do with the figures, e.g. CC-BY-4.0."},
    {"release.contact", T4_KEY_TEXT, 0, 0, NULL, NULL, "Whom readers may ask."},
    {"release.url", T4_KEY_TEXT, 0, 0, NULL, NULL,
     "Address of the folder once it is published, e.g. https://stat.example/trade/2023-06/; catalogues name it."},
    {"release.status", T4_KEY_CHOICE, 0, 0, "provisional|preliminary|estimated|revised|final", NULL,
     "Status of the figures."},

    {"input", T4_KEY_MAP, 0, 0, NULL, NULL, "How the records are written."},
    {"input.encoding", T4_KEY_TEXT, 0, 0, NULL, "auto",
     "Encoding: auto (found out and reported), utf-8, windows-1251, cp866, any name that iconv knows."},
    {"input.separator", T4_KEY_CHARACTER, 0, 0, NULL, "auto",
     "Sign between fields: auto, one sign, or tab, comma, semicolon, pipe, space."},
    {"input.decimal", T4_KEY_CHOICE, 0, 0, "auto|.|,", "auto", "Decimal sign of the amounts."},
    {"input.columns", T4_KEY_MAP, 0, 0, NULL, NULL, "Where each field of a record stands; titles above the header are passed over."},
    {"input.columns.period", T4_KEY_MIXED, 0, 0, COLUMN, NULL, "Month, date or year of the record."},
    {"input.columns.period.format", T4_KEY_TEXT, 0, 0, NULL, NULL,
     "Layout of dates in strptime notation, e.g. \"%d.%m.%Y\"; without it 2023-06, 202306, 2023-Q2, 2023."},
    {"input.columns.period.year_column", T4_KEY_TEXT, 0, 0, NULL, NULL, "Column of the year, with month_column."},
    {"input.columns.period.month_column", T4_KEY_TEXT, 0, 0, NULL, NULL, "Column of the month, with year_column."},
    {"input.columns.flow", T4_KEY_MIXED, 0, 0, COLUMN, NULL,
     "Direction of trade; after the map one of M, X, FM, RM, DX, RX."},
    {"input.columns.code", T4_KEY_MIXED, 0, 0, COLUMN, NULL, "Commodity code."},
    {"input.columns.code.digits", T4_KEY_INTEGER, 2, 12, NULL, "10", "Digits of a complete code."},
    {"input.columns.partner", T4_KEY_MIXED, 0, 0, COLUMN, NULL,
     "Partner country: ISO 3166 two or three letters, M49 number, or a name."},
    {"input.columns.partner.list", T4_KEY_FILE, 0, 0, NULL, NULL,
     "File of national country codes with the columns code, iso2, label."},
    {"input.columns.partner.open", T4_KEY_BOOLEAN, 0, 0, NULL, "false",
     "Publish labels that no list knows as they are."},
    {"input.columns.trader", T4_KEY_MIXED, 0, 0, COLUMN, NULL,
     "Whose trade it is: consignee of imports, consignor of exports, never the broker; never published."},
    {"input.columns.trader.M", T4_KEY_TEXT, 0, 0, NULL, NULL, "Column of the trader for imports."},
    {"input.columns.trader.X", T4_KEY_TEXT, 0, 0, NULL, NULL, "Column of the trader for exports."},
    {"input.columns.trader.FM", T4_KEY_TEXT, 0, 0, NULL, NULL, "The same for foreign imports alone."},
    {"input.columns.trader.RM", T4_KEY_TEXT, 0, 0, NULL, NULL, "The same for re-imports alone."},
    {"input.columns.trader.DX", T4_KEY_TEXT, 0, 0, NULL, NULL, "The same for domestic exports alone."},
    {"input.columns.trader.RX", T4_KEY_TEXT, 0, 0, NULL, NULL, "The same for re-exports alone."},
    {"input.columns.trader.digits", T4_KEY_INTEGER, 0, 32, NULL, "0",
     "Fill ids with zeros on the left to this length; 0 leaves them as they are."},
    {"input.columns.trader.missing", T4_KEY_CHOICE, 0, 0, "one|each", "one",
     "Records without an id: together one trader that does not count towards a minimum, or each its own."},
    {"input.columns.trader.missing_reason", T4_KEY_TEXT, 0, 0, NULL, NULL, "Why 'missing: each' is right."},
    {"input.columns.declaration", T4_KEY_MIXED, 0, 0, COLUMN, NULL,
     "Id of the declaration; with it equal items are duplicates."},
    {"input.columns.records", T4_KEY_MIXED, 0, 0, COLUMN, NULL,
     "Number of records that a row stands for, where the rows are sums already."},
    {"input.columns.source_type", T4_KEY_MIXED, 0, 0, COLUMN, NULL, "Source of the record, where it differs by record."},
    {"input.columns.value", T4_KEY_MIXED, 0, 0, COLUMN, NULL, "Value in the main currency."},
    {"input.columns.value.unit", T4_KEY_TEXT, 0, 0, NULL, NULL, "Currency (ISO 4217)."},
    {"input.columns.value.decimals", T4_KEY_INTEGER, 0, 18, NULL, "2", "Digits kept behind the point."},
    {"input.columns.value_nat", T4_KEY_MIXED, 0, 0, COLUMN, NULL, "Value in national currency."},
    {"input.columns.value_nat.unit", T4_KEY_TEXT, 0, 0, NULL, NULL, "Currency (ISO 4217)."},
    {"input.columns.value_nat.decimals", T4_KEY_INTEGER, 0, 18, NULL, "2", "Digits kept behind the point."},
    {"input.columns.net_mass", T4_KEY_MIXED, 0, 0, COLUMN, NULL, "Net mass."},
    {"input.columns.net_mass.unit", T4_KEY_TEXT, 0, 0, NULL, "kg", "Unit of mass."},
    {"input.columns.net_mass.decimals", T4_KEY_INTEGER, 0, 18, NULL, "3", "Digits kept behind the point."},
    {"input.columns.gross_mass", T4_KEY_MIXED, 0, 0, COLUMN, NULL, "Gross mass."},
    {"input.columns.gross_mass.unit", T4_KEY_TEXT, 0, 0, NULL, "kg", "Unit of mass."},
    {"input.columns.gross_mass.decimals", T4_KEY_INTEGER, 0, 18, NULL, "3", "Digits kept behind the point."},
    {"input.columns.quantity", T4_KEY_MIXED, 0, 0, COLUMN, NULL, "Supplementary quantity."},
    {"input.columns.quantity.unit", T4_KEY_TEXT, 0, 0, NULL, NULL, "Unit of all quantities."},
    {"input.columns.quantity.unit_column", T4_KEY_TEXT, 0, 0, NULL, NULL,
     "Column of the unit, where it differs by record."},
    {"input.columns.quantity.decimals", T4_KEY_INTEGER, 0, 18, NULL, "3", "Digits kept behind the point."},
    {"input.columns.*.column", T4_KEY_MIXED, 0, 0, "a name or a list of names", NULL,
     "Header of the column; letter case and blanks are free; of a list the first that the file has."},
    {"input.columns.*.column[]", T4_KEY_TEXT, 0, 0, NULL, NULL, "A possible header."},
    {"input.columns.*.constant", T4_KEY_TEXT, 0, 0, "\"\"", NULL,
     "The same text for every record; \"\" for a field that these files do not have."},
    {"input.columns.*.file", T4_KEY_TEXT, 0, 0, NULL, NULL,
     "Regular expression (POSIX extended) on the base name of the file; group 1 is the text."},
    {"input.columns.*.map", T4_KEY_ANY_MAP, 0, 0, NULL, NULL,
     "Texts of the file and what they mean: {import: M, export: X}; compared trimmed, letter case free."},
    {"input.columns.*.map.*", T4_KEY_TEXT, 0, 0, "\"\"", NULL, "What the text means; \"\" for nothing."},
    {"input.dimensions", T4_KEY_ANY_MAP, 0, 0, NULL, NULL,
     "Further dimensions of the published tables: {office: {column: POST}}; at most six."},
    {"input.dimensions.*", T4_KEY_MIXED, 0, 0, COLUMN, NULL, "A further dimension."},
    {"input.dimensions.*.column", T4_KEY_MIXED, 0, 0, "a name or a list of names", NULL, "Header of the column."},
    {"input.dimensions.*.column[]", T4_KEY_TEXT, 0, 0, NULL, NULL, "A possible header."},
    {"input.dimensions.*.constant", T4_KEY_TEXT, 0, 0, "\"\"", NULL, "The same text for every record."},
    {"input.dimensions.*.file", T4_KEY_TEXT, 0, 0, NULL, NULL, "Regular expression on the file's base name."},
    {"input.dimensions.*.map", T4_KEY_ANY_MAP, 0, 0, NULL, NULL, "Texts of the file and what they mean."},
    {"input.dimensions.*.map.*", T4_KEY_TEXT, 0, 0, "\"\"", NULL, "What the text means."},
    {"input.dimensions.*.list", T4_KEY_FILE, 0, 0, NULL, NULL, "File of the labels that are allowed."},
    {"input.dimensions.*.open", T4_KEY_BOOLEAN, 0, 0, NULL, NULL,
     "Allow any label; true unless a list is given."},
    {"input.files", T4_KEY_LIST, 0, 0, NULL, NULL,
     "Files whose headers differ: the first rule that matches a file's name applies."},
    {"input.files[]", T4_KEY_MAP, 0, 0, NULL, NULL, "Overrides for the files that match."},
    {"input.files[].match", T4_KEY_TEXT, 0, 0, NULL, NULL, "Shell pattern on the base name, e.g. \"us-*.csv.gz\"."},
    {"input.files[].columns", T4_KEY_SAME, 0, 0, "input.columns", NULL,
     "Columns that stand elsewhere in these files; what is not said is as under input.columns."},
    {"input.files[].dimensions", T4_KEY_SAME, 0, 0, "input.dimensions", NULL,
     "Dimensions that stand elsewhere in these files."},

    {"classification", T4_KEY_MAP, 0, 0, NULL, NULL, "The commodity classification; without it codes are only checked for form."},
    {"classification.file", T4_KEY_FILE, 0, 0, NULL, NULL,
     "List of codes: CSV, UN Comtrade JSON or fixed width, also .gz."},
    {"classification.edition", T4_KEY_TEXT, 0, 0, NULL, NULL, "Edition that every code belongs to, e.g. TNVED-2022."},
    {"classification.format", T4_KEY_CHOICE, 0, 0, "auto|csv|comtrade|fixed", "auto", "Layout of the file."},
    {"classification.encoding", T4_KEY_TEXT, 0, 0, NULL, "auto", "Encoding of the file."},
    {"classification.separator", T4_KEY_CHARACTER, 0, 0, NULL, "auto", "Sign between fields."},
    {"classification.header", T4_KEY_CHOICE, 0, 0, "auto|yes|no", "auto", "Whether the first record names the columns."},
    {"classification.skip", T4_KEY_INTEGER, 0, 1000, NULL, "0", "Records to pass over before the header."},
    {"classification.digits", T4_KEY_INTEGER, 2, 12, NULL, NULL,
     "Digits of a complete code; longer entries are grouping lines, which only lead to parents."},
    {"classification.columns", T4_KEY_MAP, 0, 0, NULL, NULL,
     "Headers in the file, where they are not guessed, or numbers counted from 1; for fixed width positions such as \"1-10\"."},
    {"classification.columns.code", T4_KEY_TEXT, 0, 0, NULL, NULL, "The code; \"1+2\" joins the texts of two columns."},
    {"classification.columns.label", T4_KEY_TEXT, 0, 0, NULL, NULL, "Label, in English or the only language."},
    {"classification.columns.label_ru", T4_KEY_TEXT, 0, 0, NULL, NULL, "Label in Russian."},
    {"classification.columns.parent", T4_KEY_TEXT, 0, 0, NULL, NULL, "Code of the parent; else the longest prefix."},
    {"classification.columns.unit", T4_KEY_TEXT, 0, 0, NULL, NULL, "Supplementary unit."},
    {"classification.columns.from", T4_KEY_TEXT, 0, 0, NULL, NULL, "First day or period of validity."},
    {"classification.columns.until", T4_KEY_TEXT, 0, 0, NULL, NULL, "Last day or period of validity."},

    {"checks", T4_KEY_MAP, 0, 0, NULL, NULL, "What to do with defects of the records."},
    {"checks.max_rejected", T4_KEY_NUMBER, 0, 1, NULL, "0.01", "Largest share of rejected rows."},

    {"publish", T4_KEY_MAP, 0, 0, NULL, NULL, "What is published."},
    {"publish.levels", T4_KEY_LIST, 0, 0, NULL, NULL,
     "Code lengths, each a table: even, 0 is all goods; without it all from the complete code down to 0."},
    {"publish.levels[]", T4_KEY_INTEGER, 0, 12, NULL, NULL, "A code length."},
    {"publish.finest", T4_KEY_MIXED, 0, 0, "a length, a map of lengths by code, or adaptive", NULL,
     "Finest published length: {default: 10, \"27\": 8}; the longest beginning of the code wins. adaptive: the "
     "finest codes at which every cell is safe, no longer than finest_by and never_finer allow."},
    {"publish.finest.*", T4_KEY_INTEGER, 0, 12, NULL, NULL, "Finest length of codes that begin with the key."},
    {"publish.adaptive", T4_KEY_CHOICE, 0, 0, "partition|hierarchy", NULL,
     "With adaptive: also a table partition.csv in which every record stands once (partition, the default), or only the tables by length."},
    {"publish.finest_by", T4_KEY_LIST, 0, 0, NULL, NULL,
     "Further lengths by list, flow and partners: [{list: chpl.csv, level: 10}, {flow: X, level: 6}]. The line with the "
     "longest beginning of the code wins, whatever else it names (codes of a list count with their digits); at the same "
     "length finest_by before finest, and later lines before earlier ones. What is cut off where others of the code are "
     "shown is published together as a residual such as 8542XX."},
    {"publish.finest_by[]", T4_KEY_MAP, 0, 0, NULL, NULL, "A line; what it does not name means all."},
    {"publish.finest_by[].code", T4_KEY_TEXT, 0, 0, NULL, NULL, "Codes that begin so."},
    {"publish.finest_by[].list", T4_KEY_FILE, 0, 0, NULL, NULL, "Codes of a watch list, at any time on it."},
    {"publish.finest_by[].tier", T4_KEY_TEXT, 0, 0, NULL, NULL, "Only this tier of the list."},
    {"publish.finest_by[].flow", T4_KEY_CHOICE, 0, 0, "M|X|FM|RM|DX|RX", NULL, "A flow; M and X with their parts."},
    {"publish.finest_by[].partners", T4_KEY_LIST, 0, 0, NULL, NULL, "Partners by published code, or groups of publish.partners."},
    {"publish.finest_by[].partners[]", T4_KEY_TEXT, 0, 0, NULL, NULL, "A partner or group."},
    {"publish.finest_by[].level", T4_KEY_INTEGER, 0, 12, NULL, NULL, "The finest published length."},
    {"publish.never_finer", T4_KEY_FILE, 0, 0, NULL, NULL,
     "File of codes that are never published finer, with the columns code, level, and flow, partner where not all are "
     "meant; stronger than finest and finest_by."},
    {"publish.must_show", T4_KEY_FILE, 0, 0, NULL, NULL,
     "File of codes that are always published at their length, with the columns code, and flow, partner where not all are "
     "meant; the release stops (exit 2) where the granularity or the rules of protection forbid one."},
    {"publish.periods", T4_KEY_LIST, 0, 0, NULL, "month, quarter, year", "Periods, each in the same tables."},
    {"publish.periods[]", T4_KEY_CHOICE, 0, 0, "month|quarter|year|year_to_date", NULL,
     "A kind of period; year_to_date is January to each month, published as 2023-YTD06."},
    {"publish.partners", T4_KEY_LIST, 0, 0, NULL, "each, world",
     "Partners: each one, the world, and named groups: {EAEU: [AM, BY, KZ, RU]}."},
    {"publish.partners[]", T4_KEY_MIXED, 0, 0, "each, world or a map of groups", NULL, "A view of partners."},
    {"publish.partners[].*", T4_KEY_LIST, 0, 0, NULL, NULL, "Members of the group by published code."},
    {"publish.partners[].*[]", T4_KEY_TEXT, 0, 0, NULL, NULL, "A member."},
    {"publish.measures", T4_KEY_LIST, 0, 0, NULL, NULL,
     "Measures in the order of publication; without it all mapped ones but gross_mass."},
    {"publish.measures[]", T4_KEY_CHOICE, 0, 0, "value|value_nat|net_mass|gross_mass|quantity", NULL, "A measure."},
    {"publish.lists", T4_KEY_LIST, 0, 0, NULL, NULL, "Lists of codes whose totals are published."},
    {"publish.lists[]", T4_KEY_MAP, 0, 0, NULL, NULL, "A list."},
    {"publish.lists[].file", T4_KEY_FILE, 0, 0, NULL, NULL, "File of the list."},
    {"publish.lists[].by", T4_KEY_LIST, 0, 0, NULL, NULL, "Totals of the list: all, by tier, the listed part of every heading (LIST:chpl:8542), and beside it the rest, what is "
     "not listed of it (REST:chpl:8542)."},
    {"publish.lists[].by[]", T4_KEY_TEXT, 0, 0, NULL, NULL, "tier, all, heading or rest (heading and rest)."},
    {"publish.units", T4_KEY_ANY_MAP, 0, 0, NULL, NULL,
     "Rounding of published figures, one for all formats: {value: 1000}; without it none."},
    {"publish.units.*", T4_KEY_NUMBER, 0, 1e12, NULL, NULL, "Published figures are multiples of this."},
    {"publish.compress", T4_KEY_CHOICE, 0, 0, "none|gz", "none", "Compression of the data files."},
    {"publish.minimum_level", T4_KEY_INTEGER, 0, 12, NULL, NULL,
     "Promise: the release is never coarser than this code length."},

    {"protect", T4_KEY_MAP, 0, 0, NULL, NULL, "How traders are protected; mandatory for a release."},
    {"protect.rules", T4_KEY_MAP, 0, 0, NULL, NULL, "When a figure is unsafe; several rules add up."},
    {"protect.rules.minimum_contributors", T4_KEY_INTEGER, 1, 1000, NULL, NULL, "Unsafe with fewer traders."},
    {"protect.rules.dominance", T4_KEY_LIST, 0, 0, NULL, NULL,
     "Unsafe when the n largest traders have more than k percent: [{n: 1, k: 75}]."},
    {"protect.rules.dominance[]", T4_KEY_MAP, 0, 0, NULL, NULL, "A dominance rule."},
    {"protect.rules.dominance[].n", T4_KEY_INTEGER, 1, 10, NULL, NULL, "Number of traders."},
    {"protect.rules.dominance[].k", T4_KEY_INTEGER, 1, 99, NULL, NULL, "Percent."},
    {"protect.rules.p_percent", T4_KEY_NUMBER, 0.000001, 100, NULL, NULL,
     "Unsafe when the second trader can estimate the first within p percent."},
    {"protect.rules.pq", T4_KEY_MAP, 0, 0, NULL, NULL, "The same for attackers who know all within q percent."},
    {"protect.rules.pq.p", T4_KEY_NUMBER, 0.000001, 100, NULL, NULL, "Percent to be kept."},
    {"protect.rules.pq.q", T4_KEY_NUMBER, 0.000001, 100, NULL, NULL, "Percent known before; more than p."},
    {"protect.rules.coalition", T4_KEY_INTEGER, 1, 10, NULL, "1",
     "Number of traders who pool what they know (p_percent, pq)."},
    {"protect.rules.holdings", T4_KEY_FILE, 0, 0, NULL, NULL, "File: trader, holding, from, until; a holding counts as one."},
    {"protect.rules.requests", T4_KEY_MIXED, 0, 0, "a file, or a map of file, share, share_continued", NULL,
     "File of requests for confidentiality (passive confidentiality)."},
    {"protect.rules.requests.file", T4_KEY_FILE, 0, 0, NULL, NULL, "The file."},
    {"protect.rules.requests.share", T4_KEY_NUMBER, 0, 100, NULL, "75",
     "Percent of a figure that a trader must have for the request to be justified."},
    {"protect.rules.requests.share_continued", T4_KEY_NUMBER, 0, 100, NULL, NULL,
     "The same where the figure was hidden in the year before; without it as share."},
    {"protect.rules.waivers", T4_KEY_FILE, 0, 0, NULL, NULL, "File of traders who agreed to be shown."},
    {"protect.rules.never", T4_KEY_FILE, 0, 0, NULL, NULL, "File of figures that are never published."},
    {"protect.rules.must", T4_KEY_FILE, 0, 0, NULL, NULL, "File of figures that must be published; unsafe ones stop the release."},
    {"protect.method", T4_KEY_CHOICE, 0, 0, "none|suppress|rollup|round|perturb", "suppress",
     "How unsafe figures are protected; none needs a reason, which stamps every file."},
    {"protect.reason", T4_KEY_TEXT, 0, 0, NULL, NULL, "Why 'method: none' is right."},
    {"protect.scope", T4_KEY_CHOICE, 0, 0, "active|passive|both", "active",
     "All figures (active), only requested ones (passive), or both."},
    {"protect.insiders", T4_KEY_CHOICE, 0, 0, "off|exact|interval", "interval",
     "Traders as attackers: none, none learns another exactly, or none within the protection interval."},
    {"protect.unions", T4_KEY_BOOLEAN, 0, 0, NULL, "on", "Hold sums of hidden figures to the rules as well."},
    {"protect.measures", T4_KEY_CHOICE, 0, 0, "joint|apart|linked", "joint",
     "Hide all measures of a figure together, money and masses each for itself (apart), or so where unit values allow it (linked)."},
    {"protect.conf_detail", T4_KEY_CHOICE, 0, 0, "generic|full", "generic", "Publish reasons of hiding, or only that."},
    {"protect.safety", T4_KEY_INTEGER, 0, 100, NULL, "10", "Least width of protection, percent of the figure."},
    {"protect.cost", T4_KEY_TEXT, 0, 0, NULL, "value", "What hiding costs: value, count, log, or a measure."},

    {"attacker", T4_KEY_MAP, 0, 0, NULL, NULL, "What else is known outside."},
    {"attacker.also_public", T4_KEY_LIST, 0, 0, NULL, NULL, "Other published tables."},
    {"attacker.also_public[]", T4_KEY_FILE, 0, 0, NULL, NULL, "A file."},
    {"attacker.groups", T4_KEY_ANY_MAP, 0, 0, NULL, NULL,
     "Partner groups of other published tables that this release does not have: {EU: [AT, BE, ...]}."},
    {"attacker.groups.*", T4_KEY_LIST, 0, 0, NULL, NULL, "Members of the group by published code."},
    {"attacker.groups.*[]", T4_KEY_TEXT, 0, 0, NULL, NULL, "A member."},
    {"attacker.bounds", T4_KEY_FILE, 0, 0, NULL, NULL, "File of bounds that are common knowledge."},
    {"attacker.revision", T4_KEY_NUMBER, 0, 1000, NULL, "10",
     "Percent by which a revised figure is taken to be known from the one published before."},
    {"attacker.earlier_contributions", T4_KEY_FILE, 0, 0, NULL, NULL,
     "Contributions behind the release before (cells --contributions): changes of open figures are weighed by who caused them."},
    {"attacker.changes", T4_KEY_CHOICE, 0, 0, "list|hide", "list",
     "A change of an open figure that breaks a rule: list it for the office, or hide the new figure."},
    {"attacker.coalitions", T4_KEY_FILE, 0, 0, NULL, NULL,
     "File: trader, coalition; traders who may pool what they know (insiders: interval)."},
    {"attacker.mirror", T4_KEY_MAP, 0, 0, NULL, NULL, "Partners' figures of the same trade."},
    {"attacker.mirror.file", T4_KEY_FILE, 0, 0, NULL, NULL, "The file."},
    {"attacker.mirror.tolerance", T4_KEY_NUMBER, 0, 100, NULL, "10", "Percent by which they may differ."},
    {"bounds", T4_KEY_MAP, 0, 0, NULL, NULL, "Bounds on hidden figures."},
    {"bounds.negative", T4_KEY_NUMBER, -1e15, 0, NULL, NULL,
     "Least value of a figure that holds corrections; without it none."},

    {"outputs", T4_KEY_LIST, 0, 0, NULL, "csv, xlsx", "Formats of the release."},
    {"outputs[]", T4_KEY_CHOICE, 0, 0, T4_OUTPUT_CHOICES, NULL, "A format."},
    {"sdmx", T4_KEY_MAP, 0, 0, NULL, NULL, "How the SDMX files are written."},
    {"sdmx.agency", T4_KEY_TEXT, 0, 0, NULL, "TENFOUR", "Who maintains the structure: an SDMX agency id."},
    {"sdmx.version", T4_KEY_TEXT, 0, 0, NULL, "1.0.0", "Version of the structure, e.g. 1.0.0."},
    {"sdmx.csv", T4_KEY_CHOICE, 0, 0, "2.0|1.0|2.1", "2.0", "Version of SDMX-CSV."},
    {"sdmx.merchandise_trade", T4_KEY_BOOLEAN, 0, 0, NULL, "false",
     "Also write the figures in the shape of the global structure of merchandise trade, UNSD:IMTS(1.2)."},
};

const t4_schema_row *t4_schema_rows(size_t *count)
{
    *count = sizeof(rows) / sizeof(*rows);
    return rows;
}

/*
 * Does a row's path fit a path as it occurs?  Returns the number of plain
 * characters that agreed, so that the most exact row can be chosen; 0 = no.
 */
static size_t fits(const char *pattern, const char *path)
{
    size_t score = 1;

    while (*pattern) {
        if (*pattern == '*') {
            if (!*path || *path == '.' || *path == '[')
                return 0;
            path += strcspn(path, ".[");
            pattern++;
        } else if (*pattern++ == *path++) {
            score++;
        } else {
            return 0;
        }
    }
    return *path ? 0 : score;
}

const t4_schema_row *t4_schema_find_in(const t4_schema_table *table, const char *path)
{
    const t4_schema_row *best = NULL;
    size_t most = 0;

    for (size_t i = 0; i < table->count; i++) {
        size_t score = fits(table->rows[i].path, path);

        if (score > most) {
            most = score;
            best = &table->rows[i];
        }
    }
    return best;
}

const t4_schema_row *t4_schema_find(const char *path)
{
    const t4_schema_table table = {rows, sizeof(rows) / sizeof(*rows)};

    return t4_schema_find_in(&table, path);
}
