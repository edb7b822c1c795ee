#include "training/foreign.h"
#include <math.h>

#define HIGHEST 120.0  /* Hz, of trains that are not regular */
#define FASTEST 400.0  /* Hz, of those that are */
#define SPIKES_OF_SLOW 8 /* that a train is waited for, however slow it is */

typedef struct {
  S2pRandom *random;
  double     end;
  gsize      most, n;
  float     *times;
} Draw;

static gboolean
add (Draw *draw, double time)
{
  if (time < 0 || time > draw->end || draw->n == draw->most)
    return FALSE;
  draw->times[draw->n++] = (float) time;
  return TRUE;
}

static double
between (Draw *draw, double low, double high)
{
  return low + (high - low) * s2p_random_uniform (draw->random);
}

static double
log_between (Draw *draw, double low, double high)
{
  return low * pow (high / low, s2p_random_uniform (draw->random));
}

static double
exponential (Draw *draw, double mean)
{
  return -mean * log1p (-s2p_random_uniform (draw->random));
}

static void
draw_random (Draw *draw, double interval)
{
  const double dead = MIN (between (draw, 0, 4), interval / 2);

  for (double t = exponential (draw, interval); add (draw, t);)
    t += dead + exponential (draw, interval - dead);
}

static void
draw_irregular (Draw *draw, double interval)
{
  const double cv = between (draw, 0.12, 0.6), sigma = sqrt (log1p (cv * cv)), shape = 1 / (cv * cv);
  const gboolean gamma = s2p_random_uniform (draw->random) < 0.5;

  for (double t = between (draw, 0, interval); add (draw, t);)
    t += gamma ? s2p_random_gamma (draw->random, shape, interval / shape) : interval * exp (sigma * s2p_random_normal (draw->random) - sigma * sigma / 2);
}

static void
draw_random_bursts (Draw *draw, double interval)
{
  const double size = between (draw, 3, 8), within = 1000 / log_between (draw, 40, 200), pause = MAX (interval * size - within * (size - 1), interval);
  double t = exponential (draw, pause);

  for (; add (draw, t); t += exponential (draw, pause))
    {
      /* Poisson in number and in time */
      for (double left = exponential (draw, 1); left < size - 1; left += exponential (draw, 1))
        if (!add (draw, t += exponential (draw, within)))
          return;
    }
}

static void
draw_alternating (Draw *draw, double interval)
{
  const double ratio = between (draw, 1.3, 2.5), shorter = 2 * interval / (1 + ratio);
  double t = between (draw, 0, interval);

  for (guint i = 0; add (draw, t); i++)
    t += i % 2 == 0 ? shorter : ratio * shorter;
}

static void
draw_drift (Draw *draw, double interval)
{
  const double factor = log_between (draw, 2, 4), cycles = between (draw, 1, 4), phase = between (draw, 0, 2 * G_PI);
  const gboolean swings = s2p_random_uniform (draw->random) < 0.5, grows = s2p_random_uniform (draw->random) < 0.5;

  for (double t = between (draw, 0, interval); add (draw, t);)
    {
      const double at = t / draw->end;
      const double exponent = swings ? 0.5 * sin (2 * G_PI * cycles * at + phase) : (at - 0.5) * (grows ? 1 : -1);

      t += interval * pow (factor, -exponent);
    }
}

static void
draw_regular (Draw *draw)
{
  const double interval = 1000 / log_between (draw, 1500 / draw->end, FASTEST);

  draw->end = MAX (draw->end, SPIKES_OF_SLOW * interval);
  for (double t = between (draw, 0, interval); add (draw, t);)
    t += interval;
}

static void
draw_bursts (Draw *draw)
{
  const double period = log_between (draw, 20, draw->end / 2.5), duration = period * between (draw, 0.05, 0.85), bend = between (draw, -0.5, 0.5);
  const guint n = 2 + (guint) s2p_random_below (draw->random, 18);
  double steps[20], sum = 0, t;

  for (guint i = 1; i < n; i++)
    sum += steps[i] = exp (bend * (2.0 * i / n - 1));
  for (double onset = between (draw, -period, 0); onset < draw->end; onset += period)
    {
      t = onset;
      add (draw, t);
      for (guint i = 1; i < n; i++)
        add (draw, t += steps[i] / sum * duration);
    }
}

gsize
s2p_foreign_draw (S2pRandom *random, S2pForeign kind, double window, gsize most, float *times)
{
  Draw draw = { .random = random, .end = window, .most = most, .times = times };
  const double interval = 1000 / log_between (&draw, 5000 / window, HIGHEST);

  switch (kind)
    {
    case S2P_FOREIGN_RANDOM:
      draw_random (&draw, interval);
      break;
    case S2P_FOREIGN_IRREGULAR:
      draw_irregular (&draw, interval);
      break;
    case S2P_FOREIGN_RANDOM_BURSTS:
      draw_random_bursts (&draw, interval);
      break;
    case S2P_FOREIGN_ALTERNATING:
      draw_alternating (&draw, interval);
      break;
    case S2P_FOREIGN_DRIFT:
      draw_drift (&draw, interval);
      break;
    default:
      if (s2p_random_uniform (random) < 0.5)
        draw_regular (&draw);
      else
        draw_bursts (&draw);
      break;
    }
  return draw.n;
}
