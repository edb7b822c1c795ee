/* Translation of what a user reads (gettext). The program that uses the library binds the domain; without it, or in
 * the C locale, every text is English.
 */
#pragma once
#include <glib.h>

#define S2P_TEXT_DOMAIN "spike2pop"

#define _(text)                   g_dgettext (S2P_TEXT_DOMAIN, text)
#define N_(text)                  (text)      /* marked here, translated where it is used */
#define C_(context, text)         g_dpgettext2 (S2P_TEXT_DOMAIN, context, text)
#define S2P_PLURAL(one, many, n)  g_dngettext (S2P_TEXT_DOMAIN, one, many, n)
