/* The log file: one line an event, cleaned, with no key, header or body in it. Off until log_open. Thread-safe. */
#ifndef ANNOTTY_BASE_LOG_H
#define ANNOTTY_BASE_LOG_H

#include <annotty/base/error.h>

/* "-" is standard error. */
bool log_open(const char *path, struct error *error);
void log_close(void);
bool log_is_open(void);
void log_line(const char *module, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
