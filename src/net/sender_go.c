/* Which changes may go now, and in whose company. */
#include "sender_private.h"

#include <annotty/base/clock.h>

#include <stdlib.h>

enum {
    CLAIM_MS = 1000,
    FOLLOW_MS = 250,
    BEAT_MS = 10000,
    UNWRITTEN_MS = 5000,
};

/* --- Other processes ---------------------------------------------------------------------------------------------- */

struct following {
    struct sender *sender;
    int64_t step; /* of the change that was read last; 0: none was */
};

/* A person has decided in another process. */
static void take_decision(struct entry *entry, const struct change *change)
{
    const bool decided = change_states[entry->state].needs_person || entry->state == CHANGE_HELD;
    if (!decided || change->state != CHANGE_WAITING)
        return;
    entry->unknown = false;
    entry->misses = entry->backoffs = 0;
    entry->ready_at_ms = 0;
}

static bool follow_change(const struct change *change, void *data)
{
    struct following *following = data;
    struct sender *sender = following->sender;
    if (following->step != 0 && following->step != change->step)
        sender_tell_step(sender, following->step);
    following->step = change->step;
    struct entry *entry = sender_entry(sender, change->id);
    if (entry != NULL && entry->phase != ENTRY_RESTS)
        return true;
    if (entry != NULL)
        take_decision(entry, change);
    sender_take(sender, change);
    sender_tell(sender, change, SLICE(""));
    return true;
}

/* What others have written since. */
static void follow(struct sender *sender)
{
    if (!journal_was_touched(sender->journal))
        return;
    const int64_t now = journal_revision(sender->journal);
    struct following following = { .sender = sender };
    journal_each(sender->journal, JOURNAL_SINCE, sender->revision, follow_change, &following, NULL);
    if (following.step != 0)
        sender_tell_step(sender, following.step);
    sender->revision = now;
    for (size_t i = 0; i < sender->step_count; i++) {
        struct step step;
        if (journal_get_step(sender->journal, sender->steps[i].id, &step, NULL))
            sender->steps[i].paused = step.paused;
        step_free(&step);
    }
}

/* What the sender before left as SENDING may have been applied. */
static void take_over(struct sender *sender)
{
    follow(sender);
    for (size_t i = 0; i < sender->entry_count; i++) {
        struct entry *entry = sender->entries[i];
        entry->reached |= entry->state == CHANGE_SENDING;
        entry->unknown |= entry->state == CHANGE_SENDING && entry->verify;
    }
}

static bool has_open_entries(const struct sender *sender)
{
    for (size_t i = 0; i < sender->entry_count; i++)
        if (!change_states[sender->entries[i]->state].needs_person)
            return true;
    return false;
}

/* Who can't send must not keep others from it. */
bool sender_wants(const struct sender *sender)
{
    return !sender->resting && !sender->refused && !sender->world.offline;
}

static void let_go(struct sender *sender)
{
    journal_release(sender->journal);
    sender->claimed = false;
}

static void keep_claim(struct sender *sender, int64_t now_ms)
{
    const bool wants = sender_wants(sender);
    if (sender->claimed && !wants && sender->flying == 0) {
        let_go(sender);
    } else if (!sender->claimed && wants && now_ms >= sender->claim_at_ms) {
        sender->claim_at_ms = now_ms + CLAIM_MS;
        sender->claimed = journal_claim(sender->journal);
        if (sender->claimed)
            take_over(sender);
    }
    if (sender->claimed) {
        journal_take_wake(sender->journal);
        follow(sender);
    } else if (has_open_entries(sender) && now_ms >= sender->follow_at_ms) {
        sender->follow_at_ms = now_ms + FOLLOW_MS;
        follow(sender);
    }
    if (sender->claimed && sender->flying > 0 && now_ms >= sender->beat_at_ms) {
        sender->beat_at_ms = now_ms + BEAT_MS;
        journal_beat(sender->journal, clock_wall_ms());
    }
}

/* --- One change --------------------------------------------------------------------------------------------------- */

void sender_settle_down(struct entry *entry, int64_t wait_ms)
{
    struct sender *sender = entry->sender;
    struct step_state *step = sender_step(sender, entry->step);
    if (entry->phase != ENTRY_RESTS) {
        sender->flying--;
        step->flying--;
    }
    entry->phase = ENTRY_RESTS;
    entry->ready_at_ms = clock_monotonic_ms() + wait_ms;
    change_free(&entry->change);
    buf_clear(&entry->seen);
}

struct job *sender_add_job(struct entry *entry, struct fetch_request *request, job_taker take)
{
    struct sender *sender = entry->sender;
    struct job *job = job_new(sender->world.jobs, request, 0);
    job_watch(job, take, entry);
    sender->world.add(sender->world.data, job);
    return job;
}

/* Somebody else has decided about it meanwhile. */
static void take_from_journal(struct entry *entry)
{
    struct sender *sender = entry->sender;
    struct change now;
    const int64_t id = entry->id;
    sender_settle_down(entry, 0);
    if (!journal_get(sender->journal, id, &now, NULL))
        return;
    sender_take(sender, &now);
    sender_tell(sender, &now, SLICE(""));
    change_free(&now);
}

/* The journal doesn't say that it is sent: then it isn't. When it takes nothing, neither are others. */
static void hold_back(struct entry *entry, enum change_state from)
{
    struct sender *sender = entry->sender;
    struct change now;
    if (journal_get(sender->journal, entry->id, &now, NULL)) {
        if (now.state == from)
            sender->away_until_ms = clock_monotonic_ms() + UNWRITTEN_MS;
        change_free(&now);
    }
    take_from_journal(entry);
}

void sender_send(struct entry *entry)
{
    struct change *change = &entry->change;
    const enum change_state from = change->state;
    change->state = CHANGE_SENDING;
    change->tries++;
    if (!sender_move(entry->sender, change, from)) {
        hold_back(entry, from);
        return;
    }
    entry->phase = ENTRY_SENDS;
    struct fetch_request request = { .call = api_call_copy(&change->call), .priority = FETCH_PREFETCH };
    struct job *job = sender_add_job(entry, &request, sender_take_end);
    job->sent_before = from == CHANGE_SENDING;
}

static void fail_unmade(struct entry *entry)
{
    struct change *change = &entry->change;
    struct change copy;
    change->state = CHANGE_FAILED;
    sender_set_reason(change, "what it needs was not made");
    copy = change_copy(change);
    sender_settle_down(entry, 0);
    sender_save(entry->sender, &copy, SLICE(""));
    change_free(&copy);
}

/* False when it has to wait for another change. */
static bool begin(struct entry *entry)
{
    struct sender *sender = entry->sender;
    struct error error = { 0 };
    int64_t missing = 0;
    if (!journal_get(sender->journal, entry->id, &entry->change, &error)) {
        entry->state = CHANGE_FAILED;
        return true;
    }
    const struct change_state_row *state = &change_states[entry->change.state];
    if (!state->is_open || state->needs_person) {
        take_from_journal(entry);
        return true;
    }
    const bool resolved = journal_resolve(sender->journal, &entry->change.call, &missing, &error);
    if (!resolved && (missing != 0 || error.kind != ERROR_NONE)) {
        entry->needs = missing;
        change_free(&entry->change);
        return false;
    }
    entry->phase = ENTRY_SENDS;
    sender->flying++;
    sender_step(sender, entry->step)->flying++;
    if (!resolved)
        fail_unmade(entry);
    else if (!sender_look_first(entry))
        sender_send(entry);
    return true;
}

/* --- Who may ------------------------------------------------------------------------------------------------------ */

static bool share_lane(const struct entry *a, const struct entry *b)
{
    return strcmp(a->lane, b->lane) == 0 || strcmp(a->lane, "*") == 0 || strcmp(b->lane, "*") == 0;
}

/* What an earlier change has to do with a later one. */
static bool blocks(const struct entry *earlier, const struct entry *later)
{
    if (earlier->state == CHANGE_FAILED)
        return false;
    /* Of two alike under way at once, nobody could tell whose the one is that a look finds. */
    if (earlier->verify && earlier->operation == later->operation && !change_states[earlier->state].needs_person)
        return true;
    const bool together = earlier->step == later->step && earlier->commutes && later->commutes;
    return !together && share_lane(earlier, later);
}

static bool is_blocked(const struct sender *sender, size_t number)
{
    for (size_t i = 0; i < number; i++)
        if (blocks(sender->entries[i], sender->entries[number]))
            return true;
    return false;
}

static bool may_go(struct sender *sender, size_t number, int64_t now_ms)
{
    const struct entry *entry = sender->entries[number];
    if (entry->phase != ENTRY_RESTS || change_states[entry->state].needs_person || entry->ready_at_ms > now_ms ||
        (entry->needs != 0 && sender_entry(sender, entry->needs) != NULL))
        return false;
    const struct step_state *step = sender_step(sender, entry->step);
    const bool taken_back = sender->taking_back.wanted && sender->taking_back.step == entry->step;
    return !step->paused && !taken_back && step->flying < step->flight && !is_blocked(sender, number);
}

void sender_start(struct sender *sender, int64_t now_ms)
{
    if (sender->journal == NULL)
        return;
    keep_claim(sender, now_ms);
    if (sender->taking_back.wanted)
        sender_take_back_now(sender);
    const bool sends = sender->claimed && sender_wants(sender) && now_ms >= sender->away_until_ms;
    for (size_t i = 0; sends && i < sender->entry_count && sender->flying < FLIGHT_MAX; i++) {
        const size_t before = sender->entry_count;
        if (may_go(sender, i, now_ms))
            begin(sender->entries[i]);
        /* One that ended at once has gone from the list. */
        i -= sender->entry_count < before ? 1 : 0;
    }
    sender_tell_journal(sender, NULL, false);
}

void sender_is_back(struct sender *sender)
{
    sender->away_until_ms = 0;
    sender->aways = 0;
    for (size_t i = 0; i < sender->entry_count; i++) {
        struct entry *entry = sender->entries[i];
        if (entry->phase != ENTRY_RESTS || entry->backoffs == 0 || entry->misses > 0)
            continue;
        entry->ready_at_ms = clock_monotonic_ms();
        entry->backoffs = 0;
    }
}

int64_t sender_due_ms(const struct sender *sender, int64_t now_ms)
{
    int64_t due_ms = INT64_MAX;
    if (sender->journal == NULL || sender->resting)
        return due_ms;
    if (!sender->claimed) {
        due_ms = sender_wants(sender) ? sender->claim_at_ms : INT64_MAX;
        if (has_open_entries(sender) && sender->follow_at_ms < due_ms)
            due_ms = sender->follow_at_ms;
        return due_ms;
    }
    if (!sender_wants(sender))
        return due_ms;
    if (sender->away_until_ms > now_ms)
        return sender->away_until_ms;
    for (size_t i = 0; i < sender->entry_count; i++) {
        const struct entry *entry = sender->entries[i];
        /* What could have gone by now waits for something else than time. */
        if (entry->phase == ENTRY_RESTS && entry->ready_at_ms > now_ms && entry->ready_at_ms < due_ms &&
            !change_states[entry->state].needs_person)
            due_ms = entry->ready_at_ms;
    }
    return due_ms;
}
