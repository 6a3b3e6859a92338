#include "sender_private.h"

#include <annotty/api/batch.h>
#include <annotty/base/clock.h>

#include <stdlib.h>
#include <unistd.h>

struct sender *sender_new(const struct sender_world *world)
{
    struct sender *sender = xcalloc(1, sizeof(*sender));
    sender->world = *world;
    return sender;
}

static void free_entry(struct entry *entry)
{
    change_free(&entry->change);
    if (entry->mend.operation != NULL)
        api_call_free(&entry->mend);
    buf_free(&entry->seen);
    free(entry->lane);
    free(entry);
}

static void drop_entries(struct sender *sender)
{
    for (size_t i = 0; i < sender->entry_count; i++)
        free_entry(sender->entries[i]);
    sender->entry_count = 0;
}

bool sender_is_refused(const struct sender *sender)
{
    return sender->refused;
}

void sender_free(struct sender **sender)
{
    if (*sender == NULL)
        return;
    drop_entries(*sender);
    journal_close(&(*sender)->journal);
    free((*sender)->entries);
    free((*sender)->steps);
    free(*sender);
    *sender = NULL;
}

/* --- What is told ------------------------------------------------------------------------------------------------- */

void sender_post(struct sender *sender, struct fetch_event event)
{
    mailbox_post(sender->world.jobs->mailbox, &event);
}

void sender_tell(struct sender *sender, const struct change *change, struct slice body)
{
    struct fetch_event event = { .kind = FETCH_CHANGE, .change = xcalloc(1, sizeof(*event.change)) };
    *event.change = change_copy(change);
    if (body.length > 0) {
        event.body = xstrndup(body.at, body.length);
        event.body_length = body.length;
    }
    sender_post(sender, event);
}

static void post_step(struct sender *sender, enum fetch_event_kind kind, uint64_t request, void *tag,
                      const struct step *step)
{
    struct fetch_event event = {
        .kind = kind, .request = request, .tag = tag, .step = xcalloc(1, sizeof(*event.step))
    };
    *event.step = step_copy(step);
    sender_post(sender, event);
}

void sender_tell_step(struct sender *sender, int64_t id)
{
    struct step step;
    if (journal_get_step(sender->journal, id, &step, NULL))
        post_step(sender, FETCH_STEP, 0, NULL, &step);
    step_free(&step);
}

void sender_tell_journal(struct sender *sender, void *tag, bool always)
{
    struct fetch_journal now = { .sends = sender->claimed };
    for (size_t i = 0; i < sender->entry_count; i++) {
        const struct change_state_row *state = &change_states[sender->entries[i]->state];
        now.needing += state->needs_person;
        now.waiting += state->is_open && !state->needs_person;
    }
    if (sender->journal != NULL)
        now.sender_pid = now.sends ? getpid() : journal_who_sends(sender->journal).pid;
    const struct fetch_journal *told = &sender->told;
    if (!always && now.waiting == told->waiting && now.needing == told->needing && now.sends == told->sends &&
        now.sender_pid == told->sender_pid)
        return;
    sender->told = now;
    sender_post(sender, (struct fetch_event){ .kind = FETCH_JOURNAL, .tag = tag, .journal = now });
}

void sender_tell_trouble(struct sender *sender, char *trouble)
{
    struct fetch_journal journal = sender->told;
    journal.trouble = trouble;
    sender_post(sender, (struct fetch_event){ .kind = FETCH_JOURNAL, .journal = journal });
}

/* --- Entries ------------------------------------------------------------------------------------------------------ */

struct entry *sender_entry(struct sender *sender, int64_t change)
{
    for (size_t i = 0; i < sender->entry_count; i++)
        if (sender->entries[i]->id == change)
            return sender->entries[i];
    return NULL;
}

struct step_state *sender_step(struct sender *sender, int64_t id)
{
    for (size_t i = 0; i < sender->step_count; i++)
        if (sender->steps[i].id == id)
            return &sender->steps[i];
    struct step step;
    sender->steps = xgrow(sender->steps, &sender->step_capacity, sender->step_count + 1, sizeof(*sender->steps));
    struct step_state *state = &sender->steps[sender->step_count++];
    *state = (struct step_state){ .id = id, .flight = 1 };
    if (journal_get_step(sender->journal, id, &step, NULL))
        state->paused = step.paused;
    step_free(&step);
    return state;
}

/* Changes of one thing have an order, unless they only put items in or take them out. */
static bool commutes(const struct api_operation *operation)
{
    return api_operation_list(operation, 0) != NULL && operation->body_use != API_IN_UPDATE;
}

static struct entry *insert_entry(struct sender *sender, int64_t id)
{
    size_t at = sender->entry_count;
    sender->entries =
        xgrow(sender->entries, &sender->entry_capacity, sender->entry_count + 1, sizeof(*sender->entries));
    while (at > 0 && sender->entries[at - 1]->id > id)
        at--;
    memmove(sender->entries + at + 1, sender->entries + at, (sender->entry_count - at) * sizeof(*sender->entries));
    sender->entry_count++;
    sender->entries[at] = xcalloc(1, sizeof(struct entry));
    sender->entries[at]->seen = buf_with_limit(BUF_LIMIT_ANSWER);
    return sender->entries[at];
}

static void remove_entry(struct sender *sender, struct entry *entry)
{
    size_t at = 0;
    while (sender->entries[at] != entry)
        at++;
    sender->entry_count--;
    memmove(sender->entries + at, sender->entries + at + 1, (sender->entry_count - at) * sizeof(*sender->entries));
    free_entry(entry);
}

/* Has the entry of a change follow it; NULL when the change is over. */
struct entry *sender_take(struct sender *sender, const struct change *change)
{
    struct entry *entry = sender_entry(sender, change->id);
    if (!change_states[change->state].is_open) {
        if (entry != NULL && entry->phase == ENTRY_RESTS)
            remove_entry(sender, entry);
        return NULL;
    }
    if (entry == NULL) {
        entry = insert_entry(sender, change->id);
        entry->sender = sender;
        entry->id = change->id;
        entry->step = change->step;
        entry->operation = change->call.operation;
        entry->commutes = commutes(entry->operation);
        entry->verify = api_call_retry(&change->call) == API_RETRY_VERIFY;
        /* A process that died while it sent left this. */
        entry->reached = change->state == CHANGE_SENDING;
        entry->unknown = entry->reached && entry->verify;
    }
    if (change->state == CHANGE_HELD && entry->state != CHANGE_HELD)
        entry->ready_at_ms = clock_monotonic_ms() + change->hold_ms;
    entry->state = change->state;
    free(entry->lane);
    entry->lane = xstrdup(change->lane);
    return entry;
}

void sender_set_reason(struct change *change, const char *reason)
{
    char *copy = reason != NULL ? xstrdup(reason) : NULL;
    free(change->reason);
    change->reason = copy;
}

static void set_end(struct change *change)
{
    if (!change_states[change->state].is_open && change->ended_at_ms == 0)
        change->ended_at_ms = clock_wall_ms();
}

bool sender_move(struct sender *sender, struct change *change, enum change_state from)
{
    struct error error = { 0 };
    set_end(change);
    if (!journal_move(sender->journal, change, from, &error)) {
        if (error.kind != ERROR_CANCELLED)
            sender_tell_trouble(sender, xstrdup(error.message));
        return false;
    }
    sender_tell(sender, change, SLICE(""));
    sender_take(sender, change);
    return true;
}

/* What can't be written is told, and goes on: the row then says less than is the case, so that the worst that follows
 * is a change sent twice that may be sent twice, or a look. */
void sender_save(struct sender *sender, struct change *change, struct slice body)
{
    struct error error = { 0 };
    set_end(change);
    if (!journal_update(sender->journal, change, &error))
        sender_tell_trouble(sender, xstrdup(error.message));
    sender_tell(sender, change, body);
    sender_take(sender, change);
}

/* --- Opening ------------------------------------------------------------------------------------------------------ */

struct loading {
    struct sender *sender;
    bool telling;
};

static bool load_change(const struct change *change, void *data)
{
    const struct loading *loading = data;
    sender_take(loading->sender, change);
    if (loading->telling)
        sender_tell(loading->sender, change, SLICE(""));
    return true;
}

static bool tell_open_step(const struct step *step, void *data)
{
    if (step->open_count > 0)
        post_step(data, FETCH_STEP, 0, NULL, step);
    return true;
}

static bool open_journal(struct sender *sender)
{
    char *aside = NULL;
    if (sender->journal != NULL)
        return true;
    if (sender->world.path == NULL)
        return error_set(&sender->trouble, ERROR_STORE, NULL, "there is no journal to keep changes in");
    sender->journal = journal_open(sender->world.path, &aside, &sender->trouble);
    if (aside != NULL)
        sender_tell_trouble(
            sender, xasprintf("the journal was damaged: what could be read goes on; the file is kept as %s", aside));
    free(aside);
    if (sender->journal == NULL)
        return false;
    sender->claimed = sender_wants(sender) && journal_claim(sender->journal);
    sender->revision = journal_revision(sender->journal);
    journal_was_touched(sender->journal);
    const size_t unreadable = journal_unreadable(sender->journal);
    if (unreadable > 0)
        sender_tell_trouble(sender, xasprintf("%zu change%s of the journal can't be read and will not be sent: "
                                              "annotty doctor tells more",
                                              unreadable, unreadable == 1 ? "" : "s"));
    return true;
}

void sender_begin(struct sender *sender)
{
    if (sender->world.path == NULL || sender->journal != NULL)
        return;
    if (!open_journal(sender)) {
        sender_tell_trouble(sender, xstrdup(sender->trouble.message));
        return;
    }
    if (sender->claimed)
        journal_prune(sender->journal, clock_wall_ms(), NULL);
    journal_each_step(sender->journal, tell_open_step, sender, NULL);
    journal_each(sender->journal, JOURNAL_OPEN, 0, load_change, &(struct loading){ sender, true }, NULL);
    sender_tell_journal(sender, NULL, true);
    sender_tell_drafts(sender);
}

/* --- Orders ------------------------------------------------------------------------------------------------------- */

bool sender_put_step(struct sender *sender, struct step *step, struct change *changes, size_t count,
                     struct error *error)
{
    if (!journal_add(sender->journal, step, changes, count, error))
        return false;
    if (!sender->claimed)
        journal_wake_sender(sender->journal);
    return true;
}

static void refuse(struct sender *sender, uint64_t request, void *tag, const struct error *error)
{
    sender_post(sender, (struct fetch_event){ .kind = FETCH_FAILED, .request = request, .tag = tag, .error = *error });
}

void sender_keep(struct sender *sender, uint64_t request, struct fetch_step *wanted)
{
    struct step step = { .title = wanted->title };
    struct change *changes = xcalloc(wanted->call_count + 1, sizeof(*changes));
    for (size_t i = 0; i < wanted->call_count; i++)
        changes[i] = (struct change){ .call = wanted->calls[i], .hold_ms = wanted->hold_ms };
    changes[0].before = wanted->before;
    struct error error = { 0 };
    const bool opened = open_journal(sender);
    if (opened && sender_put_step(sender, &step, changes, wanted->call_count, &error)) {
        sender->undo_below = 0;
        post_step(sender, FETCH_KEPT, request, wanted->tag, &step);
        for (size_t i = 0; i < wanted->call_count; i++)
            load_change(&changes[i], &(struct loading){ sender, true });
        post_step(sender, FETCH_STEP, 0, NULL, &step);
        sender_tell_journal(sender, NULL, false);
    } else {
        refuse(sender, request, wanted->tag, opened ? &error : &sender->trouble);
    }
    for (size_t i = 0; i < wanted->call_count; i++)
        change_free(&changes[i]);
    free(changes);
    free(wanted->calls);
    step_free(&step);
    *wanted = (struct fetch_step){ 0 };
}

static bool tell_step(const struct step *step, void *data)
{
    post_step(data, FETCH_STEP, 0, NULL, step);
    return true;
}

static bool tell_change(const struct change *change, void *data)
{
    sender_tell(data, change, SLICE(""));
    return true;
}

void sender_list(struct sender *sender, void *tag)
{
    if (open_journal(sender)) {
        journal_each_step(sender->journal, tell_step, sender, NULL);
        journal_each(sender->journal, JOURNAL_ALL, 0, tell_change, sender, NULL);
    }
    sender_tell_journal(sender, tag, true);
}

void sender_rest(struct sender *sender, bool resting)
{
    sender->resting = resting;
    sender->claim_at_ms = 0;
}

bool sender_rests(const struct sender *sender)
{
    return sender->resting && !sender->claimed;
}

int sender_wake_fd(const struct sender *sender)
{
    return sender->journal != NULL && sender->claimed ? journal_wake_fd(sender->journal) : -1;
}
