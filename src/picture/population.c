#include "picture/shown.h"
#include "base/words.h"

#define MOST_ROWS 100     /* cells whose spikes are shown */
#define MOST_TRACES 4
#define BARS_HEIGHT 260.0 /* points, in a file: box plots and scatter, with titles and labels */
#define TRACE_HEIGHT 52.0
#define ROW_HEIGHT 15.0   /* room for a name */
#define TITLES_HEIGHT 130.0

/* What was inferred and built, as markup. */
static char *
heading (const S2pEntry *entry)
{
  const S2pInference *inference = &entry->estimate.inference;
  g_autofree char *id = s2p_canvas_plain (entry->recording->train->id), *g_s = s2p_picture_fixed (inference->g_s, 1), *sd_s = s2p_picture_fixed (inference->sd_g_s, 1),
                  *g_u = s2p_picture_fixed (inference->g_u, 1), *sd_u = s2p_picture_fixed (inference->sd_g_u, 1), *target_s = s2p_picture_fixed (entry->estimate.g_s, 1),
                  *target_u = s2p_picture_fixed (entry->estimate.g_u, 1);

  if (!entry->estimated || !inference->available)
    return g_strdup_printf (_("Recording %s and its cells"), id);
  if (entry->population != NULL && entry->population->checked != NULL) /* Translators: markup; name of a recording, what was inferred with uncertainty */
    return g_strdup_printf (_("Recording %s: inferred g<sub>s</sub> = %s ± %s, g<sub>u</sub> = %s ± %s; cells checked, their pairs moved to fire as it does"), id, g_s, sd_s, g_u, sd_u);
  if (entry->estimate.choice != S2P_TARGET_MEAN) /* Translators: markup; name of a recording, what was inferred with uncertainty */
    return g_strdup_printf (_("Recording %s: inferred g<sub>s</sub> = %s ± %s, g<sub>u</sub> = %s ± %s; a pair drawn for each cell"), id, g_s, sd_s, g_u, sd_u);
  /* Translators: markup; name of a recording, what was inferred with uncertainty, and the two values that cells were built for */
  return g_strdup_printf (_("Recording %s: inferred g<sub>s</sub> = %s ± %s, g<sub>u</sub> = %s ± %s; built at %s, %s"), id, g_s, sd_s, g_u, sd_u, target_s, target_u);
}

S2pPicture *
s2p_picture_population (const S2pModel *model, const S2pEntry *entry, S2pTraces *traces)
{
  S2pShown *all = s2p_shown_new (entry, NULL, NULL, MOST_ROWS), *traced = s2p_shown_new (entry, traces, NULL, traces != NULL ? MIN (traces->n, MOST_TRACES) : 0);
  const double spikes_height = CLAMP (ROW_HEIGHT * (all->n + 1), 60, 300), traces_height = MAX (TRACE_HEIGHT * traced->n, 1);
  const guint n_rows = traced->n > 0 ? 3 : 2;
  S2pPicture *picture = s2p_picture_new ("population", n_rows, 2, TITLES_HEIGHT + spikes_height + traces_height + BARS_HEIGHT);
  S2pFigure *figure = picture->figure;
  guint x, y;

  s2p_picture_own (picture, all, (GDestroyNotify) s2p_shown_free);
  s2p_picture_own (picture, traced, (GDestroyNotify) s2p_shown_free);
  traced->view = all->view; /* one time axis */
  traced->extent = all->extent;
  figure->title = s2p_picture_own (picture, heading (entry), g_free);
  figure->row_weight[0] = spikes_height;
  figure->row_weight[1] = n_rows == 3 ? traces_height : BARS_HEIGHT;
  figure->row_weight[2] = BARS_HEIGHT;
  figure->column_weight[0] = 1.7;
  s2p_picture_add_spikes (picture, (S2pPlace) { 0, 0, 1, 2 }, all, _("Spikes of the recording and of the cells, aligned"));
  if (traced->n > 0)
    s2p_picture_add_cells (picture, (S2pPlace) { 1, 0, 1, 2 }, traced, _("Membrane potential of some of the cells"), FALSE);
  s2p_picture_add_conductances (picture, (S2pPlace) { n_rows - 1, 0, 1, 1 }, model, entry);
  s2p_picture_solved_pair (model, entry->population, &x, &y);
  s2p_picture_add_scatter (picture, (S2pPlace) { n_rows - 1, 1, 1, 1 }, model, entry, x, y);
  picture->title = g_strdup_printf (_("Population of recording %s"), entry->recording->train->id);
  picture->caption = g_strdup_printf (_("The spikes of recording %s and of its cells, and the conductances of the cells."), entry->recording->train->id);
  return picture;
}
