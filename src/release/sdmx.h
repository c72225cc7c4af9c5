/* SPDX-License-Identifier: MIT */
/* SDMX names of what a release holds: its structure, dimensions, measures and codes. */
#ifndef T4_RELEASE_SDMX_H
#define T4_RELEASE_SDMX_H

#include "release/draft.h"

/*
 * The structure AGENCY:DSD_HSTRADE(VERSION): FREQ, REF_AREA, TRADE_FLOW,
 * HS_CODE, HS_LEVEL, COUNTERPART_AREA, further dimensions, MEASURE,
 * TIME_PERIOD; a data row of a release is a series whose observations are its
 * measures.
 */
typedef struct {
    const char *agency, *version, *reporter;
    char reference[160];                          /* "TENFOUR:DF_HSTRADE(1.0.0)" */
    char dimensions[T4_DIMENSIONS_MAX][48];       /* ids of the further dimensions */
    char measures[T4_MEASURES_MAX][32];           /* by index into the domain's measures: "NET_MASS" */
} t4_sdmx;

/* "net_mass" as an id: "NET_MASS". */
void t4_sdmx_measure(const char *name, char id[32]);
/* The same for a further dimension, with "DIM_" before it where a component of ours has the name. */
void t4_sdmx_dimension(const char *name, char id[48]);
void t4_sdmx_init(t4_sdmx *sdmx, const t4_draft *draft);
/* Published code of goods as an id: of lists ':' becomes '-' and '.' becomes '_'. */
const char *t4_sdmx_goods(const char *code, char scratch[T4_CODE_MAX + 4]);
/* "A", "Q", "M"; "_O" for a year to date. */
const char *t4_sdmx_frequency(t4_period period);
enum { T4_SDMX_PERIOD = 20 };

/* A period as SDMX has it: a year to date is a range of time, "2023-01-01/P6M". */
void t4_sdmx_period(t4_period period, char text[T4_SDMX_PERIOD]);
/* May the text be the id of a code? */
bool t4_sdmx_is_id(const char *text);

#define T4_SDMX_MESSAGE "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
#define T4_SDMX_COMMON "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
#define T4_SDMX_STRUCTURE "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"
#define T4_SDMX_GENERIC "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic"
#define T4_SDMX_SPECIFIC "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/structurespecific"

/* Namespace of the structure's own schema: observations are told apart by MEASURE. */
void t4_sdmx_namespace(const t4_sdmx *sdmx, char text[256]);
/* Header of a message: ID, Test, Prepared, Sender, and the notice of a release that is not certified. */
struct t4_xmlwrite;
void t4_sdmx_header(struct t4_xmlwrite *w, const t4_draft *draft, const char *kind);

#endif
