/* Filling errors, and the table of what each kind leads to. */
#include <annotty/base/error.h>

#include <stdio.h>
#include <string.h>

/* One row a kind: its word, the exit status it leads to, and whether time alone may mend it. */
static const struct error_kind_row {
    const char *name;
    int exit_status;
    bool passing;
} error_kinds[] = {
    [ERROR_NONE] = { "none", 0, false },
    [ERROR_USAGE] = { "usage", 2, false },
    [ERROR_INPUT] = { "input", 2, false },
    [ERROR_API] = { "api", 1, false },
    [ERROR_AUTH] = { "auth", 1, false },
    [ERROR_RATE] = { "rate", 4, true },
    [ERROR_SERVER] = { "server", 4, true },
    [ERROR_REACH] = { "reach", 3, true },
    [ERROR_TLS] = { "tls", 3, false },
    [ERROR_PROTOCOL] = { "protocol", 3, false },
    [ERROR_STORE] = { "store", 6, false },
    [ERROR_TERMINAL] = { "terminal", 6, false },
    [ERROR_CANCELLED] = { "cancelled", 4, true },
};
_Static_assert(sizeof(error_kinds) / sizeof(error_kinds[0]) == ERROR_KIND_COUNT, "a row for each kind");

const struct exit_status_row exit_status_rows[] = {
    { 0, "done" },
    { 1, "the server said no" },
    { 2, "wrong arguments, settings or input" },
    { 3, "the server can't be reached, or what answers isn't the API" },
    { 4, "rate limited, failing for too long, or given up" },
    { EXIT_PARTLY_DONE, "partly done" },
    { 6, "this machine: disk, permissions, a damaged workspace, a terminal that can't show a screen" },
};
const size_t exit_status_count = sizeof(exit_status_rows) / sizeof(exit_status_rows[0]);

static void fill(struct error *error, enum error_kind kind, const char *where, const char *format, va_list arguments)
{
    *error = (struct error){ .kind = kind };
    snprintf(error->where, sizeof(error->where), "%s", where != NULL ? where : "");
    vsnprintf(error->message, sizeof(error->message), format, arguments);
}

bool error_set(struct error *error, enum error_kind kind, const char *where, const char *format, ...)
{
    if (error == NULL)
        return false;
    va_list arguments;
    va_start(arguments, format);
    fill(error, kind, where, format, arguments);
    va_end(arguments);
    return false;
}

bool error_set_errno(struct error *error, enum error_kind kind, const char *where, int system_errno, const char *format,
                     ...)
{
    if (error == NULL)
        return false;
    va_list arguments;
    va_start(arguments, format);
    fill(error, kind, where, format, arguments);
    va_end(arguments);
    error->system_errno = system_errno;
    const size_t used = strlen(error->message);
    char reason[128];
    /* The GNU form: the text may or may not be in the buffer. */
    snprintf(error->message + used, sizeof(error->message) - used, ": %s",
             strerror_r(system_errno, reason, sizeof(reason)));
    return false;
}

void error_clear(struct error *error)
{
    if (error != NULL)
        *error = (struct error){ .kind = ERROR_NONE };
}

int error_exit_status(enum error_kind kind)
{
    return error_kinds[kind].exit_status;
}

const char *error_kind_name(enum error_kind kind)
{
    return error_kinds[kind].name;
}

bool error_is_passing(enum error_kind kind)
{
    return error_kinds[kind].passing;
}
