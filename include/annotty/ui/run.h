/* The workbench on a terminal: the loop that brings keys and answers to it and its errands to the outside. */
#ifndef ANNOTTY_UI_RUN_H
#define ANNOTTY_UI_RUN_H

#include <annotty/config/config.h>
#include <annotty/net/fetch.h>

/* What has happened beside the workbench. */
struct ui_news {
    bool has_rows; /* the open queue has more items */
    bool is_bad;
    char text[256]; /* for the message line; empty: nothing */
};

struct ui_options {
    struct config *config;
    struct fetch *fetch;
    const char *site; /* what the header calls the server; foreign */
    const char *base; /* its address, for curl commands that are copied */
    bool has_keys;    /* it wants keys */
    /* Called when the first screen is shown, before anything is asked of the server; NULL: nothing is to be done. */
    void (*after_first_screen)(void *data);
    /* Asked a few times a second what is new; NULL: nothing happens beside. */
    void (*news)(void *data, struct ui_news *news);
    void *data;
    const char *review_queue; /* the queue to begin in, with its review; NULL: where the person left off */
};

/* Runs until the person leaves. False: there is no terminal that can show it. */
bool ui_run(const struct ui_options *options, struct error *error);

/* Reads what the first screen needs, prints it once on standard output as plain text, and returns. False with the
 * reason when the server did not give its lists; what is known is printed all the same. */
bool ui_print(const struct ui_options *options, struct error *error);

#endif
