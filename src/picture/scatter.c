#include "picture/picture-private.h"
#include "base/words.h"
#include "plot/plane.h"
#include <math.h>

#define HEIGHT 380.0
#define ROOM 0.05
#define FROM_ZERO 0.6 /* an axis begins at zero where the least value is below this share of the greatest */
#define DEEPEST_ZOOM 500
#define FEWEST_CELLS 3 /* of a correlation */

typedef struct {
  guint      n;
  double    *x, *y;
  S2pRole   *roles;
  char      *name_x, *name_y;               /* plain text */
  char      *label_x, *label_y, *title;     /* markup */
  S2pPoints  points;
} Scatter;

static void
free_scatter (gpointer data)
{
  Scatter *self = data;

  g_free (self->x);
  g_free (self->y);
  g_free (self->roles);
  g_free (self->name_x);
  g_free (self->name_y);
  g_free (self->label_x);
  g_free (self->label_y);
  g_free (self->title);
  g_free (self);
}

double
s2p_picture_correlation (const S2pPopulation *population, guint x, guint y)
{
  const gsize n = population->n, stride = population->n_conductances;
  double mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;

  if (n < FEWEST_CELLS)
    return NAN;
  for (gsize i = 0; i < n; i++)
    {
      mean_x += population->g[i * stride + x] / n;
      mean_y += population->g[i * stride + y] / n;
    }
  for (gsize i = 0; i < n; i++)
    {
      const double dx = population->g[i * stride + x] - mean_x, dy = population->g[i * stride + y] - mean_y;

      xx += dx * dx;
      yy += dy * dy;
      xy += dx * dy;
    }
  /* Values that are all equal differ by their rounding alone. */
  if (!(sqrt (xx / n) > 1e-12 * fabs (mean_x)) || !(sqrt (yy / n) > 1e-12 * fabs (mean_y)))
    return NAN;
  return xy / sqrt (xx * yy);
}

void
s2p_picture_solved_pair (const S2pModel *model, const S2pPopulation *population, guint *x, guint *y)
{
  S2pGenerateOptions options;
  const guint *pair;

  *x = 0;
  *y = model->n_conductances > 1 ? 1 : 0;
  if (!model->has_generation)
    return;
  s2p_generate_options_init (&options);
  if (population != NULL && population->pair != NULL)
    s2p_generate_options_set_pair (&options, model, population->pair, NULL); /* else the model's rule */
  pair = s2p_generate_pair (&options, model, population != NULL && population->n > 0 ? population->dics[0] : 0);
  *x = pair[0];
  *y = pair[1];
}

static Scatter *
make_scatter (const S2pModel *model, const S2pEntry *entry, guint x, guint y)
{
  const S2pPopulation *population = entry->population;
  Scatter *self = g_new0 (Scatter, 1);
  g_autofree char *symbol_x = s2p_picture_symbol (model, x), *symbol_y = s2p_picture_symbol (model, y), *r = NULL;
  const double correlation = population != NULL ? s2p_picture_correlation (population, x, y) : NAN;

  self->n = population != NULL ? population->n : 0;
  self->x = g_new (double, MAX (1, self->n));
  self->y = g_new (double, MAX (1, self->n));
  self->roles = g_new (S2pRole, MAX (1, self->n));
  for (guint i = 0; i < self->n; i++)
    {
      const S2pCellFiring *cell = entry->firing != NULL && i < entry->firing->n ? &entry->firing->cells[i] : NULL;

      self->x[i] = population->g[(gsize) i * population->n_conductances + x];
      self->y[i] = population->g[(gsize) i * population->n_conductances + y];
      self->roles[i] = cell != NULL && cell->failure == NULL ? s2p_role_of_activity (cell->features.activity) : S2P_ROLE_CELL;
    }
  s2p_points_init (&self->points, self->x, self->y, self->n, S2P_ROLE_CELL);
  self->points.roles = self->roles;
  s2p_picture_legend (self->points.legend);
  if (entry->firing != NULL)
    self->points.legend[S2P_ROLE_CELL] = _("activity not known");

  r = s2p_picture_fixed (correlation, 2);
  self->name_x = g_strdup (model->conductances[x].name);
  self->name_y = g_strdup (model->conductances[y].name);
  self->label_x = g_strdup_printf ("%s (mS/cm<sup>2</sup>)", symbol_x);
  self->label_y = g_strdup_printf ("%s (mS/cm<sup>2</sup>)", symbol_y);
  self->title = isfinite (correlation) /* Translators: two conductances, as markup, and their coefficient of correlation */
                  ? g_strdup_printf (_("%s and %s of the cells: correlation %s"), symbol_x, symbol_y, r)
                  : g_strdup_printf (_("%s and %s of the cells"), symbol_x, symbol_y);
  return self;
}

static S2pThing
at (gpointer data, const S2pPointer *pointer, GString *words)
{
  Scatter *self = data;

  if (!pointer->near)
    return (S2pThing) { S2P_THING_NONE, 0 };

  const guint cell = (guint) pointer->hit.index;
  g_autofree char *x = s2p_picture_significant (self->x[cell]), *y = s2p_picture_significant (self->y[cell]);

  /* Translators: number of a cell, then twice the name of a conductance and its value */
  g_string_append_printf (words, _("cell %u: g_%s = %s mS/cm², g_%s = %s mS/cm²"), cell + 1, self->name_x, x, self->name_y, y);
  return (S2pThing) { S2P_THING_CELL, cell };
}

static gboolean
highlight (gpointer data, S2pThing thing)
{
  Scatter *self = data;

  return s2p_picture_mark (&self->points.highlight, thing.kind == S2P_THING_CELL ? thing.number : S2P_NONE, self->n);
}

static S2pRange
range_of (const double *values, guint n)
{
  S2pRange range = { INFINITY, -INFINITY };
  double room;

  for (guint i = 0; i < n; i++)
    range = s2p_range_with (range, values[i]);
  if (!(range.low <= range.high))
    return (S2pRange) { 0, 1 };
  if (range.low < FROM_ZERO * range.high)
    range.low = 0;
  room = MAX (range.high - range.low, 1e-3 * range.high) * ROOM;
  return (S2pRange) { range.low > 0 ? MAX (range.low - room, 0) : 0, range.high + room };
}

void
s2p_picture_add_scatter (S2pPicture *picture, S2pPlace place, const S2pModel *model, const S2pEntry *entry, guint x, guint y)
{
  Scatter *self = s2p_picture_own (picture, make_scatter (model, entry, x, y), free_scatter);
  S2pPanel *panel = s2p_picture_add_panel (picture, place);
  S2pPart *part = s2p_picture_add_part (picture, panel, self);
  const S2pRange range_x = range_of (self->x, self->n), range_y = range_of (self->y, self->n);

  panel->title = self->title;
  panel->x.label = self->label_x;
  panel->y.label = self->label_y;
  s2p_panel_add (panel, &self->points.layer);
  part->at = at;
  part->highlight = highlight;
  part->zoom = S2P_ZOOM_BOTH;
  s2p_part_set_x (part, range_x, range_x, (range_x.high - range_x.low) / DEEPEST_ZOOM);
  s2p_part_set_y (part, range_y, range_y, (range_y.high - range_y.low) / DEEPEST_ZOOM);
}

S2pPicture *
s2p_picture_scatter (const S2pModel *model, const S2pEntry *entry, guint conductance_x, guint conductance_y)
{
  S2pPicture *picture = s2p_picture_new ("scatter", 1, 1, HEIGHT);
  const guint n = entry->population != NULL ? entry->population->n : 0;
  const char *x = model->conductances[conductance_x].name, *y = model->conductances[conductance_y].name;
  const double correlation = n > 0 ? s2p_picture_correlation (entry->population, conductance_x, conductance_y) : NAN;
  g_autofree char *r = s2p_picture_fixed (correlation, 2);

  s2p_picture_add_scatter (picture, (S2pPlace) { 0, 0, 1, 1 }, model, entry, conductance_x, conductance_y);
  picture->title = g_strdup_printf (_("g_%s and g_%s of the cells"), x, y);
  if (n == 0)
    picture->caption = g_strdup (_("No cells have been built for this recording."));
  else if (isfinite (correlation))
    picture->caption = g_strdup_printf (_("Maximal conductances g_%s (across) and g_%s (up) of %u cells; their correlation is %s."), x, y, n, r);
  else
    picture->caption = g_strdup_printf (S2P_PLURAL ("Maximal conductances g_%s (across) and g_%s (up) of %u cell.", "Maximal conductances g_%s (across) and g_%s (up) of %u cells.", n),
                                        x, y, n);
  return picture;
}
