/* The document: the session that a window shows, and the work that goes on in it. Pages look at it, ask it for changes, and
 * redraw when it says "changed"; they never speak to each other and never to a thread.
 *
 * Everything is on the main thread. Long work (reading files, estimates, populations, simulation, traces, saving) runs in the
 * background on copies; its result is applied only if the job is still the current one.
 *
 * Signals:
 *   "changed" (S2pChange flags): something is other than before. Several changes may come as one.
 *   "message" (const char *text, guint undo): something to tell the user (a toast); undo > 0: with an Undo button, which calls
 *             s2p_document_undo_to (document, undo).
 */
#pragma once
#include "recording/import.h"
#include "recording/preview.h"
#include "session/plan.h"
#include "work/job.h"

G_BEGIN_DECLS

#define S2P_TYPE_DOCUMENT (s2p_document_get_type ())
G_DECLARE_FINAL_TYPE (S2pDocument, s2p_document, S2P, DOCUMENT, GObject)

typedef enum {
  S2P_CHANGED_FILES = 1 << 0,       /* imported files, their layout or their problems */
  S2P_CHANGED_RECORDINGS = 1 << 1,  /* entries: which there are, which are used */
  S2P_CHANGED_CURRENT = 1 << 2,     /* the entry that is looked at */
  S2P_CHANGED_SETTINGS = 1 << 3,
  S2P_CHANGED_MODEL = 1 << 4,       /* the neuron model */
  S2P_CHANGED_ESTIMATES = 1 << 5,
  S2P_CHANGED_POPULATIONS = 1 << 6,
  S2P_CHANGED_FIRING = 1 << 7,
  S2P_CHANGED_TRACES = 1 << 8,
  S2P_CHANGED_WORK = 1 << 9,        /* some work began, went on or ended */
  S2P_CHANGED_TITLE = 1 << 10,      /* name of the session file, saved or not; what can be undone */
  S2P_CHANGED_ALL = (1 << 11) - 1,
} S2pChange;

/* @workers is borrowed and must outlive the document. */
S2pDocument      *s2p_document_new     (S2pWorkers *workers);
/* Whatever else: never change it or keep pointers into it beyond the next "changed". */
const S2pSession *s2p_document_session (S2pDocument *document);

/* --- files and recordings (document-import.c) --- */

/* A file that was opened for its recordings. */
typedef struct {
  guint            id;        /* names it as long as the window lives */
  char            *path;      /* NULL for one that was read from a session file */
  char            *name;      /* for the user */
  S2pImportOptions options;   /* what the user asked for; zero: guessed */
  S2pRecordings   *table;     /* what was found (its trains have moved into the session); NULL until read, or where it cannot be */
  char            *error;     /* why it cannot be read; NULL where it can */
  gsize            error_line; /* that the error speaks of; 0: none */
  gboolean         needs_rate; /* the error: its times are sample numbers, and nobody has said the rate */
  gboolean         reading;
  GPtrArray       *preview;   /* (element-type S2pPreviewRow) the first lines, and some that notes speak of */
  GArray          *streams;   /* of guint64: its entries */
} S2pImportFile;

guint          s2p_document_n_files      (S2pDocument *document);
const S2pImportFile *s2p_document_file   (S2pDocument *document, guint index);
/* Reads files in the background and adds their recordings; can be undone. A session file (.spike2pop) is opened instead. */
void           s2p_document_open_files   (S2pDocument *document, GFile *const *files, guint n);
/* Reads a file again in another way; its recordings are replaced. */
void           s2p_document_set_import_options (S2pDocument *document, guint file_id, const S2pImportOptions *options);
void           s2p_document_remove_file  (S2pDocument *document, guint file_id);          /* can be undone */
void           s2p_document_remove       (S2pDocument *document, const guint64 *streams, guint n); /* can be undone */
void           s2p_document_set_used     (S2pDocument *document, const guint64 *streams, guint n, gboolean used);

/* The entry that population and results show; NULL in an empty session. Always one that is used, where there is one. */
const S2pEntry *s2p_document_current     (S2pDocument *document);
void           s2p_document_set_current  (S2pDocument *document, guint64 stream);

/* --- settings and work (document-work.c) --- */

/* NULL where the model file cannot be used; @problem: (out) (optional) (borrowed) why. */
S2pNeuron     *s2p_document_neuron       (S2pDocument *document, const char **problem);
/* Names of the models that come with the program, and the paths of the user's own: NULL-terminated, owned by the document. */
const char *const *s2p_document_models   (S2pDocument *document);
/* Another model: estimates are made anew, populations are dropped; can be undone. */
void           s2p_document_set_model    (S2pDocument *document, const char *name_or_path);
/* Everything but the model. Values out of range are refused: FALSE, and the settings stay. */
gboolean       s2p_document_set_settings (S2pDocument *document, const S2pSettings *settings, GError **error);

typedef enum { S2P_WORK_IMPORT, S2P_WORK_ESTIMATE, S2P_WORK_POPULATE, S2P_WORK_SIMULATE, S2P_WORK_TRACES, S2P_N_WORKS } S2pWorkKind;

typedef struct {
  gboolean running;
  guint64  done, total;  /* cells; recordings for import and estimates */
  double   seconds_left; /* NAN while nobody knows */
} S2pProgress;

void           s2p_document_generate     (S2pDocument *document);          /* populations of all used recordings; can be undone */
void           s2p_document_simulate     (S2pDocument *document);          /* all used recordings that have a population */
void           s2p_document_cancel       (S2pDocument *document, S2pWorkKind work); /* nothing happens where none runs */
void           s2p_document_get_progress (S2pDocument *document, S2pWorkKind work, S2pProgress *progress);
/* The same of one entry. */
void           s2p_document_get_entry_progress (S2pDocument *document, S2pWorkKind work, guint64 stream, S2pProgress *progress);
/* Traces of the current entry; NULL until they are there: they are then made in the background where the settings ask for
 * traces, and S2P_CHANGED_TRACES follows. */
S2pTraces     *s2p_document_traces       (S2pDocument *document);

/* --- undo and files (document.c, document-file.c) --- */

void           s2p_document_undo         (S2pDocument *document);
void           s2p_document_redo         (S2pDocument *document);
void           s2p_document_undo_to      (S2pDocument *document, guint undo); /* nothing where it has been undone already */
gboolean       s2p_document_can_undo     (S2pDocument *document);
gboolean       s2p_document_can_redo     (S2pDocument *document);

const char    *s2p_document_path         (S2pDocument *document);  /* of the session file; NULL: never saved */
char          *s2p_document_title        (S2pDocument *document);  /* for the title bar; free with g_free */
gboolean       s2p_document_is_modified  (S2pDocument *document);
gboolean       s2p_document_is_empty     (S2pDocument *document);
void           s2p_document_clear        (S2pDocument *document);  /* a new session; can be undone */
/* Opens and saves in the background; failures come as "message". */
void           s2p_document_open_session (S2pDocument *document, const char *path);
void           s2p_document_save         (S2pDocument *document, const char *path);
gboolean       s2p_document_is_saving    (S2pDocument *document);  /* S2P_CHANGED_TITLE when it has ended */
/* For recovery.h: the session as it stands, with the text of the user's own model, if it is one. Free both. */
S2pSession    *s2p_document_snapshot     (S2pDocument *document, char **model_text);
/* Takes @session as an unsaved one. */
void           s2p_document_restore      (S2pDocument *document, S2pSession *session, const char *model_text);

/* Says something to the user. */
void           s2p_document_say          (S2pDocument *document, const char *text);

G_END_DECLS
