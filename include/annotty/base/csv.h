/* CSV as RFC 4180 has it. */
#ifndef ANNOTTY_BASE_CSV_H
#define ANNOTTY_BASE_CSV_H

#include <annotty/base/buf.h>

/* Appends one cell, in quotes where it has to be, and what follows it: "," or CSV_END. */
void csv_put(struct buf *out, struct slice text, const char *end);
#define CSV_END "\r\n"

#endif
