/* Numbers in a table of somebody else's, read fast and exactly.
 *
 * The value is always the double nearest to what is written, whatever the locale. Accepted:
 * sign, digits with or without a decimal sign, exponent; groups of thousands where a decimal sign
 * follows and leaves no doubt (1,044.9). Not accepted: hexadecimal numbers, units written behind a
 * number, 1,044 without a decimal sign.
 */
#pragma once
#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  S2P_SCAN_NUMBER,
  S2P_SCAN_EMPTY,      /* nothing but blanks */
  S2P_SCAN_NOT_FINITE, /* NaN, inf, NA, null, or a number beyond the range of a double */
  S2P_SCAN_TEXT,       /* anything else */
} S2pScan;

/* Reads the whole of @text (surrounding blanks allowed); @decimal is '.' or ','. @value is set for
 * S2P_SCAN_NUMBER only. */
S2pScan s2p_scan_number (const char *text, gsize length, char decimal, double *value);

/* The same for a cell that may be written with the other decimal sign than its table, which is said in
 * @other_sign; S2P_SCAN_TEXT where that sign might stand between thousands. */
S2pScan s2p_scan_either (const char *text, gsize length, char decimal, double *value,
                         gboolean *other_sign);

/* Digits behind the decimal sign, 0 without one. */
guint s2p_scan_decimals (const char *text, gsize length, char decimal);

G_END_DECLS
