#include "picture/dic-space.h"
#include "picture/picture-private.h"
#include "base/quantile.h"
#include "base/words.h"
#include "plot/line.h"
#include <math.h>

#define CURVES_HEIGHT 500.0
#define WEIGHTS_COLUMNS 4
#define WEIGHTS_HEIGHT 120.0
#define NEAR_THRESHOLD 6.0 /* mV to either side: the curves are shown to scale with what is there */
#define SHADE_OF(timescale) (0.12 + 0.38 * (timescale))

typedef struct {
  guint   n;
  double *x;
  double *values; /* columns of n */
  S2pLine lines[5];
  double  upright[2][4]; /* x and y of lines at thresholds */
} Curves;

static void
free_curves (gpointer data)
{
  Curves *self = data;

  g_free (self->x);
  g_free (self->values);
  g_free (self);
}

static Curves *
new_curves (const S2pCurves *curves, guint n_columns)
{
  Curves *self = g_new0 (Curves, 1);

  self->n = curves->n_V;
  self->x = g_new (double, self->n);
  self->values = g_new (double, (gsize) n_columns * self->n);
  for (guint i = 0; i < self->n; i++)
    self->x[i] = curves->low + i * curves->step;
  return self;
}

/* The middle of the cells’ own thresholds; NAN where none has one. */
static double
median_threshold (const S2pCurves *curves)
{
  g_autofree double *sorted = g_new (double, curves->n_cells);
  gsize n = 0;

  for (gsize i = 0; i < curves->n_cells; i++)
    if (isfinite (curves->thresholds[i]))
      sorted[n++] = curves->thresholds[i];
  s2p_sort (sorted, n);
  return n > 0 ? s2p_quantile (sorted, n, 0.5) : NAN;
}

/* What lies near the threshold, and zero: far from it the curves are a hundred times as great. */
static S2pRange
range_near_threshold (const S2pCurves *curves, guint curve)
{
  S2pRange near = { 0, 0 }, all = { 0, 0 };
  double room;

  for (guint i = 0; i < curves->n_V; i++)
    {
      const double V = curves->low + i * curves->step;

      for (guint band = S2P_BAND_LEAST; band <= S2P_BAND_MOST; band += S2P_BAND_MOST)
        {
          all = s2p_range_with (all, curves->curves[i][curve][band]);
          if (fabs (V - curves->model->threshold) <= NEAR_THRESHOLD)
            near = s2p_range_with (near, curves->curves[i][curve][band]);
        }
    }
  if (!(near.high > near.low))
    near = all;
  room = (near.high - near.low) * 0.08;
  return (S2pRange) { near.low - room, near.high + room };
}

static void
add_line_at (Curves *self, guint which, double V, S2pRange range, S2pRole role, gboolean dashed, const char *legend)
{
  S2pLine *line = &self->lines[3 + which];
  double *x = self->upright[which];

  x[0] = x[1] = V;
  x[2] = range.low;
  x[3] = range.high;
  s2p_line_init (line, x, x + 2, 2, role);
  line->dashed = dashed;
  line->legend = legend;
}

static void
add_curve (S2pPicture *picture, const S2pCurves *curves, guint curve)
{
  static const char *const labels[S2P_N_CURVES] = { N_("Fast: g<sub>f</sub> / g<sub>leak</sub>"), N_("Slow: g<sub>s</sub> / g<sub>leak</sub>"),
                                                    N_("Ultra-slow: g<sub>u</sub> / g<sub>leak</sub>"), N_("Sum: g<sub>t</sub> / g<sub>leak</sub>") };
  Curves *self = s2p_picture_own (picture, new_curves (curves, S2P_N_BANDS), free_curves);
  S2pPanel *panel = s2p_picture_add_panel (picture, (S2pPlace) { curve / 2, curve % 2, 1, 1 });
  const S2pRange range = range_near_threshold (curves, curve);
  const double *of[S2P_N_BANDS], own = median_threshold (curves);
  const gboolean many = curves->n_cells > 1, first = curve == S2P_CURVE_F;

  for (guint band = 0; band < S2P_N_BANDS; band++)
    {
      of[band] = self->values + (gsize) band * self->n;
      for (guint i = 0; i < self->n; i++)
        self->values[(gsize) band * self->n + i] = curves->curves[i][curve][band];
    }
  for (guint i = 0; i < 2; i++)
    {
      s2p_line_init (&self->lines[i], self->x, NULL, self->n, S2P_ROLE_SPIKING);
      self->lines[i].low = of[i == 0 ? S2P_BAND_LEAST : S2P_BAND_LOW];
      self->lines[i].high = of[i == 0 ? S2P_BAND_MOST : S2P_BAND_HIGH];
      self->lines[i].opacity = i == 0 ? 0.2 : 0.35;
    }
  s2p_line_init (&self->lines[2], self->x, of[S2P_BAND_MEDIAN], self->n, S2P_ROLE_SPIKING);
  if (first)
    {
      /* xgettext:no-c-format */
      self->lines[0].legend = many ? _("5 to 95 % of the cells") : NULL;
      self->lines[1].legend = many ? _("25 to 75 %") : NULL;
      self->lines[2].legend = many ? _("median") : _("the cell");
    }
  add_line_at (self, 0, curves->model->threshold, range, S2P_ROLE_SILENT, FALSE, first ? _("threshold of the model") : NULL);
  add_line_at (self, 1, own, range, S2P_ROLE_BURSTING, TRUE, !first || !isfinite (own) ? NULL : many ? _("median of the cells’ own thresholds") : _("its own threshold"));
  panel->x.label = _("V (mV)");
  panel->y.label = _(labels[curve]);
  panel->show_zero = TRUE;
  s2p_axis_set_range (&panel->x, self->x[0], self->x[self->n - 1]);
  s2p_axis_set_range (&panel->y, range.low, range.high);
  for (guint i = 0; i < (isfinite (own) ? 5 : 4); i++)
    if (many || i >= 2)
      s2p_panel_add (panel, &self->lines[i].layer);
}

S2pPicture *
s2p_picture_curves (const S2pCurves *curves)
{
  S2pPicture *picture = s2p_picture_new ("curves", 2, 2, CURVES_HEIGHT);

  for (guint curve = 0; curve < S2P_N_CURVES; curve++)
    add_curve (picture, curves, curve);
  picture->title = g_strdup (_("Dynamic input conductances against the membrane potential"));
  picture->caption = g_strdup_printf (S2P_PLURAL ("g_f, g_s, g_u and their sum g_t of %lu cell, against V.", "g_f, g_s, g_u and their sum g_t of %lu cells, against V.",
                                                  (gulong) curves->n_cells),
                                      (gulong) curves->n_cells);
  return picture;
}

/* Three bands that fill 0 .. 1, one above the other. */
static void
add_weights (S2pPicture *picture, S2pPlace place, const S2pCurves *curves, guint variable, gboolean legend)
{
  const char *const names[S2P_N_TIMESCALES] = { _("fast"), _("slow"), _("ultra-slow") };
  Curves *self = s2p_picture_own (picture, new_curves (curves, S2P_N_TIMESCALES + 1), free_curves);
  S2pPanel *panel = s2p_picture_add_panel (picture, place);
  const S2pModel *model = curves->model;

  for (guint i = 0; i < self->n; i++)
    {
      const double *weights = curves->weights[(gsize) i * curves->n_variables + variable];

      self->values[i] = 0;
      for (guint k = 0; k < S2P_N_TIMESCALES; k++)
        self->values[(gsize) (k + 1) * self->n + i] = self->values[(gsize) k * self->n + i] + weights[k];
    }
  for (guint k = 0; k < S2P_N_TIMESCALES; k++)
    {
      s2p_line_init (&self->lines[k], self->x, NULL, self->n, S2P_ROLE_CELL);
      self->lines[k].low = self->values + (gsize) k * self->n;
      self->lines[k].high = self->values + (gsize) (k + 1) * self->n;
      self->lines[k].shaded = TRUE;
      self->lines[k].shade = SHADE_OF (k);
      self->lines[k].opacity = 1;
      self->lines[k].legend = legend ? names[k] : NULL;
      s2p_panel_add (panel, &self->lines[k].layer);
    }
  panel->title = s2p_picture_own (picture,
                                  variable < model->n_gates ? g_markup_printf_escaped ("%s<sub>%s</sub>", model->gates[variable].name,
                                                                                       model->conductances[model->gates[variable].conductance].name)
                                                            : g_markup_escape_text (model->ions[variable - model->n_gates].name, -1),
                                  g_free);
  panel->x.label = _("V (mV)");
  s2p_axis_set_range (&panel->x, self->x[0], self->x[self->n - 1]);
  s2p_axis_set_range (&panel->y, 0, 1);
}

S2pPicture *
s2p_picture_weights (const S2pCurves *curves)
{
  const guint shown = MIN (curves->n_variables, WEIGHTS_COLUMNS * S2P_MOST_ROWS), n_rows = MAX (1, (shown + WEIGHTS_COLUMNS - 1) / WEIGHTS_COLUMNS);
  S2pPicture *picture = s2p_picture_new ("weights", n_rows, WEIGHTS_COLUMNS, WEIGHTS_HEIGHT * n_rows + 40);

  for (guint i = 0; i < shown; i++)
    add_weights (picture, (S2pPlace) { i / WEIGHTS_COLUMNS, i % WEIGHTS_COLUMNS, 1, 1 }, curves, i, i == 0);
  picture->title = g_strdup (_("Share of each variable on the timescales"));
  picture->caption = g_strdup (_("How the slope of each gate and ion is shared between the fast, slow and ultra-slow timescale, against V."));
  picture->figure->title = picture->title;
  return picture;
}
