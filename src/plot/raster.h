/* A raster: spike trains as rows of ticks, the first on top. Spikes that share a pixel are drawn once.
 *
 * On a panel the y axis counts rows (row i fills i .. i + 1) and shows their names; the x axis is time,
 * in whatever unit the caller's times and label have.
 */
#pragma once
#include "plot/layer.h"

G_BEGIN_DECLS

typedef struct {
  const double *times; /* ascending (borrowed) */
  gsize         n;
  const char   *name;  /* plain text, not markup (borrowed); NULL for none */
  S2pRole       role;
} S2pRasterRow;

typedef struct {
  S2pLayer            layer;
  const S2pRasterRow *rows;      /* borrowed */
  const gboolean     *faint;     /* [n_rows] rows that are shown, but of no account (borrowed); NULL for none */
  gsize               n_rows;
  gsize               highlight; /* a row; the others step back. S2P_NONE */
  const char         *legend[S2P_N_ROLES]; /* markup for each role, borrowed; roles without a row or a text have no entry */
} S2pRaster;

void s2p_raster_init (S2pRaster *raster, const S2pRasterRow *rows, gsize n_rows);

G_END_DECLS
