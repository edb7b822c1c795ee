/* One copy of unsaved work: a session file and the lock that says whose it is; for recovery.c. */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char  *path;      /* of the session file, which need not be there yet */
  char  *lock_path;
  int    lock;      /* open and locked as long as the slot is held */
  gint64 written;   /* seconds since 1970, when it was found */
} S2pRecoverySlot;

/* A new one of this process. Errors: S2P_ERROR_FILE. */
S2pRecoverySlot *s2p_recovery_slot_new    (const char *folder, GError **error);
/* Those in @folder that no running process holds, the latest first; they are now held by this one. */
GPtrArray       *s2p_recovery_slot_find   (const char *folder);
/* Its files go; the slot can be written to again. */
void             s2p_recovery_slot_clear  (const S2pRecoverySlot *slot);
void             s2p_recovery_slot_free   (S2pRecoverySlot *slot); /* lets go of it; what was written stays. Accepts NULL */

G_END_DECLS
