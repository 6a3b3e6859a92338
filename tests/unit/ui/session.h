/* A program on a pty under something like a shell, so that it can be stopped, continued, crashed and looked at
 * afterwards.
 *
 * test -> pty -> shell (session leader) -> program (its own process group). Both report in lines through a pipe: the
 * program what it likes, the shell "stopped MODES", "killed SIGNAL MODES" or "exit STATUS MODES", where MODES is "same"
 * when the terminal's modes are those from before the program. */
#ifndef ANNOTTY_TESTS_UNIT_UI_SESSION_H
#define ANNOTTY_TESTS_UNIT_UI_SESSION_H

#include <annotty/base/buf.h>

#include <sys/types.h>

enum { SESSION_COLUMNS = 80, SESSION_ROWS = 24 };

struct session {
    pid_t shell;
    int master;
    int report;               /* lines from shell and program */
    int go;                   /* a byte lets the shell go on */
    struct buf screen, lines; /* what came and wasn't awaited yet */
};

struct session_options {
    const char *term;
    void (*program)(const void *argument); /* never returns */
    const void *argument;
    bool ignores_hangup; /* as under nohup */
};

struct session session_start(const struct session_options *options);
void session_end(struct session *session);

/* In shell and program. */
void session_report(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads both ways until `wanted` is there, then forgets all up to its end. */
void session_await_line(struct session *session, const char *wanted);
void session_await_bytes(struct session *session, const char *wanted);
/* The same for a line without reading what goes to the screen. */
void session_await_line_only(struct session *session, const char *wanted);
/* All the terminal got up to now, and wasn't awaited. */
const char *session_screen(struct session *session);
void session_type(const struct session *session, const char *keys);
/* Continues a program that has stopped. */
void session_continue(const struct session *session);

#endif
