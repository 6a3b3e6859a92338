/* Changes that the server doesn't have yet, by the rows they concern: what lies over the rows that the server and the
 * cache send, and the state that stands beside each row.
 *
 * A change comes in as the person makes it, gets its number once the journal has it, and moves on with each event.
 * Items of a large step are looked at a few changes at a time (pending_read_next), so that no key waits for them. */
#ifndef ANNOTTY_MODEL_PENDING_H
#define ANNOTTY_MODEL_PENDING_H

#include <annotty/api/change.h>
#include <annotty/api/rows.h>
#include <annotty/base/arena.h>
#include <annotty/base/index.h>

/* What a change does to rows, by its operation's row. */
enum pending_effect {
    PENDING_ELSEWHERE, /* nothing that a list shows */
    PENDING_CREATE,    /* makes a row */
    PENDING_UPDATE,    /* changes members of one */
    PENDING_DELETE,    /* takes one away */
    PENDING_ADD,       /* adds the items that it lists to a queue */
    PENDING_REMOVE,    /* takes away the rows that it lists */
    PENDING_ANNOTATE,  /* changes what is said of one interaction */
};

struct pending_item {
    struct slice id;      /* of the row; for what is added, a name of our own until the server has given one */
    struct slice content; /* ADD: "trace:ID" */
    bool is_there;        /* ADD: the queue shows it already */
};

struct pending_change {
    struct change change; /* its id is 0 until the journal has it */
    uint64_t errand;      /* that it was kept by; 0: somebody else's, or what takes a step back */
    enum pending_effect effect;
    const struct api_resource *resource; /* of the rows */
    char *row_id;                        /* CREATE, UPDATE, DELETE, ANNOTATE */
    char *parent;                        /* ADD, REMOVE, ANNOTATE: the queue; CREATE: the project, or NULL */
    int64_t hold_until_ms;               /* HELD: monotonic */
    struct pending_item *items;          /* ADD, REMOVE, once they were read */
    size_t item_count;
    bool was_read;
    struct arena texts; /* of the items */
};

struct pending_entry {
    struct slice key;
    uint32_t change, item;
    uint32_t older; /* the entry before with this key, INDEX_NONE: none */
};

/* Entries by a key; the newest of a key is found first. */
struct pending_index {
    struct pending_entry *entries;
    size_t count, capacity;
    struct index index;
};

/* What the server said of a row that something lies over. */
struct pending_base {
    const struct api_resource *resource;
    char *id, *json;
};

struct pending {
    struct pending_change **changes; /* in the order they were made */
    size_t count, capacity, ended_count;
    size_t unread_count;
    struct pending_index rows, contents;
    struct pending_base *bases;
    size_t base_count, base_capacity;
    uint64_t last_name;
};

struct pending *pending_new(void);
void pending_free(struct pending **pending);

/* A name for what has no number yet; no server ever hears of it. */
char *pending_name(struct pending *pending);
bool pending_is_name(struct slice id);
/* Neither the server's id. */
bool pending_is_local(struct slice id);

/* Takes the change. `is_large`: it is part of a large step; what that adds gets no rows before the server has it. */
struct pending_change *pending_add(struct pending *pending, struct change change, uint64_t errand, bool is_large,
                                   int64_t now_ms);
/* Another call (taken) in place of its own, of the same operation. */
void pending_mend(struct pending *pending, struct pending_change *change, struct api_call call);
struct pending_change *pending_find(const struct pending *pending, int64_t id); /* NULL: not known */
/* The first of an errand that the journal hasn't numbered; NULL: none. */
struct pending_change *pending_unnumbered(const struct pending *pending, uint64_t errand);
/* What the journal says of it now: all but call and before, unless the call is another. */
void pending_update(struct pending *pending, struct pending_change *pending_change, const struct change *change,
                    int64_t now_ms);
void pending_read_items(struct pending *pending, struct pending_change *change);
/* Reads the items of the next change whose items weren't; NULL: there is none. */
struct pending_change *pending_read_next(struct pending *pending);
/* Forgets what has ended, when that is worth it. */
void pending_prune(struct pending *pending);
/* A row is called otherwise from now on, in calls as well. */
void pending_rename(struct pending *pending, const struct api_resource *resource, const char *old, const char *id);
/* Also for a call alone. */
void call_rename(struct api_call *call, const char *old, const char *id);
bool call_mentions(const struct api_call *call, const char *id);

bool pending_is_open(const struct pending_change *change);
/* The open change of a row whose state matters most: what needs the person, then what is on its way. NULL: none. */
const struct pending_change *pending_of_row(const struct pending *pending, const struct api_resource *resource,
                                            struct slice id);
/* The open change that adds this content to the queue; NULL: none. */
struct pending_change *pending_of_content(const struct pending *pending, const char *queue_id, struct slice content,
                                          struct pending_item **item);
/* "trace:ID", for pending_of_content. */
struct slice pending_content(struct arena *arena, struct slice type, struct slice content_id);

struct pending_counts {
    size_t waiting; /* that go by themselves */
    size_t needing; /* that need the person */
    size_t held;
    size_t unkept; /* not on the disk yet */
};
struct pending_counts pending_count(const struct pending *pending);

/* The server's word on a row; NULL: nothing lies over it. */
const char *pending_base(const struct pending *pending, const struct api_resource *resource, struct slice id);
void pending_set_base(struct pending *pending, const struct api_resource *resource, struct slice id, const char *json);
void pending_drop_base(struct pending *pending, const struct api_resource *resource, struct slice id);
/* The row as the person means it: `json` (NULL: nothing yet) with the members of all open changes of it. The record
 * lives as long as the arena and the changes. False: there is nothing to show. */
bool pending_record(const struct pending *pending, struct arena *arena, const struct api_resource *resource,
                    const char *id, const char *json, struct api_record *record);

#endif
