#include "picture/picture-private.h"
#include "base/words.h"
#include "inference/density-outline.h"
#include "plot/plane.h"
#include "plot/regions.h"
#include <math.h>

#define HEIGHT 420.0
#define MARGIN 0.04     /* around the model's range */
#define MOST_FILLED 12  /* recordings whose regions are filled ... */
#define MOST_OUTLINED 50 /* ... and outlined: more are a thicket, of which that of the one pointed at is drawn */
#define DEEPEST_ZOOM 500
#define MOST_CELLS 2000 /* whose pairs are shown, of so few recordings that their regions are filled */
#define CELL_SIZE 0.45

/* The regions of one density, as they are drawn. */
typedef struct {
  S2pNestedRegions nested; /* borrows from ... */
  S2pOutline      *outlines[S2P_N_REGIONS];
} Outlined;

G_STATIC_ASSERT ((int) S2P_N_REGIONS == (int) S2P_MOST_REGIONS);

typedef struct {
  guint          n;
  S2pRecording **recordings; /* references */
  S2pDensity    *densities;  /* [n]; zeros where there is none */
  Outlined     **outlined;   /* [n]; NULL: not asked for yet, or nothing to be had */
  const S2pNestedRegions **nested; /* [n] those of outlined */
  double        *values[4];  /* [n] each: mean g_s, g_u, their deviations; NAN where there is none */
  S2pRole       *roles;
  GArray        *cell_s, *cell_u; /* (element-type double) pairs that cells were built for */
  GArray        *cell_of;    /* (element-type guint) the recording of each */
  S2pRegions     regions;
  S2pPoints      cells, means;
} Plane;

enum { MEAN_S, MEAN_U, SD_S, SD_U };

static void
free_outlined (Outlined *outlined)
{
  if (outlined == NULL)
    return;
  for (guint k = 0; k < S2P_N_REGIONS; k++)
    s2p_outline_free (outlined->outlines[k]);
  g_free (outlined);
}

/* Makes the outlines of @i, once: a fifth of a millisecond, which not each of thousands is asked for. */
static void
outline (Plane *self, gsize i)
{
  S2pDensityRegion regions[S2P_N_REGIONS];
  Outlined *made;

  if (self->outlined[i] != NULL || !s2p_density_regions (&self->densities[i], regions))
    return;
  made = self->outlined[i] = g_new0 (Outlined, 1);
  for (guint k = 0; k < S2P_N_REGIONS; k++)
    {
      const S2pOutline *found = made->outlines[k] = s2p_density_outline (&self->densities[i], &regions[k]);

      made->nested.region[k] = (S2pClosedLines) { found->n, found->starts, found->g_s, found->g_u };
    }
  self->nested[i] = &made->nested;
}

static void
free_plane (gpointer data)
{
  Plane *self = data;

  for (guint i = 0; i < self->n; i++)
    {
      s2p_recording_unref (self->recordings[i]);
      free_outlined (self->outlined[i]);
    }
  g_free (self->outlined);
  g_free (self->nested);
  g_free (self->densities);
  for (gsize k = 0; k < G_N_ELEMENTS (self->values); k++)
    g_free (self->values[k]);
  g_array_unref (self->cell_s);
  g_array_unref (self->cell_u);
  g_array_unref (self->cell_of);
  g_free (self->recordings);
  g_free (self->roles);
  g_free (self);
}

static void
set_point (Plane *self, guint i, const S2pEntry *entry)
{
  const S2pInference *inference = &entry->estimate.inference;
  const gboolean known = entry->estimated && inference->available;

  self->recordings[i] = s2p_recording_ref (entry->recording);
  self->roles[i] = s2p_role_of_activity (entry->recording->features.activity);
  if (known)
    self->densities[i] = inference->density;
  self->values[MEAN_S][i] = known ? inference->g_s : NAN;
  self->values[MEAN_U][i] = known ? inference->g_u : NAN;
  self->values[SD_S][i] = known ? inference->sd_g_s : NAN;
  self->values[SD_U][i] = known ? inference->sd_g_u : NAN;
}

/* The first so many of each recording, all with the same room. */
static void
add_cells (Plane *self, S2pEntry *const *entries)
{
  for (guint i = 0; i < self->n; i++)
    for (guint j = 0; entries[i]->population != NULL && j < MIN (entries[i]->population->n, MOST_CELLS / self->n); j++)
      {
        g_array_append_val (self->cell_s, entries[i]->population->dics[2 * (gsize) j]);
        g_array_append_val (self->cell_u, entries[i]->population->dics[2 * (gsize) j + 1]);
        g_array_append_val (self->cell_of, i);
      }
}

static Plane *
make_plane (S2pEntry *const *entries, guint n)
{
  Plane *self = g_new0 (Plane, 1);

  self->n = n;
  self->recordings = g_new (S2pRecording *, MAX (1, n));
  self->roles = g_new (S2pRole, MAX (1, n));
  self->densities = g_new0 (S2pDensity, MAX (1, n));
  self->outlined = g_new0 (Outlined *, MAX (1, n));
  self->nested = g_new0 (const S2pNestedRegions *, MAX (1, n));
  for (gsize k = 0; k < G_N_ELEMENTS (self->values); k++)
    self->values[k] = g_new (double, MAX (1, n));
  self->cell_s = g_array_new (FALSE, FALSE, sizeof (double));
  self->cell_u = g_array_new (FALSE, FALSE, sizeof (double));
  self->cell_of = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < n; i++)
    set_point (self, i, entries[i]);
  if (n <= MOST_FILLED)
    add_cells (self, entries);
  for (guint i = 0; i < n && n <= MOST_OUTLINED; i++)
    outline (self, i);

  s2p_regions_init (&self->regions, self->nested, self->roles, n);
  self->regions.crowd = MOST_FILLED;
  self->regions.multitude = MOST_OUTLINED;
  s2p_points_init (&self->means, self->values[MEAN_S], self->values[MEAN_U], n, S2P_ROLE_RECORDING);
  self->means.roles = self->roles;
  s2p_picture_legend (self->means.legend);
  s2p_points_init (&self->cells, (const double *) self->cell_s->data, (const double *) self->cell_u->data, self->cell_s->len, S2P_ROLE_CELL);
  self->cells.size = CELL_SIZE;
  self->cells.legend[S2P_ROLE_CELL] = _("cells");
  return self;
}

static S2pThing
at (gpointer data, const S2pPointer *pointer, GString *words)
{
  Plane *self = data;
  gsize i = pointer->hit.index;

  if (!pointer->near)
    return (S2pThing) { S2P_THING_NONE, 0 };
  if (pointer->hit.layer == &self->cells.layer)
    i = g_array_index (self->cell_of, guint, i);

  g_autofree char *g_s = s2p_picture_fixed (self->values[MEAN_S][i], 1), *g_u = s2p_picture_fixed (self->values[MEAN_U][i], 1),
                  *sd_s = s2p_picture_fixed (self->values[SD_S][i], 1), *sd_u = s2p_picture_fixed (self->values[SD_U][i], 1);

  /* Translators: name of a recording, then its inferred conductances with their uncertainty */
  g_string_append_printf (words, _("%s: g_s = %s ± %s, g_u = %s ± %s"), self->recordings[i]->train->id, g_s, sd_s, g_u, sd_u);
  return (S2pThing) { S2P_THING_RECORDING, (guint) i };
}

static gboolean
highlight (gpointer data, S2pThing thing)
{
  Plane *self = data;
  const gsize i = thing.kind == S2P_THING_RECORDING && thing.number < self->n ? thing.number : S2P_NONE;
  const gboolean known = i != S2P_NONE && isfinite (self->values[MEAN_S][i]),
                 changed = s2p_picture_mark (&self->means.highlight, known ? i : S2P_NONE, self->n);

  if (known)
    outline (self, i);
  self->regions.highlight = self->means.highlight;
  return changed;
}

/* The model's range with a margin; the limits hold every point and its uncertainty as well. */
static void
set_ranges (S2pPart *part, const Plane *self, const S2pModel *model)
{
  const double margin_s = MARGIN * (model->g_s_max - model->g_s_min), margin_u = MARGIN * (model->g_u_max - model->g_u_min);
  const S2pRange home_s = { model->g_s_min - margin_s, model->g_s_max + margin_s }, home_u = { model->g_u_min - margin_u, model->g_u_max + margin_u };
  S2pRange limit_s = home_s, limit_u = home_u;

  for (guint i = 0; i < self->n; i++)
    for (int side = -1; side <= 1; side += 2)
      {
        limit_s = s2p_range_with (limit_s, self->values[MEAN_S][i] + side * self->values[SD_S][i]);
        limit_u = s2p_range_with (limit_u, self->values[MEAN_U][i] + side * self->values[SD_U][i]);
      }
  s2p_part_set_x (part, home_s, limit_s, (home_s.high - home_s.low) / DEEPEST_ZOOM);
  s2p_part_set_y (part, home_u, limit_u, (home_u.high - home_u.low) / DEEPEST_ZOOM);
}

void
s2p_picture_add_plane (S2pPicture *picture, S2pPlace place, const S2pModel *model, S2pEntry *const *entries, guint n)
{
  Plane *self = s2p_picture_own (picture, make_plane (entries, n), free_plane);
  S2pPanel *panel = s2p_picture_add_panel (picture, place);
  S2pPart *part = s2p_picture_add_part (picture, panel, self);

  panel->title = n <= MOST_OUTLINED ? _("Inferred DICs: mean, 50 % and 90 % regions") : _("Inferred dynamic input conductances");
  panel->x.label = _("Slow: g<sub>s</sub> / g<sub>leak</sub>");
  panel->y.label = _("Ultra-slow: g<sub>u</sub> / g<sub>leak</sub>");
  panel->show_zero = TRUE;
  s2p_panel_add (panel, &self->regions.layer);
  s2p_panel_add (panel, &self->cells.layer);
  s2p_panel_add (panel, &self->means.layer);
  part->at = at;
  part->highlight = highlight;
  part->zoom = S2P_ZOOM_BOTH;
  set_ranges (part, self, model);
}

S2pPicture *
s2p_picture_plane (const S2pModel *model, S2pEntry *const *entries, guint n)
{
  S2pPicture *picture = s2p_picture_new ("plane", 1, 1, HEIGHT);
  guint known = 0;

  s2p_picture_add_plane (picture, (S2pPlace) { 0, 0, 1, 1 }, model, entries, n);
  for (guint i = 0; i < n; i++)
    known += entries[i]->estimated && entries[i]->estimate.inference.available;
  picture->title = g_strdup (_("Plane of dynamic input conductances"));
  picture->caption = known == 0 ? g_strdup (_("No dynamic input conductances have been inferred yet."))
                                : g_strdup_printf (S2P_PLURAL ("Slow and ultra-slow dynamic input conductance of %u recording, with their uncertainty.",
                                                               "Slow and ultra-slow dynamic input conductances of %u recordings, with their uncertainty.", known),
                                                   known);
  return picture;
}
