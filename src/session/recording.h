/* One recording of a session: a spike train with what is known of it. Immutable, counted references: a background
 * job, an undo and the session hold the same one.
 */
#pragma once
#include "recording/features.h"
#include "recording/spike-train.h"

G_BEGIN_DECLS

typedef struct {
  S2pSpikeTrain *train;    /* owned; its id is unique within a session */
  S2pFeatures    features;
  char          *source;   /* the file that it came from; NULL where unknown */
  guint64        stream;   /* name of its random streams (base/random.h); never given twice in a session */
} S2pRecording;

/* Takes ownership of @train. @source: (nullable). */
S2pRecording *s2p_recording_new   (S2pSpikeTrain *train, const char *source, guint64 stream);
S2pRecording *s2p_recording_ref   (S2pRecording *recording);
void          s2p_recording_unref (S2pRecording *recording); /* accepts NULL */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pRecording, s2p_recording_unref)

G_END_DECLS
