#include "person.h"

#include "stage.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <check.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { WORDS_MAX = 24, KEY_MOST_MS = 2000, PATIENCE_MS = 30000 };

struct pty *pty;

void person_starts(const char *words)
{
    const char *list[WORDS_MAX] = { "--url", proxy_url(proxy) };
    size_t count = 2;
    char *const copy = xstrdup(stage_fill(words));
    char *rest = copy;
    for (char *word = strsep(&rest, "|"); word != NULL && count < WORDS_MAX - 1; word = strsep(&rest, "|"))
        if (*word != '\0')
            list[count++] = word;
    pty = pty_start(&(struct pty_options){ .columns = 120, .rows = 30, .words = list, .home = home_path() });
    free(copy);
}

/* Until the text is there, or gone; a frozen screen shows neither. */
static void answers_in_time(const char *keys, const char *text, bool wanted)
{
    const int64_t began_ms = clock_monotonic_ms();
    pty_keys(pty, keys);
    if (wanted)
        pty_await(pty, text);
    else
        pty_await_gone(pty, text);
    const int64_t took_ms = clock_monotonic_ms() - began_ms;
    ck_assert_msg(took_ms < KEY_MOST_MS, "the screen took %ld ms for a key", (long)took_ms);
}

void person_looks_up_help(void)
{
    answers_in_time("?", "Keys and commands", true);
    answers_in_time("q", "Keys and commands", false);
}

void person_looks_at_json(void)
{
    answers_in_time("=", "\"attributes\":", true);
    answers_in_time("=", "\"attributes\":", false);
}

void person_asks_until(const char *text)
{
    for (int64_t end_ms = clock_monotonic_ms() + PATIENCE_MS; !pty_shows(pty, text) && clock_monotonic_ms() < end_ms;) {
        pty_keys(pty, "r");
        for (int i = 0; i < 25 && !pty_shows(pty, text); i++)
            poll(NULL, 0, 20);
    }
    pty_await(pty, text);
}

static bool last_is(const char *on, const char *off)
{
    const struct slice bytes = pty_bytes(pty);
    const char *last_on = NULL;
    const char *last_off = NULL;
    for (size_t i = 0; i < bytes.length; i++) {
        const struct slice rest = slice_from(bytes, i);
        if (slice_starts_with(rest, slice_of(on)))
            last_on = rest.at;
        if (slice_starts_with(rest, slice_of(off)))
            last_off = rest.at;
    }
    return last_on == NULL || (last_off != NULL && last_off > last_on);
}

void person_sees_terminal(int status)
{
    /* What was switched on, and how it is switched off. */
    static const char *const modes[][2] = {
        { "\033[?1049h", "\033[?1049l" }, /* the other screen */
        { "\033[?25l", "\033[?25h" },     /* the cursor hidden */
        { "\033[?2004h", "\033[?2004l" }, /* pastes told */
        { "\033[?1000h", "\033[?1000l" }, /* the mouse */
        { "\033[?1h", "\033[?1l" },       /* other cursor keys */
    };
    const int ended = pty_await_change(pty);
    const bool is_so = status == PERSON_ANY_STATUS || (WIFEXITED(ended) && WEXITSTATUS(ended) == status);
    ck_assert_msg(is_so, "status %x\n%s", (unsigned)ended, pty_screen(pty));
    ck_assert(pty_modes_are_back(pty));
    ck_assert(!pty_is_alternate(pty));
    for (size_t i = 0; i < ARRAY_LENGTH(modes); i++)
        ck_assert_msg(last_is(modes[i][0], modes[i][1]), "%s is left on", modes[i][0] + 1);
    pty_end(&pty);
}

void person_quits(void)
{
    pty_keys(pty, ":quit\r");
    person_sees_terminal(0);
}

void person_goes(void)
{
    pty_end(&pty);
}
