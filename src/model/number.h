/* Numbers out of foreign text, for comparing and sorting only: what is kept and sent stays text. */
#ifndef ANNOTTY_MODEL_NUMBER_H
#define ANNOTTY_MODEL_NUMBER_H

#include <annotty/base/slice.h>

/* A decimal number such as "-3", "0.8" or "1e9", whatever the locale; false for anything else. */
bool number_read(struct slice text, double *number);

#endif
