#include "picture/dic-space.h"
#include "picture/picture-private.h"
#include "base/words.h"
#include "plot/heat.h"
#include <math.h>

#define HEIGHT 190.0
#define DECADES 4.0 /* of the ramp, below the greatest value */
#define NAMES_SHARE 0.13 /* of the width, for the names of the rows */

typedef struct {
  S2pLayer layer;
  guint    n;           /* conductances */
  char   **symbols;     /* [n] markup */
  double (*values)[S2P_N_TIMESCALES]; /* [n] */
  double   most;
} Matrix;

static void
free_matrix (gpointer data)
{
  Matrix *matrix = data;

  g_strfreev (matrix->symbols);
  g_free (matrix->values);
  g_free (matrix);
}

static void
fit (S2pLayer *layer, S2pExtent *extent)
{
  s2p_extent_add (extent, 0, 0);
  s2p_extent_add (extent, 1, 1);
  extent->tight_x = extent->tight_y = TRUE;
}

/* Names above and beside, a shaded number in each field; what is written on a shade is light or dark, as can be read. */
static void
draw (const S2pLayer *layer, const S2pPanel *panel, S2pCanvas *canvas)
{
  static const char *const rows[S2P_N_TIMESCALES] = { N_("fast"), N_("slow"), N_("ultra-slow") };
  const Matrix *matrix = (const Matrix *) layer;
  const S2pRect *area = &panel->area;
  const double left = area->x + NAMES_SHARE * area->width, width = (1 - NAMES_SHARE) * area->width / matrix->n, height = area->height / (S2P_N_TIMESCALES + 1);

  for (guint j = 0; j < matrix->n; j++)
    s2p_canvas_text (canvas, S2P_TEXT_BODY, matrix->symbols[j], width, left + (j + 0.5) * width, area->y + height / 2, 0.5, 0.5, 0);
  for (guint k = 0; k < S2P_N_TIMESCALES; k++)
    {
      const double top = area->y + (k + 1) * height;

      s2p_canvas_text (canvas, S2P_TEXT_BODY, _(rows[k]), left - area->x, area->x, top + height / 2, 0, 0.5, 0);
      for (guint j = 0; j < matrix->n; j++)
        {
          const double value = matrix->values[j][k], share = value != 0 ? 1 + log10 (fabs (value) / matrix->most) / DECADES : 0;
          const S2pColour colour = s2p_heat_colour (canvas->theme, isfinite (share) ? share : 0);
          g_autofree char *number = s2p_picture_significant (value);
          S2pTheme theme = *canvas->theme;
          const S2pTheme *before = canvas->theme;

          s2p_canvas_colour (canvas, &colour, 1);
          cairo_rectangle (canvas->cr, left + j * width + 1, top + 1, width - 2, height - 2);
          cairo_fill (canvas->cr);
          if (s2p_colour_contrast (&colour, &theme.background) > s2p_colour_contrast (&colour, &theme.text))
            theme.text = theme.background;
          canvas->theme = &theme;
          s2p_canvas_text (canvas, S2P_TEXT_BODY, number, width, left + (j + 0.5) * width, top + height / 2, 0.5, 0.5, 0);
          canvas->theme = before;
        }
    }
}

static const S2pLayerClass matrix_class = { .fit = fit, .draw = draw };

S2pPicture *
s2p_picture_sensitivity (const S2pCurves *curves)
{
  S2pPicture *picture = s2p_picture_new ("sensitivity", 1, 1, HEIGHT);
  Matrix *matrix = s2p_picture_own (picture, g_new0 (Matrix, 1), free_matrix);
  S2pPanel *panel = s2p_picture_add_panel (picture, (S2pPlace) { 0, 0, 1, 1 });
  g_autofree char *threshold = s2p_picture_fixed (curves->model->threshold, 1);

  matrix->layer.type = &matrix_class;
  matrix->n = curves->model->n_conductances;
  matrix->symbols = g_new0 (char *, matrix->n + 1);
  matrix->values = g_malloc_n (matrix->n, sizeof *matrix->values);
  for (guint j = 0; j < matrix->n; j++)
    {
      matrix->symbols[j] = s2p_picture_symbol (curves->model, j);
      for (guint k = 0; k < S2P_N_TIMESCALES; k++)
        {
          matrix->values[j][k] = curves->sensitivity[j][k][S2P_BAND_MEDIAN];
          matrix->most = fmax (matrix->most, fabs (matrix->values[j][k]));
        }
    }
  if (!(matrix->most > 0))
    matrix->most = 1;
  panel->x.hidden = panel->y.hidden = TRUE;
  s2p_panel_add (panel, &matrix->layer);
  picture->title = g_strdup_printf (_("Sensitivity matrix S at %s mV, with DICs = S · g (cm²/mS; median of the cells)"), threshold);
  picture->caption = g_strdup (_("The sensitivity matrix S at the model’s threshold: the dynamic input conductances are S · g."));
  picture->figure->title = picture->title;
  return picture;
}
