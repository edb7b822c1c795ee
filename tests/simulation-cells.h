/* Cells on which the simulators are tested: tables of conductances, and what a spike train comes down to. */
#pragma once
#include <math.h>
#include <string.h>
#include "recording/features.h"
#include "simulation/simulation.h"

/* What a train comes down to: between spikes, or bursts. */
typedef struct {
  S2pActivity activity;
  double      period;           /* ms; NAN: silent, or too few bursts */
  double      spikes_per_burst; /* 1 where spiking; NAN as above */
} Rhythm;

static inline Rhythm
rhythm_of (const GArray *spikes)
{
  S2pFeatures features;

  s2p_features_compute ((const double *) spikes->data, spikes->len, &features);
  switch (features.activity)
    {
    case S2P_ACTIVITY_SPIKING:
      return (Rhythm) { features.activity, 1000 / features.rate, 1 };
    case S2P_ACTIVITY_BURSTING:
      return (Rhythm) { features.activity, 1000 / features.f_inter, features.spikes_per_burst };
    default:
      return (Rhythm) { features.activity, NAN, NAN };
    }
}

/* The same activity, the period within 0.5 %, and the same spikes per burst. That number is a mean over whole bursts:
 * the same to within 0.05, so that bursts that differ from each other may be counted in a window that is cut elsewhere. */
static inline gboolean
same_rhythm (Rhythm rhythm, Rhythm reference)
{
  if (rhythm.activity != reference.activity || isnan (rhythm.period) != isnan (reference.period)
      || isnan (rhythm.spikes_per_burst) != isnan (reference.spikes_per_burst))
    return FALSE;
  return !(fabs (rhythm.period - reference.period) > 0.005 * reference.period)
         && !(fabs (rhythm.spikes_per_burst - reference.spikes_per_burst) > 0.05);
}

/* A table with named columns. A field in quotes comes without them. */
typedef struct {
  char ***rows; /* NULL-terminated; the first one: names */
  guint   n;    /* rows below the names */
} Table;

static inline char **
split_row (const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, "\"", 3);
  char **fields = g_strsplit (parts[0], ",", -1);

  if (parts[1] != NULL) /* the last field is quoted */
    {
      guint last = g_strv_length (fields) - 1;

      g_free (fields[last]);
      fields[last] = g_strdup (parts[1]);
    }
  return fields;
}

static inline Table
read_table (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  guint n;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return (Table) { NULL, 0 };
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && lines[i][0] != '#')
      g_ptr_array_add (rows, split_row (g_strchomp (lines[i])));
  n = rows->len;
  g_ptr_array_add (rows, NULL);
  return (Table) { (char ***) g_ptr_array_steal (rows, NULL), MAX (n, 1) - 1 };
}

static inline void
free_table (Table *table)
{
  for (guint i = 0; table->rows != NULL && table->rows[i] != NULL; i++)
    g_strfreev (table->rows[i]);
  g_free (table->rows);
}

/* "" where there is no such column. */
static inline const char *
field (const Table *table, guint row, const char *name)
{
  for (guint i = 0; table->rows[0][i] != NULL; i++)
    if (strcmp (table->rows[0][i], name) == 0)
      return table->rows[1 + row][i];
  return "";
}

static inline double
number (const Table *table, guint row, const char *name)
{
  const char *text = field (table, row, name);

  return *text == '\0' ? NAN : g_ascii_strtod (text, NULL);
}

static inline void
read_conductances (const Table *table, guint row, const S2pModel *model, double *g)
{
  for (guint i = 0; i < model->n_conductances; i++)
    {
      g_autofree char *name = g_strconcat ("g_", model->conductances[i].name, NULL);

      g[i] = number (table, row, name);
    }
}

static inline Rhythm
read_rhythm (const Table *table, guint row, const char *suffix)
{
  g_autofree char *activity = g_strconcat ("activity", suffix, NULL), *period = g_strconcat ("period_ms", suffix, NULL);
  g_autofree char *spikes = g_strconcat ("spikes_per_burst", suffix, NULL);
  Rhythm rhythm = { S2P_ACTIVITY_SILENT, number (table, row, period), number (table, row, spikes) };

  for (int i = S2P_ACTIVITY_SILENT; i <= S2P_ACTIVITY_BURSTING; i++)
    if (strcmp (s2p_activity_name (i), field (table, row, activity)) == 0)
      rhythm.activity = i;
  return rhythm;
}
