/* `annotty journal send`: sends what the journal holds, until nothing is left that goes by itself. */
#include "journal.h"

#include "interrupt.h"
#include "keep.h"
#include "progress.h"
#include "report.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/cli/connection.h>

enum { WAIT_MS = 100 };

struct sending {
    struct fetch_journal journal; /* as told last */
    bool is_told, is_refused;
    size_t most; /* changes that waited at once */
    int64_t limited_until_ms;
    struct error last; /* why the last try failed */
};

static void take_event(struct sending *sending, struct fetch_event *event)
{
    if (event->kind == FETCH_JOURNAL && event->journal.trouble != NULL) {
        report_news("%s", event->journal.trouble);
    } else if (event->kind == FETCH_JOURNAL) {
        sending->journal = event->journal;
        sending->is_told = true;
        sending->most = sending->most > event->journal.waiting ? sending->most : event->journal.waiting;
    } else if (event->kind == FETCH_LINK) {
        sending->is_refused = event->link == FETCH_LINK_REFUSED;
        sending->limited_until_ms = event->link == FETCH_LINK_LIMITED ? event->limited_until_ms : 0;
    } else if (event->kind == FETCH_FAILED) {
        sending->last = event->error;
    }
}

/* Nothing more will happen by itself, or nobody wants to wait for it. */
static bool is_over(const struct sending *sending, int64_t end_ms)
{
    const bool is_empty = sending->is_told && sending->journal.waiting == 0;
    return is_empty || sending->is_refused || interrupt_seen() || sending->last.kind == ERROR_STORE ||
           (end_ms > 0 && clock_monotonic_ms() >= end_ms);
}

static void send_all(struct fetch *fetch, struct sending *sending, int64_t end_ms)
{
    struct progress progress = progress_begin(0);
    fetch_begin_journal(fetch);
    while (!is_over(sending, end_ms)) {
        struct fetch_event event;
        if (fetch_wait_event(fetch, &event, WAIT_MS)) {
            take_event(sending, &event);
            fetch_event_free(&event);
        }
        const int64_t limited_ms = sending->limited_until_ms - clock_monotonic_ms();
        progress.total = sending->most;
        progress_show(&progress, sending->most - sending->journal.waiting, limited_ms > 0 ? limited_ms : 0);
    }
    progress_clear(&progress);
}

/* Why what is left is left. */
static bool say_what_is_left(const struct sending *sending, struct error *error)
{
    const struct fetch_journal *const journal = &sending->journal;
    if (sending->last.kind == ERROR_STORE) {
        *error = sending->last;
        return false;
    }
    if (sending->is_refused)
        return error_set(error, ERROR_AUTH, NULL, "the server refuses the keys; %zu change%s kept", journal->waiting,
                         journal->waiting == 1 ? " is" : "s are");
    if (!sending->is_told || journal->waiting > 0)
        return error_set(error, ERROR_CANCELLED, NULL, "%zu change%s not sent and kept for the next time",
                         journal->waiting, journal->waiting == 1 ? " is" : "s are");
    if (journal->needing > 0)
        return error_set(error, ERROR_API, NULL, "%zu change%s you; see annotty journal list", journal->needing,
                         journal->needing == 1 ? " needs" : "s need");
    return true;
}

static bool read_patience(const struct command_input *input, int64_t *end_ms, struct error *error)
{
    enum { PATIENCE_MAX_S = 100 * 24 * 3600 };
    const char *const text = input->flags[JOURNAL_SEND_PATIENCE];
    long long seconds = 0;
    if (text == NULL)
        return true;
    if (!slice_to_int64(slice_of(text), &seconds) || seconds < 1 || seconds > PATIENCE_MAX_S)
        return error_set(error, ERROR_USAGE, "--patience", "--patience is a number of seconds from 1 on");
    *end_ms = clock_monotonic_ms() + seconds * 1000;
    return true;
}

bool run_journal_send(const struct command_input *input, struct error *error)
{
    int64_t end_ms = 0;
    if (!read_patience(input, &end_ms, error))
        return false;
    /* What can't be opened is told before anything is waited for. */
    struct journal *journal = keep_open(input->config, error);
    if (journal == NULL)
        return false;
    journal_close(&journal);
    struct connection *connection = connection_open(input->config, CONNECTION_JOURNAL, error);
    struct sending sending = { 0 };
    bool good = connection != NULL && connection_ready(connection, error);
    if (good) {
        interrupt_catch();
        send_all(connection_fetch(connection), &sending, end_ms);
        good = say_what_is_left(&sending, error);
    }
    connection_close(&connection);
    return good;
}
