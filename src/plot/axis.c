#include "plot/axis.h"
#include <math.h>
#include <string.h>

/* Below this share of its values' size a range is lost in rounding. */
static const double NARROWEST = 1e-10;
static const double ROOM = 0.05;
static const double LARGEST = 1e200;
/* A unit is used where the axis shows this many of it. */
static const double UNITS_SHOWN = 5;

void
s2p_axis_set_range (S2pAxis *axis, double low, double high)
{
  if (!isfinite (low) || !isfinite (high))
    low = axis->scale == S2P_SCALE_LOG ? 0.1 : 0, high = 1;
  if (low > high)
    {
      double swap = low;
      low = high, high = swap;
    }
  low = CLAMP (low, -LARGEST, LARGEST);
  high = CLAMP (high, -LARGEST, LARGEST);
  if (axis->scale == S2P_SCALE_LOG)
    {
      if (high <= 0)
        low = 0.1, high = 1;
      low = low > 0 ? MAX (low, high * 1e-30) : high * 1e-3;
      if (high / low < 1 + 1e-6)
        low /= 1.1, high *= 1.1;
    }
  else
    {
      double size = MAX (fabs (low), fabs (high)), middle = low / 2 + high / 2;
      if (high - low <= size * NARROWEST || high - low < 1e-200)
        {
          double half = size > 1e-100 ? size * 0.05 : 0.5;
          low = middle - half, high = middle + half;
        }
    }
  axis->low = low;
  axis->high = high;
}

void
s2p_axis_fit (S2pAxis *axis, double least, double most, gboolean tight)
{
  double low = least, high = most;

  if (!(least <= most) || !isfinite (least) || !isfinite (most))
    low = NAN;
  else if (axis->scale == S2P_SCALE_LOG && least > 0)
    {
      double room = tight ? 1 : pow (most / least, ROOM);
      low = least / room, high = most * room;
    }
  else if (!tight && axis->scale == S2P_SCALE_LINEAR)
    {
      double room = (most - least) * ROOM;
      low = least >= 0 ? MAX (least - room, 0) : least - room;
      high = most <= 0 ? MIN (most + room, 0) : most + room;
    }
  s2p_axis_set_range (axis, low, high);
}

static double
place (const S2pAxis *axis, double value)
{
  return axis->scale == S2P_SCALE_LOG ? (value > 0 ? log10 (value) : NAN) : value;
}

double
s2p_axis_pixel (const S2pAxis *axis, double value)
{
  double low = place (axis, axis->low), high = place (axis, axis->high);

  return axis->start + (place (axis, value) - low) / (high - low) * (axis->end - axis->start);
}

double
s2p_axis_value (const S2pAxis *axis, double pixel)
{
  double low = place (axis, axis->low), high = place (axis, axis->high);
  double at = low + (pixel - axis->start) / (axis->end - axis->start) * (high - low);

  return axis->scale == S2P_SCALE_LOG ? pow (10, at) : at;
}

static void
show (S2pAxis *axis, double start, double end)
{
  double low = s2p_axis_value (axis, start), high = s2p_axis_value (axis, end);

  if (isfinite (low) && isfinite (high) && low < high)
    s2p_axis_set_range (axis, low, high);
}

void
s2p_axis_zoom (S2pAxis *axis, double pixel, double factor)
{
  if (factor > 0)
    show (axis, pixel + (axis->start - pixel) * factor, pixel + (axis->end - pixel) * factor);
}

void
s2p_axis_pan (S2pAxis *axis, double pixels)
{
  show (axis, axis->start - pixels, axis->end - pixels);
}

double
s2p_nice_above (double length)
{
  double power = pow (10, floor (log10 (length))), times = length / power;

  return power * (times <= 1 + 1e-9 ? 1 : times <= 2 + 1e-9 ? 2 : times <= 5 + 1e-9 ? 5 : 10);
}

void
s2p_number_markup (double value, int decimals, char *text, gsize size)
{
  char format[16], digits[64];
  double absolute = fabs (value);
  const char *sign = value < 0 ? "−" : "";

  text[0] = '\0';
  if (!isfinite (value))
    return;
  if (absolute != 0 && (absolute >= 1e6 || decimals > 6))
    {
      /* As many digits as tell neighbouring ticks apart. */
      int exponent = (int) floor (log10 (absolute) + 1e-12), significant = CLAMP (exponent + decimals, 0, 12);
      g_snprintf (format, sizeof format, "%%.%df", significant);
      g_ascii_formatd (digits, sizeof digits, format, absolute / pow (10, exponent));
      while (strchr (digits, '.') && (g_str_has_suffix (digits, "0") || g_str_has_suffix (digits, ".")))
        digits[strlen (digits) - 1] = '\0';
      if (g_str_equal (digits, "1"))
        g_snprintf (text, size, "%s10<sup>%s%d</sup>", sign, exponent < 0 ? "−" : "", ABS (exponent));
      else
        g_snprintf (text, size, "%s%s×10<sup>%s%d</sup>", sign, digits, exponent < 0 ? "−" : "",
                    ABS (exponent));
      return;
    }
  g_snprintf (format, sizeof format, "%%.%df", decimals > 6 ? 0 : MAX (decimals, 0));
  g_ascii_formatd (digits, sizeof digits, format, absolute);
  g_snprintf (text, size, "%s%s", g_ascii_strtod (digits, NULL) == 0 ? "" : sign, digits);
}

static void
add_tick (S2pTicks *ticks, const S2pAxis *axis, double value, double unit, int decimals)
{
  S2pTick *tick;
  double slack = axis->scale == S2P_SCALE_LOG ? 0 : (axis->high - axis->low) * 1e-9;

  if (ticks->n == S2P_MOST_TICKS || value < axis->low - slack || value > axis->high + slack)
    return;
  if (axis->scale == S2P_SCALE_LOG && !(value > 0))
    return;
  tick = &ticks->tick[ticks->n++];
  tick->value = value;
  tick->text[0] = '\0';
  if (decimals > G_MININT)
    s2p_number_markup (value / unit, decimals, tick->text, sizeof tick->text);
}

static void
linear_ticks (const S2pAxis *axis, guint most, double unit, S2pTicks *ticks)
{
  double low = axis->low / unit, high = axis->high / unit;
  double step = s2p_nice_above ((high - low) / most);
  int exponent = (int) floor (log10 (step) + 1e-9), decimals = MAX (-exponent, 0);
  /* Whole multiples divided by a whole power of ten are correctly rounded: 0.3, not 0.30000000000000004. */
  double scale = exponent < 0 ? pow (10, -exponent) : 1, whole = exponent < 0 ? round (step * scale) : step;
  double first = ceil (low / step - 1e-9), last = floor (high / step + 1e-9);

  if (step >= 1e6)
    decimals = -exponent;
  for (double k = first; k <= last; k++)
    add_tick (ticks, axis, (k * whole) / scale * unit, unit, decimals);
}

static void
log_ticks (const S2pAxis *axis, guint most, S2pTicks *ticks)
{
  double low = log10 (axis->low), high = log10 (axis->high), decades = high - low;
  int first = (int) floor (low), last = (int) ceil (high);
  int stride = MAX (1, (int) ceil (decades / most));

  if (decades < 1)
    {
      linear_ticks (axis, most, 1, ticks);
      return;
    }
  for (int k = first; k <= last; k++)
    for (int digit = 1; digit <= 9; digit++)
      {
        gboolean named = digit == 1 ? k % stride == 0
                         : (digit == 2 || digit == 5) && decades * 3 <= most && decades < 3;
        if (!named && (decades > 6 || stride > 1))
          continue;
        add_tick (ticks, axis, k < 0 ? digit / pow (10, -k) : digit * pow (10, k), 1,
                  named ? (k < -4 ? MAX (-k, 7) : MAX (-k, 0)) : G_MININT);
      }
}

void
s2p_axis_ticks (const S2pAxis *axis, guint most, S2pTicks *ticks)
{
  double unit = 1;

  ticks->n = 0;
  ticks->label = axis->label;
  for (guint i = 0; i < axis->n_units; i++)
    if (i == 0 || axis->high - axis->low >= UNITS_SHOWN * axis->units[i].size)
      {
        unit = axis->units[i].size;
        ticks->label = axis->units[i].label;
      }
  if (axis->scale == S2P_SCALE_ROWS || !(axis->low < axis->high))
    return;
  most = CLAMP (most, 2, S2P_MOST_TICKS / 2);
  for (gboolean enough = FALSE; !enough; most++)
    {
      guint named = 0;

      ticks->n = 0;
      if (axis->scale == S2P_SCALE_LOG)
        log_ticks (axis, most, ticks);
      else
        linear_ticks (axis, most, unit > 0 ? unit : 1, ticks);
      for (guint i = 0; i < ticks->n; i++)
        named += ticks->tick[i].text[0] != '\0';
      enough = named >= 2 || most >= 10; /* one number alone gives no scale */
    }
}
