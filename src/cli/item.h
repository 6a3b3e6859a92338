/* One item of the list in a request's body (an interaction, a record, an id, a span ...) from what somebody gave for
 * it, checked by the rules that the server has, before anything is sent. */
#ifndef ANNOTTY_SRC_CLI_ITEM_H
#define ANNOTTY_SRC_CLI_ITEM_H

#include <annotty/api/batch.h>
#include <annotty/json/json.h>

enum { ITEM_PROBLEM_SIZE = 320 };

struct item_rules {
    const struct api_operation *operation;
    bool ignore_unknown; /* members that nobody knows are left out, instead of refused */
    bool json_cells;     /* in CSV: cells for any value are JSON, not text */
};

struct item {
    const struct api_field *list; /* the member of the body that it belongs to */
    struct buf json;              /* what is sent for it */
    size_t line;                  /* where it begins */
};

struct item item_new(void);
void item_free(struct item *item);

/* Which list something belongs to that has the members for which `has` is true: the one of whose required members it
 * has most. */
typedef bool (*item_has)(const char *member, const void *data);
const struct api_field *item_pick_list(const struct item_rules *rules, item_has has, const void *data);

/* Fills list and json. `list` may be NULL: the value decides. On false `problem` says why, in words that may be
 * foreign. */
bool item_from_value(const struct item_rules *rules, const struct api_field *list, struct json_value value,
                     struct item *item, char problem[static ITEM_PROBLEM_SIZE]);

/* Whether the list may be given as plain lines: interactions and ids. */
bool item_takes_lines(const struct api_field *list);
/* The member that tells a head line of columns: what every item has. */
const char *item_key(const struct api_field *list);

#endif
