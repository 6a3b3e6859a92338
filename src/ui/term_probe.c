/* The one file with <term.h>, whose macros (lines, columns, ...) take words that others need. */
#include "term_probe.h"

#include "term_modes.h"

#include <annotty/ui/terminal.h>

#include <stdlib.h>
#include <unistd.h>

#include <curses.h>
#include <term.h>

static bool open_entry(int fd, struct error *error)
{
    const char *name = getenv("TERM");
    if (name == NULL || name[0] == '\0')
        return error_set(error, ERROR_TERMINAL, NULL, "TERM is not set; try TERM=xterm-256color");
    int found = 0;
    if (setupterm(name, fd, &found) != OK)
        return error_set(error, ERROR_TERMINAL, NULL,
                         "TERM=%.64s is not known on this machine; try TERM=xterm-256color", name);
    return true;
}

/* How the cursor is placed; NULL where it can't be. */
static const char *placing(void)
{
    const char *place = tigetstr("cup");
    return place != (const char *)-1 ? place : NULL;
}

bool term_probe(int fd, struct error *error)
{
    if (!open_entry(fd, error))
        return false;
    const bool can_place = placing() != NULL;
    del_curterm(cur_term);
    if (!can_place)
        return error_set(error, ERROR_TERMINAL, NULL,
                         "TERM=%.64s can't place the cursor; use the command line, or try TERM=xterm-256color",
                         getenv("TERM"));
    return true;
}

bool terminal_describe(struct terminal_facts *facts, struct error *error)
{
    *facts = (struct terminal_facts){ 0 };
    if (!term_probe(STDOUT_FILENO, error) || !open_entry(STDOUT_FILENO, error))
        return false;
    const int colors = tigetnum("colors");
    facts->colors = colors > 0 ? colors : 0;
    facts->has_paste = slice_starts_with(slice_of(placing()), SLICE("\033["));
    facts->has_clipboard = term_knows_osc(getenv("TERM"));
    del_curterm(cur_term);
    return true;
}
