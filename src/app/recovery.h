/* Unsaved work, kept against a crash and over a quit: two seconds after the last change a copy of the session is written in
 * the background to the user's state folder, and removed once the session is saved or empty. What an earlier run has left
 * there is offered back.
 *
 * Each process has a file of its own with a lock beside it, so that the copy of one that runs is not taken for one that
 * crashed. Signal "found": what is offered (s2p_recovery_found) is other than before.
 */
#pragma once
#include "app/document.h"

G_BEGIN_DECLS

#define S2P_TYPE_RECOVERY (s2p_recovery_get_type ())
G_DECLARE_FINAL_TYPE (S2pRecovery, s2p_recovery, S2P, RECOVERY, GObject)

/* @folder: where the copies are; made when there is something to keep. @workers is borrowed and must outlive it. */
S2pRecovery *s2p_recovery_new     (S2pDocument *document, S2pWorkers *workers, const char *folder);
/* The usual @folder. Free with g_free. */
char        *s2p_recovery_folder  (void);

/* When the latest of what was found was written, in local time; NULL: there is nothing. Free with g_date_time_unref. */
GDateTime   *s2p_recovery_found   (S2pRecovery *recovery);
/* Puts it in place of the document's session; one with unsaved work is kept and offered in its turn. In the background;
 * where it cannot be read the document says so. */
void         s2p_recovery_restore (S2pRecovery *recovery);
/* Offers it no longer. It is removed when @recovery ends or by s2p_recovery_forget (); until then it can be offered again. */
void         s2p_recovery_discard (S2pRecovery *recovery);
void         s2p_recovery_undiscard (S2pRecovery *recovery);
void         s2p_recovery_forget  (S2pRecovery *recovery);

/* Before the end of the program: writes what is not written yet, in the background, then calls @done, once. Nothing is kept
 * from then on. */
void         s2p_recovery_finish  (S2pRecovery *recovery, void (*done) (gpointer data), gpointer data);

G_END_DECLS
