/* Pictures of the space of dynamic input conductances: what stands where, what is told of it, and that its colours can be told apart. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <locale.h>
#include <math.h>
#include <string.h>
#include "picture/dic-space.h"
#include "plot/heat.h"

static S2pModel *model;

static S2pReachability *
make_maps (const guint (*pairs)[2], guint n)
{
  S2pReachabilityOptions options;
  S2pReachability *maps;

  s2p_reachability_options_init (&options);
  options.draws = 5;
  options.step = 2;
  maps = s2p_reachability_new (model, &options, pairs, n, NULL);
  for (guint i = 0; i < s2p_reachability_n_parts (maps); i++)
    s2p_reachability_part (i, maps);
  return maps;
}

static S2pCurves *
make_curves (const double *g, gsize n)
{
  S2pCurves *curves = s2p_curves_new (model, g, n, -80, -20, 2, NULL);

  for (guint i = 0; i < s2p_curves_n_parts (curves); i++)
    s2p_curves_part (i, curves);
  return curves;
}

/* Draws; the pixel at a point of an image of @width x @height, 0xrrggbb. */
static guint32
draw (S2pPicture *picture, int width, int height, double x, double y)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  guint32 pixel;

  s2p_figure_draw (s2p_picture_figure (picture), cr, width, height);
  assert_int_equal (cairo_status (cr), CAIRO_STATUS_SUCCESS);
  cairo_surface_flush (surface);
  memcpy (&pixel, cairo_image_surface_get_data (surface) + (gsize) y * cairo_image_surface_get_stride (surface) + 4 * (gsize) x, sizeof pixel);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return pixel & 0xffffff;
}

/* Each step of the ramp is darker (on dark: lighter) than the one before, and its ends are far apart. */
static void
the_ramp_goes_one_way (void **state)
{
  static const S2pColour black = { 0, 0, 0, 1 };

  for (guint name = 0; name < S2P_N_THEMES; name++)
    {
      const S2pTheme *theme = s2p_theme_get ((S2pThemeName) name);
      const S2pColour first = s2p_heat_colour (theme, 0), last = s2p_heat_colour (theme, 1);
      const double way = s2p_colour_contrast (&last, &black) > s2p_colour_contrast (&first, &black) ? 1 : -1;
      double before = s2p_colour_contrast (&first, &black);

      for (double share = 0.05; share <= 1.001; share += 0.05)
        {
          const S2pColour colour = s2p_heat_colour (theme, share);
          const double now = s2p_colour_contrast (&colour, &black);

          assert_true (way * (now - before) > 0);
          before = now;
        }
      assert_true (s2p_colour_contrast (&first, &last) > 8);
      assert_true (s2p_colour_contrast (&last, &theme->background) > 8);
    }
}

static void
a_map_is_painted_and_told (void **state)
{
  const guint pair[1][2] = { { s2p_model_conductance (model, "A"), s2p_model_conductance (model, "H") } };
  g_autoptr (S2pReachability) maps = make_maps (pair, 1);
  g_autoptr (S2pPicture) picture = s2p_picture_reach_pair (maps, 0);
  const S2pTheme *theme = s2p_theme_get (S2P_THEME_LIGHT);
  const S2pColour all = s2p_heat_colour (theme, 1), none = s2p_heat_colour (theme, 0);
  g_autofree char *words = NULL, *others = NULL;
  S2pPanel *panel;
  double x, y;

  assert_false (s2p_picture_reachability_fits (maps));
  s2p_reachability_free (g_steal_pointer (&maps)); /* the picture has copies */
  draw (picture, 900, 400, 0, 0);
  panel = s2p_figure_panel_at (s2p_picture_figure (picture), 250, 150);
  assert_non_null (panel);
  x = s2p_axis_pixel (&panel->x, 16);
  y = s2p_axis_pixel (&panel->y, 10);
  assert_int_equal (draw (picture, 900, 400, x, y), (guint32) (all.red * 255 + 0.5) << 16 | (guint32) (all.green * 255 + 0.5) << 8 | (guint32) (all.blue * 255 + 0.5));
  s2p_picture_at (picture, x, y, &words);
  assert_true (g_str_has_prefix (words, "g_A, g_H at g_s = 16.00, g_u = 10.00: reached by 100.0 % of the draws"));
  x = s2p_axis_pixel (&panel->x, -20);
  assert_int_equal (draw (picture, 900, 400, x, y), (guint32) (none.red * 255 + 0.5) << 16 | (guint32) (none.green * 255 + 0.5) << 8 | (guint32) (none.blue * 255 + 0.5));
  s2p_picture_at (picture, x, y, &others);
  assert_non_null (strstr (others, "reached by 0.0 % of the draws, mean relative change –"));
}

static void
a_page_has_every_pair (void **state)
{
  g_autoptr (S2pReachability) maps = make_maps (NULL, 0);

  assert_true (s2p_picture_reachability_fits (maps));
  for (guint layer = S2P_REACH_SHARE; layer <= S2P_REACH_COST; layer++)
    {
      g_autoptr (S2pPicture) picture = s2p_picture_reachability (maps, (S2pReachLayer) layer);
      g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      draw (picture, 720, 640, 0, 0);
      for (double y = 0; y < 640; y += 8)
        for (double x = 0; x < 720; x += 8)
          {
            char *words = NULL;

            s2p_picture_at (picture, x, y, &words);
            if (words != NULL)
              {
                *strstr (words, " at ") = '\0';
                g_hash_table_add (seen, words);
              }
          }
      assert_int_equal (g_hash_table_size (seen), 21);
      assert_non_null (s2p_picture_title (picture));
      assert_non_null (s2p_picture_caption (picture));
    }
}

static void
curves_of_one_and_of_many (void **state)
{
  enum { CELLS = 30 };
  g_autoptr (S2pDicPoint) point = s2p_dic_point_new (model, model->threshold);
  g_autofree double *g = g_new (double, CELLS * model->n_conductances);
  S2pGenerateOptions options;

  s2p_generate_options_init (&options);
  for (guint i = 0; i < CELLS; i++)
    s2p_generate_draw (point, &options, 4, 6, 1, i, 0, g + i * model->n_conductances);
  for (gsize n = 1; n <= CELLS; n += CELLS - 1)
    {
      g_autoptr (S2pCurves) curves = make_curves (g, n);
      g_autoptr (S2pPicture) of_V = s2p_picture_curves (curves), weights = s2p_picture_weights (curves), sensitivity = s2p_picture_sensitivity (curves);
      S2pPanel *panel;

      s2p_picture_figure (weights)->theme = s2p_theme_get (S2P_THEME_DARK);
      s2p_curves_free (g_steal_pointer (&curves));
      draw (of_V, 720, 500, 0, 0);
      draw (weights, 720, 420, 0, 0);
      draw (sensitivity, 720, 190, 0, 0);
      panel = s2p_figure_panel_at (s2p_picture_figure (of_V), 550, 150);
      assert_int_equal (panel->n_layers, n > 1 ? 5 : 3);
      assert_true (panel->y.low < 4 && panel->y.high > 4); /* g_s at threshold */
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (the_ramp_goes_one_way),
    cmocka_unit_test (a_map_is_painted_and_told),
    cmocka_unit_test (a_page_has_every_pair),
    cmocka_unit_test (curves_of_one_and_of_many),
  };
  int failed;

  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  model = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", NULL);
  failed = cmocka_run_group_tests (tests, NULL, NULL);
  s2p_model_free (model);
  return failed;
}
