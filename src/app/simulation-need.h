/* What a simulation will need, before it is started: cells, memory and time. */
#pragma once
#include "app/document.h"

G_BEGIN_DECLS

/* How fast each engine is here: guessed at first, then as the last simulation of this run of the program was. */
typedef struct {
  double   rate[2];   /* ms simulated in 1 s, of all threads together: fast, reference */
  gboolean running;
  gboolean reference; /* of the simulation that runs ... */
  double   amount;    /* ... ms of it ... */
  guint64  done, total;
  gint64   started;   /* ... and when it began, us */
} S2pSpeed;

void s2p_speed_init  (S2pSpeed *speed);
/* Call it whenever work has gone on. */
void s2p_speed_watch (S2pSpeed *speed, const S2pSession *session, const S2pProgress *progress);

typedef struct {
  guint   recordings;       /* that have cells and are used */
  guint64 cells;            /* of these, to be simulated */
  guint   fresh_recordings; /* whose cells have been simulated with the present settings */
  guint64 fresh_cells, failed;
  guint64 traces_size;      /* bytes; 0 without traces */
  guint64 memory;           /* bytes that the computer has */
  double  seconds;          /* about */
} S2pNeed;

/* Bytes; as much as one likes where nobody knows. */
guint64 s2p_memory_of_machine (void);

void s2p_need_compute (S2pNeed *need, const S2pSession *session, const S2pSpeed *speed);

G_END_DECLS
