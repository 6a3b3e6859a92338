/* Names of people for tables: asked for before rows are printed, each person once, and only so long. */
#ifndef ANNOTTY_SRC_CLI_NAMES_H
#define ANNOTTY_SRC_CLI_NAMES_H

#include "format.h"

#include <annotty/net/fetch.h>

struct names;

/* A table waits so long for all its names together; then its rows are printed with ids. */
enum { NAMES_PATIENCE_MS = 2000 };

struct names *names_new(int patience_ms);
void names_free(struct names **names);
struct people *names_people(struct names *names);

/* Whom to ask from now on; nobody is asked before, nor after NULL. */
void names_use(struct names *names, struct fetch *fetch);
/* The next event of the fetch thread: what came while names were waited for comes first. */
bool names_wait_event(struct names *names, struct fetch_event *event);

/* Asks for whom the layout's columns of these rows name. Whoever isn't told in time stays an id. */
void names_learn(struct names *names, const struct layout *layout, const struct rows *rows);
/* The same for everybody whom the rows name anywhere, and for who asks: for a filter. */
void names_learn_all(struct names *names, const struct rows *rows);

#endif
