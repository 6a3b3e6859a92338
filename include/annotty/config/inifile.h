/* INI text, line by line, for settings and themes: inih does the reading, this adds line numbers and long lines. */
#ifndef ANNOTTY_CONFIG_INIFILE_H
#define ANNOTTY_CONFIG_INIFILE_H

#include <annotty/base/buf.h>
#include <annotty/base/error.h>

/* One `name = value` line; `section` is "" before the first [section]. The texts live until the call returns. */
typedef void (*inifile_setting)(const char *section, const char *name, const char *value, int line, void *data);
/* A line that is neither a section, a setting nor a comment (; or #). */
typedef void (*inifile_problem)(int line, const char *problem, void *data);

/* Blanks at the front of a line mean nothing; " ;" begins a comment; a line has at most INIFILE_LINE_MAX bytes. */
enum { INIFILE_LINE_MAX = 190 };
void inifile_read(struct slice text, inifile_setting setting, inifile_problem problem, void *data);

/* Reads a file of at most 1 MiB onto `text`. *mode (may be NULL) gets its permission bits. */
bool inifile_load(const char *path, struct buf *text, unsigned *mode, struct error *error);

#endif
