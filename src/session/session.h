/* A session: all that a study holds, from the recordings to how the cells fire. What the window shows, what a session
 * file keeps (session-file.h), and what tables and pictures are made from.
 *
 * A session belongs to one thread. Its large parts are immutable and counted (recording.h, population.h, firing.h), so a
 * copy is cheap: a background job works on a copy, and an undo keeps one.
 */
#pragma once
#include "population/target.h"
#include "inference/domain.h"
#include "session/firing.h"
#include "session/population.h"
#include "session/recording.h"

G_BEGIN_DECLS

/* What the network says of a recording, and how cells are built for it. */
typedef struct {
  S2pInference    inference; /* .available is FALSE for a silent recording */
  S2pTargetChoice choice;
  S2pVerdict      verdict;   /* could the model have fired so? Unknown where silent, or where the weights have no domain */
  double          g_s, g_u;  /* the mean, held within the range of the model; meaningless where not available */
} S2pEstimate;

typedef struct {
  S2pRecording  *recording;  /* owned */
  gboolean       used;       /* FALSE: shown, but left out of what follows */
  gboolean       estimated;  /* TRUE: estimate holds */
  S2pEstimate    estimate;
  S2pPopulation *population; /* owned; NULL until generated */
  S2pFiring     *firing;     /* owned; NULL until simulated; of this very population */
} S2pEntry;

typedef struct {
  char    *model;            /* name of one that comes with the program ("stg"), or a path */
  guint    size;             /* cells for each recording */
  guint64  seed;
  char    *pair;             /* "A,H": the two conductances solved for; NULL: the model's rule */
  gboolean at_mean;          /* build every cell at the inferred mean, not each at a pair drawn for it */
  gboolean checked;          /* deliver cells that fire as the recording does (simulation/checked.h): ... */
  double   tolerance;        /* ... its floor, a share ... */
  guint    budget;           /* ... and the simulations for each cell */
  guint    cells;            /* simulated of each population, at most; 0: all */
  double   duration, transient, step; /* ms; step of the traces */
  double   noise;            /* uA/cm2 */
  gboolean traces;           /* keep V (t), not spikes only */
  gboolean reference;        /* by CVODE, not by the fast engine */
} S2pSettings;

typedef struct {
  S2pSettings settings;
  GPtrArray  *entries;       /* (element-type S2pEntry), in the order of import: their streams ascend */
  guint64     next_stream;   /* above all of them */
  GHashTable *ids;           /* private: those that are taken, where it has been asked */
} S2pSession;

enum { S2P_MOST_CELLS = 100000 }; /* of one recording */

/* Empty, with the settings of the model "stg": size 16, seed 0, 5000 ms of which 3000 are discarded, traces. */
S2pSession *s2p_session_new   (void);
S2pSession *s2p_session_copy  (const S2pSession *session);
void        s2p_session_free  (S2pSession *session); /* accepts NULL */

/* Adds @train (ownership taken) at the end and returns its entry, owned by the session. An id that is taken already gets a
 * number: "3 (2)". The first recording of a session has stream 0, the next 1, as on the command line. */
S2pEntry   *s2p_session_add   (S2pSession *session, S2pSpikeTrain *train, const char *source);
S2pEntry   *s2p_session_find  (const S2pSession *session, guint64 stream); /* or NULL */
void        s2p_session_remove (S2pSession *session, const guint64 *streams, guint n); /* those that are there */
/* Forgets estimates, populations and firing (the model has changed). */
void        s2p_session_forget (S2pSession *session);

/* Each takes a reference; what came after in the entry, of the one before, is dropped. */
void        s2p_entry_set_estimate   (S2pEntry *entry, const S2pEstimate *estimate);
void        s2p_entry_set_population (S2pEntry *entry, S2pPopulation *population); /* @population: (nullable) */
void        s2p_entry_set_firing     (S2pEntry *entry, S2pFiring *firing);         /* @firing: (nullable) */

/* What cells of @entry, which has an estimate, are built for. */
void        s2p_entry_target (const S2pEntry *entry, S2pTarget *target);
/* Cells of @entry that are simulated with these settings; 0 where there are none. */
guint       s2p_entry_cells_to_simulate (const S2pEntry *entry, const S2pSettings *settings);

void        s2p_settings_copy  (S2pSettings *to, const S2pSettings *from); /* @to: clear or zeroed */
void        s2p_settings_clear (S2pSettings *settings);
gboolean    s2p_settings_equal (const S2pSettings *a, const S2pSettings *b);
/* Duration and transient of @model; the pair is dropped. */
void        s2p_settings_use_model (S2pSettings *settings, const S2pModel *model, const char *name_or_path);
/* Errors: S2P_ERROR_ARGUMENT, for the first value out of its range. */
gboolean    s2p_settings_check (const S2pSettings *settings, const S2pModel *model, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pSession, s2p_session_free)

G_END_DECLS
