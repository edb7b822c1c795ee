#include "session/session-schema.h"

#define FIELD(type, member, name, kind, most) { name, S2P_FIELD_##kind, offsetof (type, member), most }

static const S2pField settings_fields[] = {
#define SETTING(member, kind, most) FIELD (S2pSettingsRow, settings.member, #member, kind, most)
  SETTING (model, PATH, 1),
  SETTING (size, COUNT, S2P_MOST_CELLS),
  SETTING (seed, WHOLE, 0),
  SETTING (pair, TEXT, 0),
  SETTING (at_mean, FLAG, 0),
  SETTING (cells, COUNT, S2P_MOST_CELLS),
  SETTING (duration, REAL, 0),
  SETTING (transient, REAL, 0),
  SETTING (step, REAL, 0),
  SETTING (noise, REAL, 0),
  SETTING (traces, FLAG, 0),
  SETTING (reference, FLAG, 0),
  FIELD (S2pSettingsRow, next_stream, "next_stream", WHOLE, 0),
  FIELD (S2pSettingsRow, model_text, "model_text", TEXT, 0),
};

static const S2pField recording_fields[] = {
  FIELD (S2pRecordingRow, id, "id", TEXT, 1),
  FIELD (S2pRecordingRow, source, "source", PATH, 0),
  FIELD (S2pRecordingRow, used, "used", FLAG, 0),
};

static const S2pField note_fields[] = { FIELD (S2pNote, line, "line", WHOLE, 0), FIELD (S2pNote, text, "text", TEXT, 1) };

static const S2pField estimate_fields[] = {
#define INFERRED(member, kind, most) FIELD (S2pEstimate, inference.member, #member, kind, most)
  INFERRED (available, FLAG, 0),
  INFERRED (n_windows, COUNT, G_MAXUINT),
  INFERRED (g_s, REAL, 0),
  INFERRED (g_u, REAL, 0),
  INFERRED (sd_g_s, REAL, 0),
  INFERRED (sd_g_u, REAL, 0),
  INFERRED (correlation, REAL, 0),
  INFERRED (p_spiking, REAL, 0),
  INFERRED (p_bursting, REAL, 0),
  INFERRED (rate, REAL, 0),
  INFERRED (burst_duration, REAL, 0),
  INFERRED (f_intra, REAL, 0),
  INFERRED (f_inter, REAL, 0),
  INFERRED (spikes_per_burst, REAL, 0),
#define LIMIT(member) FIELD (S2pEstimate, inference.density.range.member, #member, REAL, 0)
  LIMIT (g_s_min), LIMIT (g_s_max), LIMIT (g_u_min), LIMIT (g_u_max),
#define PART(k, member, name) FIELD (S2pEstimate, inference.density.components[k].member, name "_" #k, REAL, 0)
#define COMPONENT(k) PART (k, weight, "weight"), PART (k, mean[0], "mean_g_s"), PART (k, mean[1], "mean_g_u"), PART (k, sd[0], "sd_g_s"), PART (k, sd[1], "sd_g_u"), \
  PART (k, correlation, "correlation")
  COMPONENT (0), COMPONENT (1), COMPONENT (2), COMPONENT (3), COMPONENT (4), COMPONENT (5), COMPONENT (6), COMPONENT (7),
  FIELD (S2pEstimate, choice, "choice", COUNT, S2P_TARGET_UNLIKELY),
  FIELD (S2pEstimate, g_s, "target_g_s", REAL, 0),
  FIELD (S2pEstimate, g_u, "target_g_u", REAL, 0),
};

G_STATIC_ASSERT (S2P_N_COMPONENTS == 8); /* as many as there are columns for */

static const S2pField population_fields[] = {
  FIELD (S2pPopulation, n, "n", COUNT, S2P_MOST_CELLS),
  FIELD (S2pPopulation, n_conductances, "n_conductances", COUNT, S2P_MAX_CONDUCTANCES),
  FIELD (S2pPopulation, counts.draws, "draws", WHOLE, 0),
  FIELD (S2pPopulation, counts.negative, "negative", WHOLE, 0),
  FIELD (S2pPopulation, counts.no_solution, "no_solution", WHOLE, 0),
  FIELD (S2pPopulation, counts.not_converged, "not_converged", WHOLE, 0),
  FIELD (S2pPopulation, counts.singular, "singular", WHOLE, 0),
  FIELD (S2pPopulation, failure, "failure", TEXT, 0),
  FIELD (S2pPopulation, seed, "seed", WHOLE, 0),
  FIELD (S2pPopulation, pair, "pair", TEXT, 0),
};

static const S2pField firing_fields[] = {
#define OPTION(member, kind) FIELD (S2pFiring, options.member, #member, kind, 0)
  FIELD (S2pFiring, n, "n", COUNT, S2P_MOST_CELLS),
  FIELD (S2pFiring, reference, "reference", FLAG, 0),
  OPTION (duration, REAL),
  OPTION (transient, REAL),
  OPTION (noise, REAL),
  OPTION (seed, WHOLE),
  OPTION (trace_step, REAL),
  OPTION (rtol, REAL),
  OPTION (atol, REAL),
};

static const S2pField checking_fields[] = {
  FIELD (S2pSettings, checked, "checked", FLAG, 0),
  FIELD (S2pSettings, tolerance, "tolerance", REAL, 0),
  FIELD (S2pSettings, budget, "budget", COUNT, S2P_CHECKED_MOST_BUDGET),
};

/* Blob: of each cell the worst share of its tolerance, then what it is off in the order of S2pLikeMeasure; NAN where it lacks the measure. */
static const S2pField checked_fields[] = {
  FIELD (S2pChecked, asked, "asked", COUNT, S2P_MOST_CELLS),
  FIELD (S2pChecked, tolerance, "tolerance", REAL, 0),
  FIELD (S2pChecked, budget, "budget", COUNT, S2P_CHECKED_MOST_BUDGET),
  FIELD (S2pChecked, counts.simulations, "simulations", WHOLE, 0),
  FIELD (S2pChecked, counts.candidates, "candidates", WHOLE, 0),
  FIELD (S2pChecked, counts.refused[S2P_REFUSED_ACTIVITY], "other_activity", WHOLE, 0),
  FIELD (S2pChecked, counts.refused[S2P_REFUSED_RATE], "rate_off", WHOLE, 0),
  FIELD (S2pChecked, counts.refused[S2P_REFUSED_BURSTS], "bursts_off", WHOLE, 0),
  FIELD (S2pChecked, counts.refused[S2P_REFUSED_DISTANCE], "far", WHOLE, 0),
  FIELD (S2pChecked, counts.refused[S2P_REFUSED_UNREACHABLE], "unreachable", WHOLE, 0),
};

G_STATIC_ASSERT (S2P_N_REFUSED == 5); /* as many as there are columns for */

static const S2pField cell_fields[] = { FIELD (S2pCellFiring, failure, "failure", TEXT, 0) };

G_STATIC_ASSERT (sizeof (S2pTargetChoice) == sizeof (guint)); /* kept as a count */

static const S2pField verdict_fields[] = {
  FIELD (S2pVerdict, place, "place", COUNT, S2P_DOMAIN_OUTSIDE),
  FIELD (S2pVerdict, reason, "reason", COUNT, S2P_N_FOREIGN - 1),
  FIELD (S2pVerdict, value, "value", REAL, 0),
  FIELD (S2pVerdict, low, "low", REAL, 0),
  FIELD (S2pVerdict, high, "high", REAL, 0),
};

#define FIELDS(list) .fields = list, .n_fields = G_N_ELEMENTS (list)

const S2pTable s2p_session_tables[S2P_N_TABLES] = {
  [S2P_TABLE_SETTINGS] = { .name = "settings", .n_keys = 0, FIELDS (settings_fields) },
  [S2P_TABLE_RECORDING] = { .name = "recording", .n_keys = 1, FIELDS (recording_fields), .blobs = { "times" } },
  [S2P_TABLE_NOTE] = { .name = "note", .n_keys = 2, FIELDS (note_fields) },
  [S2P_TABLE_ESTIMATE] = { .name = "estimate", .n_keys = 1, FIELDS (estimate_fields) },
  [S2P_TABLE_POPULATION] = { .name = "population", .n_keys = 1, FIELDS (population_fields), .blobs = { "g", "dics" } },
  [S2P_TABLE_FIRING] = { .name = "firing", .n_keys = 1, FIELDS (firing_fields) },
  [S2P_TABLE_CELL] = { .name = "cell", .n_keys = 2, FIELDS (cell_fields), .blobs = { "times" } },
  [S2P_TABLE_CHECKING] = { .name = "checking", .n_keys = 0, FIELDS (checking_fields), .since = 2 },
  [S2P_TABLE_CHECKED] = { .name = "checked", .n_keys = 1, FIELDS (checked_fields), .blobs = { "closeness" }, .since = 2 },
  [S2P_TABLE_VERDICT] = { .name = "verdict", .n_keys = 1, FIELDS (verdict_fields), .since = 2 },
};

static const char *
column_type (const S2pField *field)
{
  switch (field->kind)
    {
    case S2P_FIELD_REAL:
      return "REAL";
    case S2P_FIELD_TEXT:
    case S2P_FIELD_PATH:
      return field->most > 0 ? "TEXT NOT NULL" : "TEXT";
    case S2P_FIELD_FLAG:
    case S2P_FIELD_COUNT:
    case S2P_FIELD_WHOLE:
      return "INTEGER NOT NULL";
    }
  g_assert_not_reached ();
}

static void
append_column (GString *sql, const char *between, const char *name, const char *type)
{
  if (sql->str[sql->len - 1] != '(' && sql->str[sql->len - 1] != ' ')
    g_string_append (sql, between);
  g_string_append_printf (sql, "\"%s\"%s%s", name, *type != '\0' ? " " : "", type);
}

char *
s2p_table_create (const S2pTable *table)
{
  GString *sql = g_string_new (NULL);

  g_string_printf (sql, "CREATE TABLE \"%s\" (", table->name);
  if (table->n_keys > 0)
    append_column (sql, ", ", "stream", table->n_keys == 1 ? "INTEGER PRIMARY KEY" : "INTEGER NOT NULL");
  if (table->n_keys > 1)
    append_column (sql, ", ", "number", "INTEGER NOT NULL");
  for (guint i = 0; i < table->n_fields; i++)
    append_column (sql, ", ", table->fields[i].name, column_type (&table->fields[i]));
  for (guint i = 0; table->blobs[i] != NULL; i++)
    append_column (sql, ", ", table->blobs[i], "BLOB NOT NULL");
  g_string_append (sql, table->n_keys > 1 ? ", PRIMARY KEY (\"stream\", \"number\")) STRICT, WITHOUT ROWID" : ") STRICT");
  return g_string_free (sql, FALSE);
}

char *
s2p_table_insert (const S2pTable *table)
{
  guint n = table->n_keys + table->n_fields;
  GString *sql = g_string_new (NULL);

  while (table->blobs[n - table->n_keys - table->n_fields] != NULL)
    n++;
  g_string_printf (sql, "INSERT INTO \"%s\" VALUES (?", table->name);
  for (guint i = 1; i < n; i++)
    g_string_append (sql, ", ?");
  g_string_append_c (sql, ')');
  return g_string_free (sql, FALSE);
}

char *
s2p_table_select_text (const S2pTable *table, gboolean of_stream)
{
  static const char *const keys[] = { "stream", "number" };
  GString *sql = g_string_new ("SELECT ");

  for (guint i = 0; i < table->n_keys; i++)
    append_column (sql, ", ", keys[i], "");
  for (guint i = 0; i < table->n_fields; i++)
    append_column (sql, ", ", table->fields[i].name, "");
  for (guint i = 0; table->blobs[i] != NULL; i++)
    append_column (sql, ", ", table->blobs[i], "");
  g_string_append_printf (sql, " FROM \"%s\"", table->name);
  if (of_stream)
    g_string_append (sql, " WHERE stream = ?1");
  if (table->n_keys > 0)
    g_string_append (sql, table->n_keys == 1 ? " ORDER BY stream" : " ORDER BY stream, number");
  return g_string_free (sql, FALSE);
}
