/* The workbench on a terminal: the loop that brings keys and answers to it and its errands to the outside. */
#ifndef ANNOTTY_UI_RUN_H
#define ANNOTTY_UI_RUN_H

#include <annotty/config/config.h>
#include <annotty/net/fetch.h>

struct ui_options {
    struct config *config;
    struct fetch *fetch;
    const char *site; /* what the header calls the server; foreign */
    const char *base; /* its address, for curl commands that are copied */
    bool has_keys;    /* it wants keys */
    /* Called when the first screen is shown, before anything is asked of the server; NULL: nothing is to be done. */
    void (*after_first_screen)(void *data);
    void *data;
};

/* Runs until the person leaves. False: there is no terminal that can show it. */
bool ui_run(const struct ui_options *options, struct error *error);

/* Reads what the first screen needs, prints it once on standard output as plain text, and returns. False with the
 * reason when the server did not give its lists; what is known is printed all the same. */
bool ui_print(const struct ui_options *options, struct error *error);

#endif
