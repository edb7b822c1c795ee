/* What is said of each recording's density beside the table of inference (session/tables.h): on a grid, at given pairs,
 * and as the outlines of its regions. Functions that append; the densities are inference/density.h's.
 */
#pragma once
#include "session/pairs-file.h"
#include "session/session.h"

G_BEGIN_DECLS

/* ID,g_s,g_u,density: a row for each of n_s x n_u cells that fill the model's range, with its middle and the mean density per
 * unit area in it; the sum times the area of a cell is 1. Nothing for a recording without a density. */
typedef struct { guint n_s, n_u; } S2pGridSize;
enum { S2P_MOST_GRID = 1000 }; /* cells along a side */
/* "100x80". Errors: S2P_ERROR_ARGUMENT. */
gboolean s2p_grid_size_parse       (const char *text, S2pGridSize *size, GError **error);
void     s2p_density_table_header  (GString *text);
void     s2p_density_table_rows    (GString *text, const char *id, const S2pInference *inference, const S2pGridSize *size);

/* ID,probability,part,g_s,g_u: the outlines of the regions of 50 and 90 % (inference/density-outline.h), parts from 1; the first
 * point of a part comes again as its last. */
void     s2p_outline_table_header  (GString *text);
void     s2p_outline_table_rows    (GString *text, const char *id, const S2pInference *inference);

/* ID,g_s,g_u,log_density,level: nats per unit area, and the probability of the region that is denser. Outside the range
 * the density is 0: log_density is empty and level 1. Both are empty for a recording without a density. */
typedef struct { double log_density, level; } S2pPairAnswer; /* NAN: empty */
void     s2p_pair_answer           (const S2pInference *inference, const S2pPair *const *pairs, guint n, S2pPairAnswer *answers); /* of one recording */
void     s2p_pair_table_header     (GString *text);
void     s2p_pair_table_row        (GString *text, const S2pPair *pair, const S2pPairAnswer *answer);

G_END_DECLS
