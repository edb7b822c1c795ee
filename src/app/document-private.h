/* What the files document-*.c share. */
#pragma once
#include "app/document.h"

G_BEGIN_DECLS

/* One kind of background work: at most one job of each kind is current. */
typedef struct {
  S2pJob    *job;       /* NULL: nothing runs */
  gpointer   plan;      /* of the job; read for progress only */
  guint64   *streams;   /* [n] entries (or file ids) that it works on, owned */
  guint      n;
  guint     *sizes;     /* [n] cells of each, owned; NULL: one each */
  GPtrArray *made_from; /* (element-type S2pPopulation) [n] what a simulation is of; NULL for other work */
  gint64     started;   /* monotonic time, us */
  gboolean   checked;   /* the plan of populations is an S2pCheckedPlan */
  guint      timer;     /* tells progress within its parts, which are long; 0: none */
} S2pWork;

struct _S2pDocument {
  GObject     parent;
  S2pWorkers *workers;        /* borrowed */
  S2pSession *session;
  GPtrArray  *files;          /* (element-type S2pImportFile): counted, never changed in place */
  guint       next_file;
  gboolean    has_current;
  guint64     current;        /* stream */

  S2pNeuron  *neuron;         /* NULL: see problem */
  char       *problem;
  GHashTable *texts;          /* path -> text of the user's own models: a session keeps its own */
  GPtrArray  *models;         /* (element-type utf8), NULL-terminated */

  S2pWork     works[S2P_N_WORKS];
  GHashTable *traces;         /* stream -> KeptTraces, see document-traces.c */

  GQueue      undo, redo;     /* of S2pStep, the latest first */
  guint       next_step;

  char       *path;
  GQueue      saves;          /* of jobs that write the session file: the first is running */
  guint       loads;          /* number of the last one that was asked for */
  guint64     state, last_state, saved_state; /* a number for every state; the last one given; which one the file has */
  guint       era;            /* another one for every session that takes the place of the one before */
};

/* Emits "changed", after mending what follows from it (the current entry, traces of firing that is gone). Changes of what a
 * session file keeps count as unsaved. */
void           s2p_document_changed       (S2pDocument *self, S2pChange changes);
/* Remembers the session as it is, to come back to; returns its number. @with_settings: the step changes settings, too. */
guint          s2p_document_remember      (S2pDocument *self, gboolean with_settings);
void           s2p_document_drop_step     (S2pDocument *self, guint number); /* the latest, which came to nothing */
void           s2p_document_forget_steps  (S2pDocument *self);
/* Emits "message" with an Undo button for step number @undo. */
void           s2p_document_say_undo      (S2pDocument *self, const char *text, guint undo);

S2pImportFile *s2p_import_file_new        (guint id, const char *path, const char *name);
S2pImportFile *s2p_import_file_copy       (const S2pImportFile *file); /* without table, error, preview, streams */
S2pImportFile *s2p_import_file_ref        (S2pImportFile *file);
void           s2p_import_file_unref      (S2pImportFile *file);
void           s2p_document_read_marked   (S2pDocument *self); /* reads the files that are marked as being read, anew; none: reads nothing more */
void           s2p_document_leave_unread  (S2pDocument *self); /* these files say that they were not read */
void           s2p_document_group_files   (S2pDocument *self); /* files from the entries' sources: after opening a session */

/* Loads the neuron of the settings. */
void           s2p_document_load_neuron   (S2pDocument *self);
/* Cells that do not fit the model, and settings out of range, are left out, and said. */
void           s2p_document_mend_session  (S2pDocument *self);
void           s2p_document_drop_saves    (S2pDocument *self); /* those that wait behind one that was given up */
void           s2p_document_estimate      (S2pDocument *self); /* what has no estimate yet */

/* @sizes: (nullable). Both arrays are taken. */
void           s2p_work_begin             (S2pDocument *self, S2pWorkKind kind, S2pJobSpec *spec, guint64 *streams, guint *sizes, guint n);
void           s2p_work_end               (S2pDocument *self, S2pWorkKind kind); /* the job is done */
gboolean       s2p_work_stop              (S2pDocument *self, S2pWorkKind kind); /* without a word; FALSE: nothing ran */
void           s2p_document_cancel_all    (S2pDocument *self);

/* Ownership of @traces is taken. @again: they are there for looking only, and give way to the next ones. */
void           s2p_document_keep_traces   (S2pDocument *self, guint64 stream, S2pFiring *firing, S2pTraces *traces, gboolean again);
void           s2p_document_drop_traces   (S2pDocument *self); /* those of firing that is no longer in the session */
GHashTable    *s2p_document_new_traces    (void);

/* The entry, to be changed. NULL where it is gone. */
S2pEntry      *s2p_document_entry         (S2pDocument *self, guint64 stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pImportFile, s2p_import_file_unref)

G_END_DECLS
