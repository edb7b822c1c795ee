/* Session files: what goes in comes out bit for bit; what is no session, is damaged or lies is refused, and nothing crashes. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <cmocka.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <fcntl.h>
#include <unistd.h>
#include "base/error.h"
#include "base/random.h"
#include "session/session-file.h"

#define MODEL_TEXT "[model]\nname = my own # “ä”\n"

typedef struct { char *folder, *path; } Place;

static int
make_place (void **state)
{
  Place *place = g_new0 (Place, 1);

  place->folder = g_dir_make_tmp ("spike2pop-session-XXXXXX", NULL);
  place->path = g_build_filename (place->folder, "a study, 100 % of it?" S2P_SESSION_SUFFIX, NULL);
  *state = place;
  return place->folder == NULL;
}

static guint
n_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static int
remove_place (void **state)
{
  Place *place = *state;

  g_unlink (place->path);
  g_assert_cmpuint (n_files (place->folder), ==, 0); /* no test leaves anything beside the session */
  g_rmdir (place->folder);
  g_free (place->path);
  g_free (place->folder);
  g_free (place);
  return 0;
}

/* --- a session with everything --- */

static double
uniform (guint seed, guint stream, guint number)
{
  S2pRandom random;

  s2p_random_init (&random, seed, S2P_RANDOM_ORDER, stream, number);
  return s2p_random_uniform (&random);
}

static double *
some_times (guint stream, gsize n)
{
  double *times = g_new (double, MAX (1, n)), now = -0.1;

  for (gsize i = 0; i < n; i++)
    times[i] = now += uniform (1, stream, i);
  return times;
}

static S2pPopulation *
some_population (guint n, guint stream)
{
  S2pPopulation *population = s2p_population_new (n, 8, G_MAXUINT64 - stream, stream == 0 ? "A,H" : NULL);

  for (guint i = 0; i < n * 8; i++)
    population->g[i] = i == 3 ? 0 : 100 * uniform (2, stream, i);
  for (guint i = 0; i < n * 2; i++)
    population->dics[i] = uniform (3, stream, i) - 0.5;
  population->counts = (S2pDrawCounts) { 1000000000000, 2, 3, 4, 5 };
  if (n == 0)
    population->failure = g_strdup ("No cell has these “DICs”.");
  return population;
}

static S2pFiring *
some_firing (guint n, guint stream, const S2pSpikeTrain *recorded)
{
  const S2pSimulationOptions options = { .duration = 1234.5678, .transient = 0.1, .noise = 1.0 / 3, .seed = G_MAXUINT64 / 3, .trace_step = 0.05, .rtol = 1e-6, .atol = 1e-8 };
  S2pFiring *firing = s2p_firing_new (n, &options, stream == 0);

  for (guint i = 0; i < n; i++)
    s2p_cell_firing_set (&firing->cells[i], some_times (100 + i, 40 * i), 40 * i, recorded);
  if (n > 1)
    firing->cells[0].failure = g_strdup ("V left every bound.");
  return firing;
}

/* As if it had been checked, and two cells were missing. */
static void
check_population (S2pPopulation *population)
{
  const S2pChecked checked = { .asked = population->n + 2, .tolerance = 0.07, .budget = 9, .counts = { 1000, 200, { 1, 2, 3, 4, 5 } } };

  s2p_population_set_checked (population, &checked);
  for (guint i = 0; i < population->n; i++)
    population->checked->closeness[i] = (S2pCloseness) { .off = { 1.0 / 3, NAN, -1e-300, i, 0.25 }, .worst = 0.1 * i };
}

static S2pEstimate
some_estimate (S2pTargetChoice choice)
{
  S2pEstimate estimate = {
    .inference = { .available = TRUE, .n_windows = 3, .g_s = -1.0 / 3, .g_u = 5.1, .sd_g_s = 0.1, .sd_g_u = 0.7, .correlation = 1e-300, .p_spiking = 0.25,
                   .p_bursting = 0.75, .rate = 12, .burst_duration = NAN, .f_intra = 33.3, .f_inter = 1.1, .spikes_per_burst = 7 },
    .choice = choice, .g_s = -1.25, .g_u = 5.0000000000000009,
    .verdict = { choice, (guint) choice == S2P_DOMAIN_OUTSIDE ? S2P_FOREIGN_PERIOD : 0, 500.0 / 3, 0.1, 99 }, /* unknown, inside and outside in turn */
  };

  estimate.inference.density.range = (S2pDicRange) { -10.1, 9.7, 0.3, 19.9 };
  for (guint k = 0; k < S2P_N_COMPONENTS; k++)
    estimate.inference.density.components[k] = (S2pComponent) { 0.1 * (k + 1), { 0.1 * k, 5 + 0.1 * k }, { 0.3 + 0.1 * k, 0.7 }, 0.1 * k - 0.35 };
  return estimate;
}

static S2pSession *
full_session (void)
{
  S2pSession *session = s2p_session_new ();
  S2pEstimate estimate;
  S2pEntry *entry;

  s2p_settings_clear (&session->settings);
  session->settings = (S2pSettings) { .model = g_strdup ("/home/m\xfc/own.model"), .size = 100000, .seed = G_MAXUINT64, .pair = g_strdup ("CaS,A"), .at_mean = TRUE, .cells = 7,
                                      .duration = 1e7, .transient = 0.1, .step = 0.3, .noise = 1e-3, .traces = TRUE, .reference = TRUE, .checked = TRUE, .tolerance = 0.1 / 3, .budget = 77 };
  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (S2pPopulation) population = some_population (i == 3 ? 0 : 5 + i, i);
      g_autoptr (S2pFiring) firing = NULL;
      const gsize n_spikes = i == 4 ? 0 : 50 * (i + 1);

      entry = s2p_session_add (session, s2p_spike_train_new (i == 2 ? "“Ünit”, \"3\"\n" : i == 5 ? "" : "cell", some_times (i, n_spikes), n_spikes), i == 1 ? NULL : "/data/d\xe9j\xe0.csv");
      entry->used = i != 1;
      if (i % 2 == 0)
        for (guint note = 0; note < 12; note++)
          s2p_notes_add (s2p_spike_train_notes (entry->recording->train), note * G_GUINT64_CONSTANT (1000000000000), "Line %u: 100 %% odd", note);
      if (i > 0)
        {
          estimate = some_estimate (i % 3);
          if (i == 4)
            estimate = (S2pEstimate) { .g_s = NAN, .g_u = NAN }; /* a silent recording */
          s2p_entry_set_estimate (entry, &estimate);
        }
      if (i == 3 || i == 4)
        check_population (population);
      if (i > 1)
        s2p_entry_set_population (entry, population);
      if (i > 2)
        {
          firing = some_firing (i == 3 ? 0 : 4, i - 3, entry->recording->train);
          s2p_entry_set_firing (entry, firing);
        }
    }
  s2p_session_remove (session, &(guint64) { 0 }, 1);
  s2p_session_add (session, s2p_spike_train_new ("last", NULL, 0), NULL);
  session->next_stream = 12;
  return session;
}

/* The same bits, or both not finite (which a file does not keep apart). */
static void
same_number (double a, double b)
{
  if (isfinite (a) || isfinite (b))
    assert_memory_equal (&a, &b, sizeof a);
}

static void
same_text (const char *a, const char *b)
{
  assert_int_equal (g_strcmp0 (a, b), 0);
}

static void
same_doubles (const double *a, const double *b, gsize n)
{
  if (n > 0)
    assert_memory_equal (a, b, n * sizeof *a);
}

static void
same_recording (const S2pRecording *a, const S2pRecording *b)
{
  const GPtrArray *notes_a = a->train->notes, *notes_b = b->train->notes;

  same_text (a->train->id, b->train->id);
  same_text (a->source, b->source);
  assert_int_equal (a->stream, b->stream);
  assert_int_equal (a->train->n_spikes, b->train->n_spikes);
  same_doubles (a->train->times, b->train->times, a->train->n_spikes);
  assert_memory_equal (&a->features, &b->features, sizeof a->features);
  assert_int_equal (s2p_notes_count (notes_a), s2p_notes_count (notes_b));
  for (guint i = 0; i < s2p_notes_count (notes_a); i++)
    {
      same_text (s2p_notes_at (notes_a, i)->text, s2p_notes_at (notes_b, i)->text);
      assert_int_equal (s2p_notes_at (notes_a, i)->line, s2p_notes_at (notes_b, i)->line);
    }
}

static void
same_estimate (const S2pEstimate *a, const S2pEstimate *b)
{
  assert_int_equal (a->inference.available, b->inference.available);
  assert_int_equal (a->inference.n_windows, b->inference.n_windows);
  assert_int_equal (a->choice, b->choice);
  for (const double *x = &a->inference.g_s, *y = &b->inference.g_s; x <= &a->inference.spikes_per_burst; x++, y++)
    same_number (*x, *y);
  assert_memory_equal (&a->inference.density, &b->inference.density, sizeof (S2pDensity));
  same_number (a->g_s, b->g_s);
  same_number (a->g_u, b->g_u);
  assert_int_equal (a->verdict.place, b->verdict.place);
  if (a->verdict.place != S2P_DOMAIN_UNKNOWN)
    assert_memory_equal (&a->verdict, &b->verdict, sizeof a->verdict);
}

static void
same_checked (const S2pPopulation *a, const S2pPopulation *b)
{
  assert_true (a->checked->asked == b->checked->asked && a->checked->budget == b->checked->budget);
  assert_float_equal (a->checked->tolerance, b->checked->tolerance, 0);
  assert_memory_equal (&a->checked->counts, &b->checked->counts, sizeof a->checked->counts);
  assert_non_null (a->checked->shortfall);
  same_text (a->checked->shortfall, b->checked->shortfall);
  for (guint i = 0; i < a->n; i++)
    {
      const S2pCloseness *x = &a->checked->closeness[i], *y = &b->checked->closeness[i];

      same_number (x->worst, y->worst);
      for (guint k = 0; k < S2P_N_LIKE; k++)
        same_number (x->off[k], y->off[k]);
    }
}

static void
same_population (const S2pPopulation *a, const S2pPopulation *b)
{
  assert_true ((a == NULL) == (b == NULL));
  if (a == NULL)
    return;
  assert_true (a->n == b->n && a->n_conductances == b->n_conductances && a->seed == b->seed);
  same_doubles (a->g, b->g, (gsize) a->n * a->n_conductances);
  same_doubles (a->dics, b->dics, (gsize) a->n * 2);
  assert_memory_equal (&a->counts, &b->counts, sizeof a->counts);
  same_text (a->failure, b->failure);
  same_text (a->pair, b->pair);
  assert_true ((a->checked == NULL) == (b->checked == NULL));
  if (a->checked != NULL)
    same_checked (a, b);
}

static void
same_firing (const S2pFiring *a, const S2pFiring *b)
{
  assert_true ((a == NULL) == (b == NULL));
  if (a == NULL)
    return;
  assert_true (a->n == b->n && a->reference == b->reference);
  assert_memory_equal (&a->options, &b->options, sizeof a->options);
  for (guint i = 0; i < a->n; i++)
    {
      assert_int_equal (a->cells[i].n_spikes, b->cells[i].n_spikes);
      same_doubles (a->cells[i].times, b->cells[i].times, a->cells[i].n_spikes);
      same_text (a->cells[i].failure, b->cells[i].failure);
      assert_memory_equal (&a->cells[i].features, &b->cells[i].features, sizeof a->cells[i].features);
      assert_memory_equal (&a->cells[i].distance, &b->cells[i].distance, sizeof (double));
    }
}

static void
same_session (const S2pSession *a, const S2pSession *b)
{
  const S2pSettings *s = &a->settings, *t = &b->settings;

  same_text (s->model, t->model);
  same_text (s->pair, t->pair);
  assert_true (s->size == t->size && s->seed == t->seed && s->at_mean == t->at_mean && s->cells == t->cells && s->duration == t->duration && s->transient == t->transient
               && s->step == t->step && s->noise == t->noise && s->traces == t->traces && s->reference == t->reference && s->checked == t->checked && s->tolerance == t->tolerance && s->budget == t->budget);
  assert_int_equal (a->next_stream, b->next_stream);
  assert_int_equal (a->entries->len, b->entries->len);
  for (guint i = 0; i < a->entries->len; i++)
    {
      const S2pEntry *x = a->entries->pdata[i], *y = b->entries->pdata[i];

      same_recording (x->recording, y->recording);
      assert_true (x->used == y->used && x->estimated == y->estimated);
      if (x->estimated)
        same_estimate (&x->estimate, &y->estimate);
      same_population (x->population, y->population);
      same_firing (x->firing, y->firing);
    }
}

/* --- helpers --- */

static void
save (const S2pSession *session, const char *model_text, const char *path)
{
  GError *error = NULL;

  if (!s2p_session_save (session, model_text, path, &error))
    fail_msg ("%s", error->message);
}

static S2pSession *
load (const char *path, char **model_text)
{
  GError *error = NULL;
  S2pSession *session = s2p_session_load (path, model_text, &error);

  if (session == NULL)
    fail_msg ("%s", error->message);
  assert_null (error);
  return session;
}

static void
save_full (const char *path)
{
  g_autoptr (S2pSession) session = full_session ();

  save (session, MODEL_TEXT, path);
}

/* The bytes of a file with everything, which a test may change. */
static char *
full_file (const Place *place, gsize *length)
{
  char *data = NULL;

  save_full (place->path);
  assert_true (g_file_get_contents (place->path, &data, length, NULL));
  return data;
}

static void
put (const Place *place, const char *data, gsize length)
{
  FILE *file = g_fopen (place->path, "wb"); /* not flushed to disk, thousands of times */

  assert_int_equal (fwrite (data, 1, length, file), length);
  assert_int_equal (fclose (file), 0);
}

static void
refused (const char *path, int code, const char *part)
{
  g_autoptr (GError) error = NULL;
  char *text = (char *) "unset";
  S2pSession *session = s2p_session_load (path, &text, &error);
  g_autofree char *name = g_path_get_basename (path);

  if (session != NULL)
    fail_msg ("loaded, but should not have been: %s", part);
  assert_null (text);
  assert_non_null (error);
  if (!g_error_matches (error, S2P_ERROR, code) || strstr (error->message, part) == NULL || strstr (error->message, name) == NULL)
    fail_msg ("“%s” says nothing of “%s”", error->message, part);
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db;
  char *message = NULL;

  assert_int_equal (sqlite3_open (path, &db), SQLITE_OK);
  assert_int_equal (sqlite3_exec (db, "PRAGMA synchronous = OFF", NULL, NULL, NULL), SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    fail_msg ("%s: %s", sql, message);
  sqlite3_close (db);
}

/* --- what goes in comes out --- */

static void
everything_comes_back_to_the_bit (void **state)
{
  const Place *place = *state;
  g_autoptr (S2pSession) session = full_session (), back = NULL;
  g_autofree char *text = NULL;

  save (session, MODEL_TEXT, place->path);
  assert_int_equal (n_files (place->folder), 1);
  back = load (place->path, &text);
  assert_string_equal (text, MODEL_TEXT);
  assert_int_equal (back->entries->len, 6);
  same_session (session, back);
}

static void
an_empty_session_comes_back (void **state)
{
  const Place *place = *state;
  g_autoptr (S2pSession) session = s2p_session_new (), back = NULL;
  g_autofree char *text = NULL;

  save (session, NULL, place->path);
  back = load (place->path, &text);
  assert_null (text);
  same_session (session, back);
}

static void
a_save_replaces_what_was_there (void **state)
{
  const Place *place = *state;
  g_autoptr (S2pSession) session = s2p_session_new (), back = NULL;
  g_autofree char *text = NULL;

  save_full (place->path);
  save (session, NULL, place->path);
  assert_int_equal (n_files (place->folder), 1);
  back = load (place->path, &text);
  same_session (session, back);
  assert_true (g_file_set_contents (place->path, "no session", -1, NULL));
  save_full (place->path);
  g_clear_pointer (&back, s2p_session_free);
  back = load (place->path, &text);
  assert_int_equal (back->entries->len, 6);
}

static void
the_same_session_is_the_same_file (void **state)
{
  const Place *place = *state;
  g_autofree char *first = NULL, *second = NULL, *text = NULL;
  g_autoptr (S2pSession) back = NULL;
  gsize n_first, n_second;

  save_full (place->path);
  assert_true (g_file_get_contents (place->path, &first, &n_first, NULL));
  back = load (place->path, &text);
  save (back, text, place->path);
  assert_true (g_file_get_contents (place->path, &second, &n_second, NULL));
  assert_int_equal (n_first, n_second);
  assert_memory_equal (first, second, n_first);
}

static void
names_that_mean_something_to_sqlite_are_files (void **state)
{
  static const char *const names[] = { ":memory:", "file:x?mode=memory", "" S2P_SESSION_SUFFIX };
  const Place *place = *state;
  g_autofree char *here = g_get_current_dir ();

  assert_int_equal (g_chdir (place->folder), 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (S2pSession) back = NULL;
      g_autofree char *text = NULL;

      save_full (names[i]);
      assert_true (g_file_test (names[i], G_FILE_TEST_IS_REGULAR));
      back = load (names[i], &text);
      assert_int_equal (back->entries->len, 6);
      g_unlink (names[i]);
    }
  assert_int_equal (g_chdir (here), 0);
}

static void
text_that_is_not_utf8_is_mended (void **state)
{
  const Place *place = *state;
  g_autoptr (S2pSession) session = s2p_session_new (), back = NULL;
  g_autofree char *text = NULL;

  s2p_session_add (session, s2p_spike_train_new ("caf\xe9", NULL, 0), NULL);
  save (session, NULL, place->path);
  back = load (place->path, &text);
  assert_true (g_utf8_validate (((S2pEntry *) back->entries->pdata[0])->recording->train->id, -1, NULL));
}

/* --- what cannot be written --- */

static void
not_saved (const char *path, const char *part)
{
  g_autoptr (S2pSession) session = full_session ();
  g_autoptr (GError) error = NULL;

  assert_false (s2p_session_save (session, NULL, path, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FILE));
  if (strstr (error->message, part) == NULL)
    fail_msg ("“%s” says nothing of “%s”", error->message, part);
}

static void
where_nothing_can_be_written_that_is_said (void **state)
{
  const Place *place = *state;
  g_autofree char *missing = g_build_filename (place->folder, "missing", "a.spike2pop", NULL), *through = NULL;

  not_saved (missing, "missing");
  not_saved (place->folder, place->folder);
  not_saved ("/proc/a.spike2pop", "/proc/a.spike2pop"); /* a folder that not even root can write to */
  not_saved ("/dev/null", "/dev/null");
  save_full (place->path);
  through = g_build_filename (place->path, "a.spike2pop", NULL);
  not_saved (through, "Not a directory");
  assert_int_equal (n_files (place->folder), 1);
}

/* --- what is no session --- */

static void
what_is_no_session_is_refused (void **state)
{
  static const char binary[4096] = "SQLite format 3";
  const Place *place = *state;
  g_autofree char *missing = g_build_filename (place->folder, "missing.spike2pop", NULL);

  refused (missing, S2P_ERROR_FILE, "No such file");
  refused (place->folder, S2P_ERROR_FILE, "no plain file");
  refused ("/dev/null", S2P_ERROR_FILE, "no plain file");
  g_file_set_contents (place->path, "", 0, NULL);
  refused (place->path, S2P_ERROR_FORMAT, "no session");
  g_file_set_contents (place->path, "ID,spiking_times\n1,\"[1, 2, 3]\"\n", -1, NULL);
  refused (place->path, S2P_ERROR_FORMAT, "no session");
  g_file_set_contents (place->path, binary, sizeof binary, NULL);
  refused (place->path, S2P_ERROR_FORMAT, "no session");
  g_unlink (place->path);
  run_sql (place->path, "CREATE TABLE bookmarks (url)");
  refused (place->path, S2P_ERROR_FORMAT, "no session");
}

static void
a_file_in_a_folder_that_cannot_be_written_to_opens (void **state)
{
  const Place *place = *state;
  g_autofree char *link = NULL;
  char *text;
  int fd;

  save_full (place->path);
  fd = open (place->path, O_RDONLY);
  link = g_strdup_printf ("/proc/self/fd/%d", fd); /* nothing can be made beside it, by root neither */
  g_autoptr (S2pSession) back = load (link, &text);
  assert_int_equal (back->entries->len, 6);
  g_free (text);
  close (fd);
}

static void
other_versions_are_told_apart (void **state)
{
  const Place *place = *state;

  save_full (place->path);
  run_sql (place->path, "PRAGMA user_version = 3");
  refused (place->path, S2P_ERROR_FORMAT, "newer version");
  run_sql (place->path, "PRAGMA user_version = 0");
  refused (place->path, S2P_ERROR_FORMAT, "no session");
  run_sql (place->path, "PRAGMA user_version = 1; PRAGMA application_id = 12");
  refused (place->path, S2P_ERROR_FORMAT, "no session");
}

/* Version 1 had no checked cells and no verdicts: what it lacks is as in a new session. */
static void
a_file_of_the_first_version_opens (void **state)
{
  const Place *place = *state;
  g_autoptr (S2pSession) wanted = full_session (), fresh = s2p_session_new (), back = NULL;
  guint estimated = 0;
  char *text;

  save (wanted, MODEL_TEXT, place->path);
  run_sql (place->path, "DROP TABLE checking; DROP TABLE checked; DROP TABLE verdict; PRAGMA user_version = 1; VACUUM");
  back = load (place->path, &text);
  g_free (text);
  assert_true (!back->settings.checked && back->settings.tolerance == fresh->settings.tolerance && back->settings.budget == fresh->settings.budget);
  assert_int_equal (back->settings.size, wanted->settings.size);
  assert_int_equal (back->entries->len, wanted->entries->len);
  for (guint i = 0; i < back->entries->len; i++)
    {
      const S2pEntry *a = wanted->entries->pdata[i], *b = back->entries->pdata[i];

      assert_true ((a->population == NULL) == (b->population == NULL));
      if (b->population != NULL)
        assert_true (a->population->n == b->population->n && b->population->checked == NULL);
      estimated += b->estimated;
      assert_int_equal (b->estimate.verdict.place, S2P_DOMAIN_UNKNOWN);
    }
  assert_true (estimated > 2);
  save_full (place->path);
  run_sql (place->path, "PRAGMA user_version = 1"); /* tables of a later one */
  refused (place->path, S2P_ERROR_FORMAT, "damaged");
}

static void
tables_that_are_not_ours_are_refused (void **state)
{
  static const char *const changes[] = {
    "CREATE TABLE more (a)",
    "DROP TABLE note",
    "CREATE INDEX i ON cell (failure)",
    "CREATE VIEW v AS SELECT * FROM cell",
    "ALTER TABLE firing ADD COLUMN own INTEGER",
    "CREATE TABLE copy AS SELECT * FROM note; DROP TABLE note; CREATE VIEW note AS SELECT stream, number, line, text FROM copy",
    "CREATE TRIGGER t AFTER INSERT ON note BEGIN DELETE FROM note; END",
  };
  const Place *place = *state;
  gsize length;
  g_autofree char *data = full_file (place, &length);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      put (place, data, length);
      run_sql (place->path, changes[i]);
      refused (place->path, S2P_ERROR_FORMAT, "damaged");
    }
}

/* --- what cannot be right --- */

static void
values_that_cannot_be_right_are_named (void **state)
{
  static const struct { const char *sql, *part; } lies[] = {
    { "DELETE FROM settings", "model" },
    { "INSERT INTO settings SELECT * FROM settings", "settings" },
    { "UPDATE settings SET size = -1", "size" },
    { "UPDATE settings SET size = 100001", "size" },
    { "UPDATE settings SET cells = 4294967297", "cells" },
    { "UPDATE settings SET at_mean = 2", "at_mean" },
    { "UPDATE settings SET model = ''", "model" },
    { "UPDATE settings SET model = CAST (x'612f0062' AS TEXT)", "model" },
    { "UPDATE settings SET duration = NULL", "duration" },
    { "UPDATE settings SET step = 9e999", "step" },
    { "UPDATE settings SET next_stream = 3", "next_stream" },
    { "UPDATE settings SET next_stream = -1", "next_stream" },
    { "UPDATE settings SET model_text = printf ('%.*c', 1100000, 'a')", "model" },
    { "UPDATE settings SET pair = CAST (x'ff' AS TEXT)", "pair" },
    { "UPDATE recording SET stream = -5 WHERE stream = 1", "stream" },
    { "UPDATE recording SET id = 'cell' WHERE stream >= 1", "id" },
    { "UPDATE recording SET id = CAST (x'c328' AS TEXT) WHERE stream = 2", "id" },
    { "UPDATE recording SET used = 7", "used" },
    { "UPDATE recording SET times = x'00000000000000' WHERE stream = 2", "times" },
    { "UPDATE recording SET times = x'000000000000f03f000000000000e03f' WHERE stream = 2", "times" }, /* 1, 0.5 */
    { "UPDATE recording SET times = x'000000000000f87f' WHERE stream = 2", "times" },                 /* NaN */
    { "UPDATE recording SET times = x'000000000000f0ff' WHERE stream = 2", "times" },                 /* -infinity */
    { "DELETE FROM recording WHERE stream = 2", "stream" },                                           /* what was of it is left */
    { "UPDATE note SET stream = stream + 77", "note" },
    { "INSERT INTO note VALUES (-1, 0, 0, 'lost')", "note" },
    { "UPDATE estimate SET choice = 3", "choice" },
    { "UPDATE estimate SET n_windows = 1e10", "n_windows" },
    { "UPDATE estimate SET g_s = NULL", "g_s" },
    { "UPDATE estimate SET target_g_u = NULL", "g_s" },
    { "UPDATE estimate SET g_u = -9e999", "g_u" },
    { "UPDATE estimate SET sd_g_u = -1.0", "sd_g_s" },
    { "UPDATE estimate SET available = -1", "available" },
    { "UPDATE estimate SET weight_0 = -1.0", "weight_0" },
    { "UPDATE population SET n = 100000", "g" },
    { "UPDATE population SET n = -1", "“n”" },
    { "UPDATE population SET n = 4294967295", "“n”" },
    { "UPDATE population SET n = 9223372036854775807", "“n”" },
    { "UPDATE population SET n_conductances = 33", "n_conductances" },
    { "UPDATE population SET n_conductances = 0", "n_conductances" },
    { "UPDATE population SET n_conductances = 9 WHERE stream = 2", "g" },
    { "UPDATE population SET n = 1, n_conductances = 1, g = x'000000000000f03f', dics = zeroblob (16) WHERE stream = 2", "“n" },
    { "UPDATE population SET g = zeroblob (8)", "g" },
    { "UPDATE population SET dics = zeroblob (8)", "dics" },
    { "UPDATE population SET g = zeroblob (444444444)", "g" },
    { "UPDATE population SET n = 1, n_conductances = 1, g = x'000000000000f0bf', dics = zeroblob (16) WHERE stream = 2", "g" },
    { "UPDATE firing SET n = 11", "“n”" },
    { "UPDATE firing SET n = 5 WHERE n = 4", "number" },
    { "UPDATE firing SET n = 3 WHERE n = 4", "cell" },
    { "UPDATE firing SET duration = -1.0", "duration" },
    { "UPDATE firing SET transient = 1e9", "duration" },
    { "UPDATE firing SET noise = NULL", "duration" },
    { "UPDATE firing SET atol = 9e999", "atol" },
    { "UPDATE firing SET stream = 1 WHERE stream = 4", "“n”" }, /* of a recording without cells */
    { "UPDATE cell SET number = 99 WHERE number = 3", "number" },
    { "UPDATE cell SET number = -1 WHERE number = 0", "number" },
    { "UPDATE cell SET times = zeroblob (17) WHERE number = 1", "times" },
    { "UPDATE cell SET times = x'000000000000f07f' WHERE number = 1", "times" },
    { "DELETE FROM firing", "cell" },
    { "DELETE FROM cell WHERE number = 2", "number" },
    { "DELETE FROM checking", "checked" },
    { "UPDATE checking SET tolerance = NULL", "tolerance" },
    { "UPDATE checking SET budget = 0", "tolerance" },
    { "UPDATE checked SET asked = 1", "asked" },
    { "UPDATE checked SET tolerance = NULL", "tolerance" },
    { "UPDATE checked SET closeness = zeroblob (8)", "closeness" },
    { "UPDATE checked SET closeness = cast (replace (hex (zeroblob (54)), '00', x'000000000000f07f') AS BLOB)", "closeness" }, /* infinite */
    { "UPDATE checked SET stream = 1 WHERE stream = 4", "stream" }, /* of a recording without cells */
    { "UPDATE verdict SET place = 3", "place" },
    { "UPDATE verdict SET place = 0", "place" },
    { "UPDATE verdict SET reason = 11", "reason" },
    { "UPDATE verdict SET low = NULL", "value" },
    { "UPDATE verdict SET stream = 77 WHERE stream = (SELECT max (stream) FROM verdict)", "stream" }, /* of no recording */
  };
  const Place *place = *state;
  gsize length;
  g_autofree char *data = full_file (place, &length);

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      put (place, data, length);
      run_sql (place->path, lies[i].sql);
      refused (place->path, S2P_ERROR_FORMAT, lies[i].part);
    }
}

/* Types that the tables would not let in, put there by a hand that takes the rule away for a moment. */
static void
values_of_another_type_are_refused (void **state)
{
  static const char *const changes[] = {
    "UPDATE settings SET seed = 'text'", "UPDATE settings SET duration = 'text'", "UPDATE recording SET times = 12", "UPDATE recording SET id = x'41'",
    "UPDATE population SET g = 'text'", "UPDATE cell SET times = 1.5", "UPDATE estimate SET available = 0.5",
  };
  const Place *place = *state;
  gsize length;
  g_autofree char *data = full_file (place, &length);

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      put (place, data, length);
      run_sql (place->path, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace (replace (sql, ') STRICT, WITHOUT', ') WITHOUT'), ') STRICT', ')')");
      run_sql (place->path, changes[i]);
      run_sql (place->path, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = iif (sql LIKE '%WITHOUT ROWID', replace (sql, ') WITHOUT', ') STRICT, WITHOUT'), sql || ' STRICT')");
      refused (place->path, S2P_ERROR_FORMAT, "damaged");
    }
}

/* --- damage --- */

/* Loads or is refused with a reason; never anything else. */
static gboolean
loads_or_says_why (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (S2pSession) session = s2p_session_load (path, &text, &error);

  assert_true ((session == NULL) == (error != NULL));
  assert_true (error == NULL || error->domain == S2P_ERROR);
  return session != NULL;
}

static void
a_truncated_file_is_refused (void **state)
{
  const Place *place = *state;
  gsize length;
  g_autofree char *data = full_file (place, &length);

  for (gssize end = length - 1; end >= 0; end -= end < 200 || end % 4096 < 3 ? 1 : 509)
    {
      assert_int_equal (truncate (place->path, end), 0);
      assert_false (loads_or_says_why (place->path));
    }
  put (place, data, length);
  assert_true (loads_or_says_why (place->path));
  assert_int_equal (truncate (place->path, length + 100), 0);
  assert_false (loads_or_says_why (place->path));
}

static void
flipped_bits_never_crash (void **state)
{
  const Place *place = *state;
  gsize length;
  g_autofree char *data = full_file (place, &length);
  const int fd = g_open (place->path, O_RDWR, 0);
  guint n_refused = 0, n = 0;

  for (gsize at = 0; at < length; at += at % 4096 < 60 || at < 200 ? 1 : at < 4096 ? 3 : 131)
    {
      const char flipped = data[at] ^ (at % 3 == 0 ? 0xff : 1 << (at % 8));

      assert_int_equal (pwrite (fd, &flipped, 1, at), 1);
      n_refused += !loads_or_says_why (place->path);
      assert_int_equal (pwrite (fd, data + at, 1, at), 1);
      n++;
    }
  close (fd);
  assert_in_range (n_refused, n / 20, n);
  assert_true (loads_or_says_why (place->path));
}

static void
cells_of_another_model_are_told_apart (void **state)
{
  g_autoptr (S2pSession) session = full_session (), empty = s2p_session_new ();
  g_autoptr (S2pModel) stg = s2p_model_load (S2P_SOURCE_ROOT "/models/stg.model", NULL), da = s2p_model_load (S2P_SOURCE_ROOT "/models/da.model", NULL);
  g_autoptr (GError) error = NULL;

  assert_int_equal (stg->n_conductances, 8);
  assert_true (s2p_session_fits (session, stg, &error));
  assert_true (s2p_session_fits (empty, da, &error));
  assert_false (s2p_session_fits (session, da, &error));
  assert_true (g_error_matches (error, S2P_ERROR, S2P_ERROR_FORMAT));
}

int
main (void)
{
#define TEST(function) cmocka_unit_test_setup_teardown (function, make_place, remove_place)
  const struct CMUnitTest tests[] = {
    TEST (everything_comes_back_to_the_bit),
    TEST (an_empty_session_comes_back),
    TEST (a_save_replaces_what_was_there),
    TEST (the_same_session_is_the_same_file),
    TEST (names_that_mean_something_to_sqlite_are_files),
    TEST (text_that_is_not_utf8_is_mended),
    TEST (where_nothing_can_be_written_that_is_said),
    TEST (what_is_no_session_is_refused),
    TEST (a_file_in_a_folder_that_cannot_be_written_to_opens),
    TEST (other_versions_are_told_apart),
    TEST (a_file_of_the_first_version_opens),
    TEST (tables_that_are_not_ours_are_refused),
    TEST (values_that_cannot_be_right_are_named),
    TEST (values_of_another_type_are_refused),
    TEST (a_truncated_file_is_refused),
    TEST (flipped_bits_never_crash),
    cmocka_unit_test (cells_of_another_model_are_told_apart),
  };

  return cmocka_run_group_tests_name ("session-file", tests, NULL, NULL);
}
