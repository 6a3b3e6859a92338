/* What a person decides about single changes and steps. */
#include "sender_private.h"

#include <annotty/base/clock.h>

#include <stdlib.h>

/* A change that isn't under way, read from the journal; false when there is none such. */
static bool get_resting(struct sender *sender, int64_t id, struct change *change)
{
    const struct entry *entry = sender_entry(sender, id);
    *change = (struct change){ 0 };
    return (entry == NULL || entry->phase == ENTRY_RESTS) && journal_get(sender->journal, id, change, NULL) &&
           change_states[change->state].is_open;
}

static void send_again(struct sender *sender, struct change *change)
{
    const enum change_state from = change->state;
    /* What the server may have is looked for whoever is in a hurry; who was asked has looked. */
    const bool must_look = from == CHANGE_SENDING;
    /* What the server has now is what the person has seen by now. */
    if (change->state == CHANGE_CONFLICT) {
        free(change->before);
        change->before = change->answer;
        change->answer = NULL;
    }
    if (!must_look)
        change->state = CHANGE_WAITING;
    if (!sender_move(sender, change, from))
        return;
    struct entry *entry = sender_entry(sender, change->id);
    if (entry == NULL)
        return;
    entry->ready_at_ms = clock_monotonic_ms();
    entry->backoffs = 0;
    entry->unknown = entry->unknown && must_look;
    entry->reached = entry->reached && must_look;
    sender->away_until_ms = 0;
}

/* Others that wait for keys are tried again, too. */
static void retry(struct sender *sender, int64_t id)
{
    struct change change;
    sender->refused = false;
    sender->claim_at_ms = 0;
    if (get_resting(sender, id, &change))
        send_again(sender, &change);
    change_free(&change);
}

/* While the server may have it, nobody knows yet whether there is anything to mend. */
static void mend_later(struct entry *entry, struct api_call *call)
{
    if (entry->mend.operation != NULL)
        api_call_free(&entry->mend);
    entry->mend = *call;
    *call = (struct api_call){ .operation = call->operation };
}

void sender_mend(struct sender *sender, int64_t id, struct api_call *call)
{
    struct change change = { 0 };
    struct entry *entry = sender->journal != NULL ? sender_entry(sender, id) : NULL;
    if (entry != NULL && (entry->phase != ENTRY_RESTS || entry->state == CHANGE_SENDING)) {
        mend_later(entry, call);
    } else if (sender->journal != NULL && get_resting(sender, id, &change)) {
        api_call_free(&change.call);
        change.call = *call;
        *call = (struct api_call){ .operation = call->operation };
        send_again(sender, &change);
    } else if (sender->journal != NULL) {
        sender_tell_trouble(sender, xstrdup("it was done before what you changed of it could be sent: change it anew"));
    }
    change_free(&change);
}

/* Whether nobody else is sending it right now. */
static bool may_drop(struct sender *sender, const struct change *change)
{
    if (change->state != CHANGE_SENDING || sender->claimed)
        return true;
    const bool alone = journal_claim(sender->journal);
    if (alone)
        journal_release(sender->journal);
    return alone;
}

static void drop(struct sender *sender, int64_t id)
{
    struct change change;
    if (get_resting(sender, id, &change) && may_drop(sender, &change)) {
        const enum change_state from = change.state;
        change.state = CHANGE_DROPPED;
        if (sender_move(sender, &change, from))
            sender_tell_step(sender, change.step);
    }
    change_free(&change);
}

static void set_applied(struct sender *sender, int64_t id)
{
    struct change change;
    if (get_resting(sender, id, &change) && change.state == CHANGE_ASKING) {
        change.state = CHANGE_DONE;
        sender_set_reason(&change, NULL);
        if (sender_move(sender, &change, CHANGE_ASKING))
            sender_tell_step(sender, change.step);
    }
    change_free(&change);
}

static void go(struct sender *sender, int64_t id)
{
    struct change change;
    if (get_resting(sender, id, &change) && change.state == CHANGE_HELD)
        send_again(sender, &change);
    change_free(&change);
}

static void pause_step(struct sender *sender, int64_t step, bool paused)
{
    struct error error = { 0 };
    if (!journal_pause(sender->journal, step, paused, &error))
        return;
    sender_step(sender, step)->paused = paused;
    sender_tell_step(sender, step);
}

static void cancel(struct sender *sender, int64_t step)
{
    for (size_t i = sender->entry_count; i-- > 0;)
        if (i < sender->entry_count && sender->entries[i]->step == step && sender->entries[i]->state != CHANGE_SENDING)
            drop(sender, sender->entries[i]->id);
}

void sender_act(struct sender *sender, enum fetch_act act, int64_t number)
{
    if (sender->journal == NULL)
        return;
    switch (act) {
    case FETCH_ACT_RETRY:
        retry(sender, number);
        break;
    case FETCH_ACT_DROP:
        drop(sender, number);
        break;
    case FETCH_ACT_GO:
        go(sender, number);
        break;
    case FETCH_ACT_PAUSE:
    case FETCH_ACT_RESUME:
        pause_step(sender, number, act == FETCH_ACT_PAUSE);
        break;
    case FETCH_ACT_CANCEL:
        cancel(sender, number);
        break;
    case FETCH_ACT_APPLIED:
        set_applied(sender, number);
        break;
    }
    if (!sender->claimed)
        journal_wake_sender(sender->journal);
    sender_tell_journal(sender, NULL, false);
}
