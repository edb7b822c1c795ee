/* Knowing what the model cannot produce: is a recording one that the neuron model could have fired?
 *
 * A recording is a point in a space of measures of its rhythm (recording/rhythm.h). A sample of the model's own trains (clean
 * ones and ones as a laboratory records them) and a sample of foreign trains (random, drifting, regular at any rate, ...) lie
 * in the same space; the logarithm of the distance to the third nearest own point over that to the third nearest foreign
 * one estimates how much likelier the train is foreign. Above a limit, which is set on trains that are in neither sample,
 * it is flagged; so is one that lies far from all own points, whatever foreign ones there are. A long recording is judged
 * by its windows (inference/windows.h): flagged where more than half of them are. As a window does not see what is slower than
 * itself, a recording is flagged, too, where more than half of it passes in intervals longer than the model's longest, and
 * where the rate differs between windows by more than twice: a model's rate, once settled, stays.
 *
 * Made by training/domain-fit.h, kept in a file beside the weights.
 */
#pragma once
#include "recording/rhythm.h"

G_BEGIN_DECLS

#define S2P_DOMAIN_MOST_SPIKES 1024 /* of a window */
#define S2P_DOMAIN_NEIGHBOURS 3

typedef enum { S2P_DOMAIN_UNKNOWN, S2P_DOMAIN_INSIDE, S2P_DOMAIN_OUTSIDE } S2pDomainPlace;

/* What is foreign in a train: one measure that is out of its range, or the kind of foreign trains that it is most alike. */
typedef enum {
  S2P_FOREIGN_RATE,     /* Hz */
  S2P_FOREIGN_PERIOD,   /* ms, between bursts */
  S2P_FOREIGN_SPIKES,   /* of a burst */
  S2P_FOREIGN_DURATION, /* ms, of a burst */
  S2P_FOREIGN_INTRA,    /* Hz, within a burst */
  S2P_N_DOMAIN_RANGES,
  S2P_FOREIGN_RANDOM = S2P_N_DOMAIN_RANGES,
  S2P_FOREIGN_IRREGULAR,
  S2P_FOREIGN_RANDOM_BURSTS,
  S2P_FOREIGN_ALTERNATING,
  S2P_FOREIGN_DRIFT,
  S2P_FOREIGN_RHYTHM,   /* as regular as a model is, but at a rate or in bursts of its own */
  S2P_N_FOREIGN,
} S2pForeign;

typedef struct {
  guint  place;            /* S2pDomainPlace */
  guint  reason;           /* S2pForeign; this and what follows mean something outside the domain */
  double value, low, high; /* of the measure that is out of its range */
} S2pVerdict;

typedef struct {
  guint  n;          /* points */
  float *points;     /* owned: [n, dimensions], in units of the scale */
  guint8 *kinds;     /* owned: [n] S2pForeign; NULL for own points */
} S2pRhythmSample;

typedef struct {
  S2pRhythmSample own, foreign;
  float           scale[S2P_RHYTHM_MEASURES]; /* of one unit of distance */
  float           most_ratio, most_distance;  /* of a train that is not flagged */
} S2pDomainSpace;

typedef struct {
  char          *model;  /* owned: name of the neuron model */
  double         window; /* ms */
  float          longest; /* interval, ms */
  S2pDomainSpace spaces[S2P_N_RHYTHM_SPACES];
  float          ranges[2][S2P_N_DOMAIN_RANGES][2]; /* lowest and highest of spiking and of bursting trains; 0, 0: none */
} S2pDomain;

void        s2p_domain_free  (S2pDomain *domain); /* accepts NULL and what is half built */
/* Silent trains (3 spikes or fewer) get S2P_DOMAIN_UNKNOWN. Any thread. */
void        s2p_domain_judge (const S2pDomain *domain, const double *times, gsize n, S2pVerdict *verdict);
/* A sentence (without capital and full stop) that says why a train is outside: in the user's language, or, @in_file, in English.
 * NULL where there is nothing to say. Free with g_free. */
char       *s2p_verdict_say  (const S2pVerdict *verdict, gboolean in_file);

/* Distances of the point @measures of @space; used by the fit, too. @votes [S2P_N_FOREIGN] (may be NULL) is added to. */
void        s2p_domain_distances (const S2pDomainSpace *space, guint dimensions, const double *measures, double *ratio, double *distance, guint *votes);
/* The values of a train that ranges are kept of; NAN where it has none. */
void        s2p_domain_values (const double *times, gsize n, guint *activity, double values[S2P_N_DOMAIN_RANGES]);

/* Errors: S2P_ERROR_FILE, S2P_ERROR_FORMAT. @notes: (nullable) texts on how it was made. */
S2pDomain  *s2p_domain_load  (const char *path, GError **error);
gboolean    s2p_domain_save  (const S2pDomain *domain, GHashTable *notes, const char *path, GError **error);
/* Where the domain lies that belongs to @weights ("stg.safetensors": "stg-domain.safetensors"). Free with g_free. */
char       *s2p_domain_path  (const char *weights);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (S2pDomain, s2p_domain_free)

G_END_DECLS
