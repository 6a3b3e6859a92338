/* What went wrong, as a value: filled by the function that failed, passed up by pointer, reported once. */
#ifndef ANNOTTY_BASE_ERROR_H
#define ANNOTTY_BASE_ERROR_H

#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>

/* The kind decides the exit status and whether trying again can help: see error_kinds[] in error.c. */
enum error_kind {
    ERROR_NONE,
    ERROR_USAGE,     /* arguments, environment or configuration the person gave */
    ERROR_INPUT,     /* a file, theme, or pasted text that can't be read */
    ERROR_API,       /* the server said no: 400, 404, 405, 409, 413, 415 */
    ERROR_AUTH,      /* 401 or 403 */
    ERROR_RATE,      /* 429, waited as often as allowed */
    ERROR_SERVER,    /* 5xx, tried as often as allowed */
    ERROR_REACH,     /* no name, no route, refused, timed out, broke off */
    ERROR_TLS,       /* a certificate or handshake that can't be trusted */
    ERROR_PROTOCOL,  /* an answer that isn't the API's: HTML, cut off, wrong shape */
    ERROR_STORE,     /* the local database or a local file: disk, permission, version, corruption */
    ERROR_TERMINAL,  /* the terminal can't show a screen */
    ERROR_CANCELLED, /* given up because nobody wants the answer any more */
    ERROR_KIND_COUNT
};

struct error {
    enum error_kind kind;
    int http_status;   /* the answer's status, 0 when there was none */
    int system_errno;  /* errno at the failing call, 0 when none */
    char where[192];   /* "file:line", a JSON pointer, a URL or a path; empty when there is none */
    char message[512]; /* one line for the person: what is wrong and what to do; UTF-8, not yet sanitized */
};

/* Fills *error and returns false, so that a failing function can `return error_set(...)`. error may be NULL. */
bool error_set(struct error *error, enum error_kind kind, const char *where, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* As error_set with strerror(system_errno) appended to the message. */
bool error_set_errno(struct error *error, enum error_kind kind, const char *where, int system_errno, const char *format,
                     ...) __attribute__((format(printf, 5, 6)));

void error_clear(struct error *error);

/* The exit status of a kind: 0 ok, 1 API said no, 2 usage, 3 cannot reach, 4 rate limited or gave up,
 * 5 partly done, 6 this machine (disk, permissions, terminal). Documented in README.md and the man page. */
int error_exit_status(enum error_kind kind);
enum { EXIT_PARTLY_DONE = 5 };

/* What the exit statuses mean, for help and the manual. */
struct exit_status_row {
    int status;
    const char *meaning;
};
extern const struct exit_status_row exit_status_rows[];
extern const size_t exit_status_count;

/* One stable word for logs and JSON output, such as "reach". Static storage. */
const char *error_kind_name(enum error_kind kind);

/* Whether the same call may succeed later without anything being changed. */
bool error_is_passing(enum error_kind kind);

#endif
