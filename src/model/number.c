#include "number.h"

#include <locale.h>
#include <stdlib.h>

enum { NUMBER_LENGTH_MAX = 63 };

/* strtod follows the locale's decimal sign, and the program's locale is the person's. */
static locale_t plain_locale(void)
{
    static locale_t plain;
    if (plain == (locale_t)0)
        plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    return plain;
}

bool number_read(struct slice text, double *number)
{
    char copy[NUMBER_LENGTH_MAX + 1];
    if (text.length == 0 || text.length > NUMBER_LENGTH_MAX)
        return false;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    /* strtod also takes blanks, "inf", "nan" and hexadecimals. */
    if (strspn(copy, "+-.0123456789eE") != text.length)
        return false;
    char *end = NULL;
    *number = strtod_l(copy, &end, plain_locale());
    return end == copy + text.length;
}
