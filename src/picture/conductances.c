#include "picture/picture-private.h"
#include "base/words.h"
#include "plot/box.h"
#include <math.h>

#define HEIGHT 300.0

typedef struct {
  S2pPopulation *population; /* reference; NULL: none yet */
  guint          n;          /* conductances */
  S2pBoxGroup    groups[S2P_MAX_CONDUCTANCES];
  char          *symbols[S2P_MAX_CONDUCTANCES];
  char          *names[S2P_MAX_CONDUCTANCES]; /* plain text */
  S2pBox         box;
} Boxes;

static void
free_boxes (gpointer data)
{
  Boxes *self = data;

  for (guint k = 0; k < self->n; k++)
    {
      g_free ((gpointer) self->groups[k].values);
      g_free (self->symbols[k]);
      g_free (self->names[k]);
    }
  s2p_population_unref (self->population);
  g_free (self);
}

/* In units of the power of ten that brings the values to about one. */
static void
fill_group (Boxes *self, guint k)
{
  const guint n = self->population != NULL ? self->population->n : 0;
  double *values = g_new (double, MAX (1, n)), most = 0, unit;

  for (guint i = 0; i < n; i++)
    {
      values[i] = self->population->g[(gsize) i * self->population->n_conductances + k];
      most = MAX (most, values[i]);
    }
  unit = most > 0 ? pow (10, floor (log10 (most))) : 1;
  for (guint i = 0; i < n; i++)
    values[i] /= unit;
  self->groups[k] = (S2pBoxGroup) { values, n, self->symbols[k], unit, S2P_ROLE_CELL };
}

static S2pThing
at (gpointer data, const S2pPointer *pointer, GString *words)
{
  Boxes *self = data;

  if (!pointer->near || pointer->hit.index == S2P_NONE)
    return (S2pThing) { S2P_THING_NONE, 0 };

  const guint k = (guint) pointer->hit.series, cell = (guint) pointer->hit.index;
  g_autofree char *value = s2p_picture_significant (self->population->g[(gsize) cell * self->population->n_conductances + k]);

  /* Translators: number of a cell, name of a conductance, its value */
  g_string_append_printf (words, _("cell %u: g_%s = %s mS/cm²"), cell + 1, self->names[k], value);
  return (S2pThing) { S2P_THING_CELL, cell };
}

static gboolean
highlight (gpointer data, S2pThing thing)
{
  Boxes *self = data;

  return s2p_picture_mark (&self->box.highlight, thing.kind == S2P_THING_CELL ? thing.number : S2P_NONE, self->population != NULL ? self->population->n : 0);
}

void
s2p_picture_add_conductances (S2pPicture *picture, S2pPlace place, const S2pModel *model, const S2pEntry *entry)
{
  Boxes *self = s2p_picture_own (picture, g_new0 (Boxes, 1), free_boxes);
  S2pPanel *panel = s2p_picture_add_panel (picture, place);
  S2pPart *part = s2p_picture_add_part (picture, panel, self);

  self->population = entry->population != NULL ? s2p_population_ref (entry->population) : NULL;
  self->n = self->population != NULL ? MIN (model->n_conductances, self->population->n_conductances) : model->n_conductances;
  for (guint k = 0; k < self->n; k++)
    {
      self->symbols[k] = s2p_picture_symbol (model, k);
      self->names[k] = g_strdup (model->conductances[k].name);
      fill_group (self, k);
    }
  s2p_box_init (&self->box, self->groups, self->n);
  panel->title = _("Maximal conductances of the cells");
  panel->y.label = _("mS/cm<sup>2</sup>, times the factor below");
  s2p_panel_add (panel, &self->box.layer);
  part->at = at;
  part->highlight = highlight;
}

S2pPicture *
s2p_picture_conductances (const S2pModel *model, const S2pEntry *entry)
{
  S2pPicture *picture = s2p_picture_new ("conductances", 1, 1, HEIGHT);
  const guint n = entry->population != NULL ? entry->population->n : 0;

  s2p_picture_add_conductances (picture, (S2pPlace) { 0, 0, 1, 1 }, model, entry);
  picture->title = g_strdup_printf (_("Conductances of the cells of recording %s"), entry->recording->train->id);
  picture->caption = n == 0 ? g_strdup (_("No cells have been built for this recording."))
                            : g_strdup_printf (S2P_PLURAL ("Maximal conductances of %u cell.", "Box plots of the maximal conductances of %u cells, with each cell as a point.", n), n);
  return picture;
}
