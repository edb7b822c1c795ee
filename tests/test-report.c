/* The page of scores: one page, every part of it drawn, none over another. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include "made-trials.h"
#include "model/model-load.h"
#include "picture/report.h"

enum { N = 600, EACH = 2, N_POPULATIONS = 40 };

typedef struct {
  S2pModel          *model;
  S2pTrial           trials[N];
  S2pPopulationScore populations[N_POPULATIONS];
} Setting;

static int
set_up (void **state)
{
  Setting *s = g_new0 (Setting, 1);

  s->model = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", NULL);
  make_trials (s->trials, N, EACH, 1);
  for (guint i = 0; i < N_POPULATIONS; i++)
    s->populations[i] = (S2pPopulationScore) { .outcome = i % 9 ? S2P_POPULATION_BUILT : S2P_POPULATION_UNREACHABLE, .activity = i % 2 ? S2P_ACTIVITY_BURSTING : S2P_ACTIVITY_SPIKING,
                                               .own_cells = 15, .own_same_activity = 15 - i % 3, .drawn = { 16, i % 9 ? 16 : 0, i % 9 ? 16 - i % 5 : 0, 0.5 + i * 0.1 } };
  *state = s;
  return s->model == NULL;
}

static int
tear_down (void **state)
{
  Setting *s = *state;

  s2p_model_free (s->model);
  g_free (s);
  return 0;
}

static S2pSheet *
make_report (const Setting *s, gsize n, gsize n_populations)
{
  g_autoptr (S2pScores) scores = s2p_scores_new (s->trials, n, EACH, 1, s->populations, n_populations);
  const S2pReportContent content = { s->model, scores, s->trials, n, s->populations, n_populations, EACH, 1 };

  assert_true (s2p_scores_take_published (scores, "stg,all,error_g_s,2.67\n", "", s->model->name, NULL));
  return s2p_report_new (&content);
}

/* Pixels of a rectangle that are not white. */
static guint
ink (cairo_surface_t *surface, double x, double y, double width, double height)
{
  const unsigned char *data = cairo_image_surface_get_data (surface);
  const int stride = cairo_image_surface_get_stride (surface);
  guint count = 0;

  for (int row = (int) y; row < (int) (y + height); row++)
    for (int column = (int) x; column < (int) (x + width); column++)
      count += (*(const guint32 *) (const void *) (data + row * stride + 4 * column) & 0xffffff) != 0xffffff;
  return count;
}

static cairo_surface_t *
draw (S2pSheet *report)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) S2P_SHEET_WIDTH, (int) S2P_SHEET_HEIGHT);
  cairo_t *cr = cairo_create (surface);

  s2p_figure_draw (report->figure, cr, S2P_SHEET_WIDTH, S2P_SHEET_HEIGHT);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

static void
every_panel_is_drawn_in_its_place (void **state)
{
  g_autoptr (S2pSheet) report = make_report (*state, N, N_POPULATIONS);
  cairo_surface_t *surface = draw (report);
  S2pFigure *figure = report->figure;
  S2pPanel *panels[16];
  guint n = 0;

  for (double y = 0; y < S2P_SHEET_HEIGHT; y += 4)
    for (double x = 0; x < S2P_SHEET_WIDTH; x += 4)
      {
        S2pPanel *panel = s2p_figure_panel_at (figure, x, y);
        guint i = 0;

        while (i < n && panels[i] != panel)
          i++;
        if (panel != NULL && i == n && n < G_N_ELEMENTS (panels))
          panels[n++] = panel;
      }
  assert_int_equal (n, 10); /* the table and three times three figures */
  for (guint i = 0; i < n; i++)
    {
      const S2pRect *a = &panels[i]->area;

      assert_true (a->width > 100 && a->height > 70);
      assert_true (a->x - panels[i]->room.left >= 0 && a->x + a->width + panels[i]->room.right <= S2P_SHEET_WIDTH);
      assert_true (a->y - panels[i]->room.top >= 0 && a->y + a->height + panels[i]->room.bottom <= S2P_SHEET_HEIGHT);
      assert_true (ink (surface, a->x + 2, a->y + 2, a->width - 4, a->height - 4) > 150);
      for (guint j = 0; j < i; j++)
        {
          const S2pRect *b = &panels[j]->area;

          assert_true (a->x + a->width + panels[i]->room.right <= b->x - panels[j]->room.left + 1e-6 || b->x + b->width + panels[j]->room.right <= a->x - panels[i]->room.left + 1e-6
                       || a->y + a->height + panels[i]->room.bottom <= b->y - panels[j]->room.top + 1e-6 || b->y + b->height + panels[j]->room.bottom <= a->y - panels[i]->room.top + 1e-6);
        }
    }
  cairo_surface_destroy (surface);
}

static guint
count_of (const char *bytes, gsize length, const char *what)
{
  guint count = 0;

  for (gsize i = 0; i + strlen (what) <= length; i++)
    count += memcmp (bytes + i, what, strlen (what)) == 0;
  return count;
}

static void
it_is_one_page (void **state)
{
  g_autoptr (S2pSheet) report = make_report (*state, N, N_POPULATIONS);
  g_autofree char *folder = g_dir_make_tmp ("s2p-report-XXXXXX", NULL), *path = g_build_filename (folder, "report.pdf", NULL), *bytes = NULL;
  GError *error = NULL;
  gsize length;

  assert_true (s2p_sheet_save (report, path, &error));
  assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  assert_true (g_str_has_prefix (bytes, "%PDF") && length > 20000 && length < 1000000);
  if (count_of (bytes, length, "/ObjStm") == 0) /* newer cairo packs what tells of pages */
    assert_int_equal (count_of (bytes, length, "/Type /Page ") + count_of (bytes, length, "/Type /Page\n"), 1);
  g_remove (path);
  g_rmdir (folder);
}

/* Nothing answered, nothing built: a page with nothing in its figures, and no error. */
static void
an_empty_set_makes_a_page (void **state)
{
  g_autoptr (S2pSheet) report = make_report (*state, 0, 0);
  cairo_surface_t *surface = draw (report);

  assert_true (ink (surface, 0, 0, S2P_SHEET_WIDTH, S2P_SHEET_HEIGHT) > 1000);
  cairo_surface_destroy (surface);
}

static void
unknown_kinds_of_picture_are_told_before (void **state)
{
  g_autoptr (GError) error = NULL;

  assert_true (s2p_figure_can_save ("a.PDF", NULL) && s2p_figure_can_save ("b.svg", NULL));
  assert_false (s2p_figure_can_save ("scores.csv", &error));
  assert_non_null (strstr (error->message, ".pdf"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_panel_is_drawn_in_its_place),
    cmocka_unit_test (it_is_one_page),
    cmocka_unit_test (an_empty_set_makes_a_page),
    cmocka_unit_test (unknown_kinds_of_picture_are_told_before),
  };

  return cmocka_run_group_tests_name ("report", tests, set_up, tear_down);
}
