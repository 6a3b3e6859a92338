/* What the caller and the fetch thread hand each other, behind one mutex that is held only to move pointers.
 *
 * Orders go in: the caller makes them, mailbox_order takes them, mailbox_next_order gives them to the thread. Events go
 * out: the thread makes them, mailbox_post takes them, mailbox_take gives them to the caller. An order wakes the
 * thread (a condition variable, and curl's own wake-up once there is one); the first event makes wake_fd readable. */
#ifndef ANNOTTY_SRC_NET_MAILBOX_H
#define ANNOTTY_SRC_NET_MAILBOX_H

#include "curl_library.h"

#include <annotty/net/fetch.h>

enum order_kind {
    ORDER_SEND,
    ORDER_CANCEL,
    ORDER_REMEMBER,
    ORDER_RECALL,
    ORDER_JOURNAL, /* begin with it */
    ORDER_KEEP,
    ORDER_ACT,
    ORDER_MEND,
    ORDER_UNDO,
    ORDER_REDO,
    ORDER_LIST,
    ORDER_REST,
    ORDER_DRAFT,
    ORDER_QUIT
};

struct order {
    struct order *next;
    enum order_kind kind;
    uint64_t id;                  /* SEND, CANCEL, KEEP, UNDO, REDO */
    struct fetch_request request; /* SEND; MEND: its call */
    char *name, *value;           /* REMEMBER, RECALL, DRAFT: owned */
    void *tag;                    /* RECALL, UNDO, REDO, LIST */
    struct fetch_step step;       /* KEEP: owned */
    enum fetch_act act;           /* ACT */
    int64_t number;               /* ACT, MEND: the change or step; REST: whether */
};

struct mailbox;

struct mailbox *mailbox_new(void);
/* Both sides must have ended. */
void mailbox_free(struct mailbox **mailbox);

/* Caller's side. */
struct order *mailbox_order_new(enum order_kind kind);
void mailbox_order(struct mailbox *mailbox, struct order *order);
/* No event of this request is taken any more once this has returned. */
void mailbox_cancel(struct mailbox *mailbox, uint64_t request);
bool mailbox_take(struct mailbox *mailbox, struct fetch_event *event);
int mailbox_wake_fd(const struct mailbox *mailbox);

/* Thread's side. */
struct order *mailbox_next_order(struct mailbox *mailbox); /* NULL when there is none; the thread frees it */
void mailbox_order_free(struct order **order);
/* Sleeps until an order is there, `fd` is readable (-1: none), or the time is up (-1: never); only while no multi
 * handle is set. */
void mailbox_await_order(struct mailbox *mailbox, int fd, int timeout_ms);
/* From now on orders wake this. */
void mailbox_use_multi(struct mailbox *mailbox, const struct curl_library *curl, CURLM *multi);
/* Takes what the event owns, also when nobody wants it. */
void mailbox_post(struct mailbox *mailbox, struct fetch_event *event);
/* Whether so many rows wait that no more should be read now; the thread is woken when some were taken. */
bool mailbox_is_full(struct mailbox *mailbox);

#endif
