/* What a person is told on standard error. */
#ifndef ANNOTTY_SRC_CLI_REPORT_H
#define ANNOTTY_SRC_CLI_REPORT_H

#include <annotty/base/error.h>

/* One line: "annotty: what went wrong". Returns the exit status that the error leads to. */
int report_error(const struct error *error);
/* One line of news; foreign text in it is made harmless. */
void report_news(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
