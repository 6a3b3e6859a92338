#include "mailbox.h"

#include <annotty/base/mem.h>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* Batches of rows: with 2,000 rows each, about 10 MB wait at most. */
enum { ROWS_WAITING_MAX = 16 };

struct letter {
    struct letter *next;
    struct fetch_event event;
};

struct mailbox {
    pthread_mutex_t lock;
    struct order *first_order, **last_order;
    struct letter *first_letter, **last_letter;
    size_t rows_waiting;
    bool held_back;      /* the thread has stopped reading until rows are taken */
    uint64_t *cancelled; /* requests whose end the thread has not seen yet */
    size_t cancelled_count, cancelled_capacity;
    int wake[2];    /* readable while a letter waits */
    int ordered[2]; /* readable when an order has come and there is no multi handle to wake */
    const struct curl_library *curl;
    CURLM *multi;
};

struct mailbox *mailbox_new(void)
{
    struct mailbox *mailbox = xcalloc(1, sizeof(*mailbox));
    if (pipe2(mailbox->wake, O_NONBLOCK | O_CLOEXEC) != 0) {
        free(mailbox);
        return NULL;
    }
    if (pipe2(mailbox->ordered, O_NONBLOCK | O_CLOEXEC) != 0) {
        close(mailbox->wake[0]);
        close(mailbox->wake[1]);
        free(mailbox);
        return NULL;
    }
    pthread_mutex_init(&mailbox->lock, NULL);
    mailbox->last_order = &mailbox->first_order;
    mailbox->last_letter = &mailbox->first_letter;
    return mailbox;
}

struct order *mailbox_order_new(enum order_kind kind)
{
    struct order *order = xcalloc(1, sizeof(*order));
    order->kind = kind;
    return order;
}

void mailbox_order_free(struct order **order)
{
    if (*order == NULL)
        return;
    if ((*order)->request.call.operation != NULL)
        api_call_free(&(*order)->request.call);
    for (size_t i = 0; i < (*order)->step.call_count; i++)
        api_call_free(&(*order)->step.calls[i]);
    free((*order)->step.calls);
    free((*order)->step.title);
    free((*order)->step.before);
    free((*order)->name);
    free((*order)->value);
    free(*order);
    *order = NULL;
}

void mailbox_free(struct mailbox **mailbox)
{
    struct mailbox *box = *mailbox;
    if (box == NULL)
        return;
    for (struct order *order = mailbox_next_order(box); order != NULL; order = mailbox_next_order(box))
        mailbox_order_free(&order);
    struct fetch_event event;
    while (mailbox_take(box, &event))
        fetch_event_free(&event);
    pthread_mutex_destroy(&box->lock);
    close(box->wake[0]);
    close(box->wake[1]);
    close(box->ordered[0]);
    close(box->ordered[1]);
    free(box->cancelled);
    free(box);
    *mailbox = NULL;
}

/* With the lock held. */
static void wake_thread(struct mailbox *mailbox)
{
    if (mailbox->multi != NULL)
        mailbox->curl->curl_multi_wakeup(mailbox->multi);
    else
        (void)!write(mailbox->ordered[1], "", 1); /* a full pipe wakes, too */
}

void mailbox_order(struct mailbox *mailbox, struct order *order)
{
    pthread_mutex_lock(&mailbox->lock);
    *mailbox->last_order = order;
    mailbox->last_order = &order->next;
    wake_thread(mailbox);
    pthread_mutex_unlock(&mailbox->lock);
}

static void count_rows(struct mailbox *mailbox, const struct letter *letter)
{
    if (letter->event.kind != FETCH_ROWS)
        return;
    mailbox->rows_waiting--;
    if (mailbox->held_back && mailbox->rows_waiting <= ROWS_WAITING_MAX / 2) {
        mailbox->held_back = false;
        wake_thread(mailbox);
    }
}

static void empty_wake(const struct mailbox *mailbox)
{
    char bytes[16];
    if (mailbox->first_letter == NULL)
        while (read(mailbox->wake[0], bytes, sizeof(bytes)) > 0)
            continue;
}

void mailbox_cancel(struct mailbox *mailbox, uint64_t request)
{
    struct letter *dropped = NULL;
    pthread_mutex_lock(&mailbox->lock);
    mailbox->cancelled = xgrow(mailbox->cancelled, &mailbox->cancelled_capacity, mailbox->cancelled_count + 1,
                               sizeof(*mailbox->cancelled));
    mailbox->cancelled[mailbox->cancelled_count++] = request;
    struct letter **place = &mailbox->first_letter;
    while (*place != NULL) {
        struct letter *letter = *place;
        if (letter->event.request != request) {
            place = &letter->next;
            continue;
        }
        *place = letter->next;
        count_rows(mailbox, letter);
        letter->next = dropped;
        dropped = letter;
    }
    mailbox->last_letter = place;
    empty_wake(mailbox);
    pthread_mutex_unlock(&mailbox->lock);
    while (dropped != NULL) {
        struct letter *next = dropped->next;
        fetch_event_free(&dropped->event);
        free(dropped);
        dropped = next;
    }
    struct order *order = mailbox_order_new(ORDER_CANCEL);
    order->id = request;
    mailbox_order(mailbox, order);
}

bool mailbox_take(struct mailbox *mailbox, struct fetch_event *event)
{
    pthread_mutex_lock(&mailbox->lock);
    struct letter *letter = mailbox->first_letter;
    if (letter != NULL) {
        mailbox->first_letter = letter->next;
        if (mailbox->first_letter == NULL)
            mailbox->last_letter = &mailbox->first_letter;
        count_rows(mailbox, letter);
    }
    empty_wake(mailbox);
    pthread_mutex_unlock(&mailbox->lock);
    if (letter == NULL)
        return false;
    *event = letter->event;
    free(letter);
    return true;
}

int mailbox_wake_fd(const struct mailbox *mailbox)
{
    return mailbox->wake[0];
}

static void forget_cancelled(struct mailbox *mailbox, uint64_t request)
{
    for (size_t i = 0; i < mailbox->cancelled_count; i++)
        if (mailbox->cancelled[i] == request)
            mailbox->cancelled[i--] = mailbox->cancelled[--mailbox->cancelled_count];
}

struct order *mailbox_next_order(struct mailbox *mailbox)
{
    pthread_mutex_lock(&mailbox->lock);
    struct order *order = mailbox->first_order;
    if (order != NULL) {
        mailbox->first_order = order->next;
        if (mailbox->first_order == NULL)
            mailbox->last_order = &mailbox->first_order;
        /* The thread drops the request now and posts nothing more for it. */
        if (order->kind == ORDER_CANCEL)
            forget_cancelled(mailbox, order->id);
    }
    pthread_mutex_unlock(&mailbox->lock);
    return order;
}

void mailbox_await_order(struct mailbox *mailbox, int fd, int timeout_ms)
{
    struct pollfd pollers[] = { { .fd = mailbox->ordered[0], .events = POLLIN }, { .fd = fd, .events = POLLIN } };
    char bytes[64];
    poll(pollers, fd >= 0 ? 2 : 1, timeout_ms);
    while (read(mailbox->ordered[0], bytes, sizeof(bytes)) > 0)
        continue;
}

void mailbox_use_multi(struct mailbox *mailbox, const struct curl_library *curl, CURLM *multi)
{
    pthread_mutex_lock(&mailbox->lock);
    mailbox->curl = curl;
    mailbox->multi = multi;
    /* An order that came while the library was being loaded has woken nobody. */
    if (multi != NULL && mailbox->first_order != NULL)
        curl->curl_multi_wakeup(multi);
    pthread_mutex_unlock(&mailbox->lock);
}

static bool is_cancelled(const struct mailbox *mailbox, uint64_t request)
{
    for (size_t i = 0; i < mailbox->cancelled_count; i++)
        if (mailbox->cancelled[i] == request)
            return true;
    return false;
}

void mailbox_post(struct mailbox *mailbox, struct fetch_event *event)
{
    struct letter *letter = xcalloc(1, sizeof(*letter));
    letter->event = *event;
    pthread_mutex_lock(&mailbox->lock);
    const bool wanted = event->request == 0 || !is_cancelled(mailbox, event->request);
    if (wanted) {
        if (mailbox->first_letter == NULL && write(mailbox->wake[1], "", 1) < 0) {
            /* The pipe is full of wake-ups already: the caller is being woken. */
        }
        *mailbox->last_letter = letter;
        mailbox->last_letter = &letter->next;
        if (event->kind == FETCH_ROWS)
            mailbox->rows_waiting++;
    }
    pthread_mutex_unlock(&mailbox->lock);
    if (!wanted) {
        fetch_event_free(event);
        free(letter);
    }
}

bool mailbox_is_full(struct mailbox *mailbox)
{
    pthread_mutex_lock(&mailbox->lock);
    const bool full = mailbox->rows_waiting >= ROWS_WAITING_MAX;
    mailbox->held_back |= full;
    pthread_mutex_unlock(&mailbox->lock);
    return full;
}
