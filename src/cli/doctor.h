/* `annotty doctor`: what is in force, what is there, what works, and what to do where it doesn't. It changes nothing,
 * on this machine or on a server, and goes on whatever is broken. Each part adds its findings to the report. */
#ifndef ANNOTTY_SRC_CLI_DOCTOR_H
#define ANNOTTY_SRC_CLI_DOCTOR_H

#include "command.h"

#include <annotty/base/buf.h>
#include <annotty/net/fetch.h>

enum finding_level { FINDING_OK, FINDING_WARNING, FINDING_PROBLEM };

struct finding {
    const char *area, *name; /* "server", "latency" */
    enum finding_level level;
    enum error_kind kind; /* of a problem: decides the exit status */
    char *text;           /* what is so; foreign, not cleaned; owned */
    const char *advice;   /* what to do; NULL: nothing, or the text says it */
};

struct findings {
    struct finding *rows;
    size_t count, capacity;
};

void findings_free(struct findings *findings);
/* Adds one; the returned one may be given its level, kind and advice. Valid until the next. */
struct finding *findings_add(struct findings *findings, const char *area, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* One that is no good: it keeps the usual from working, or nothing works with it. */
struct finding *findings_add_warning(struct findings *findings, const char *area, const char *name,
                                     const struct error *error);
struct finding *findings_add_problem(struct findings *findings, const char *area, const char *name,
                                     const struct error *error);
/* The first problem, or NULL. */
const struct finding *findings_problem(const struct findings *findings);

/* The parts. */
void doctor_check_settings(struct findings *findings, struct config *config);
void doctor_check_places(struct findings *findings, const struct config *config);
void doctor_check_journals(struct findings *findings, const struct config *config);
void doctor_check_terminal(struct findings *findings);
void doctor_check_server(struct findings *findings, struct config *config);

/* In lines of `width` cells; as one JSON object. */
void doctor_write(const struct findings *findings, struct buf *out, int width);
void doctor_write_json(const struct findings *findings, struct buf *out);

enum doctor_flag { DOCTOR_FLAG_JSON };

bool run_doctor(const struct command_input *input, struct error *error);

#endif
