/* The one file with <term.h>, whose macros (lines, columns, ...) take words that others need. */
#include "term_probe.h"

#include <stdlib.h>

#include <curses.h>
#include <term.h>

bool term_probe(int fd, struct error *error)
{
    const char *name = getenv("TERM");
    if (name == NULL || name[0] == '\0')
        return error_set(error, ERROR_TERMINAL, NULL, "TERM is not set; try TERM=xterm-256color");
    int found = 0;
    if (setupterm(name, fd, &found) != OK)
        return error_set(error, ERROR_TERMINAL, NULL,
                         "TERM=%.64s is not known on this machine; try TERM=xterm-256color", name);
    const char *place = tigetstr("cup");
    const bool can_place = place != NULL && place != (const char *)-1;
    del_curterm(cur_term);
    if (!can_place)
        return error_set(error, ERROR_TERMINAL, NULL,
                         "TERM=%.64s can't place the cursor; use the command line, or try TERM=xterm-256color", name);
    return true;
}
