/* What became of a change that was sent. */
#include "sender_private.h"

#include <annotty/api/batch.h>
#include <annotty/api/inverse.h>
#include <annotty/api/record.h>
#include <annotty/base/clock.h>
#include <annotty/base/random.h>

#include <stdlib.h>

enum { BACKOFF_FIRST_MS = 500, BACKOFF_MAX_MS = 30000, BACKOFFS_MAX = 6 };

/* Each costs a request; where the server refuses so many of a chunk, it means all of them. */
enum { REFUSED_MAX = 50 };

/* The entry rests, and its change stands as it is now. */
static void put_down(struct entry *entry, int64_t wait_ms, struct slice body)
{
    struct sender *sender = entry->sender;
    struct change change = change_copy(&entry->change);
    struct api_call mend = entry->mend;
    entry->mend = (struct api_call){ 0 };
    sender_settle_down(entry, wait_ms);
    sender_save(sender, &change, body);
    if (mend.operation != NULL) {
        sender_mend(sender, change.id, &mend);
        api_call_free(&mend);
    }
    change_free(&change);
}

/* --- Done --------------------------------------------------------------------------------------------------------- */

/* How many of the items were there before. */
static size_t count_existing(const struct api_operation *operation, struct slice body)
{
    struct json_value document, element;
    size_t existing = 0, at = 0;
    if (operation->answer_array == NULL || !json_check(body, &document, NULL))
        return 0;
    for (const struct json_value list = json_at(document, operation->answer_array);
         json_next_element(list, &at, &element);)
        existing += slice_is(json_member(element, "already_existed").raw, "true");
    return existing;
}

/* What undoing it needs: the ids of what it made; of a change, what the resource is now. */
static char *answer_to_keep(const struct api_operation *operation, struct slice body)
{
    struct buf answer = buf_with_limit(BUF_LIMIT_ANSWER);
    struct json_value document;
    if (operation->inverse == operation && operation->answer == API_SHAPE_ONE && json_check(body, &document, NULL))
        buf_append_slice(&answer, json_member(document, "data").raw);
    else
        inverse_answer(operation, body, &answer);
    return buf_take(&answer);
}

static void name_what_was_made(struct entry *entry, struct slice body)
{
    struct json_value document;
    struct buf id = buf_with_limit(BUF_LIMIT_LINE);
    char *local = change_local_id(entry->id);
    if (strcmp(entry->lane, local) == 0 && json_check(body, &document, NULL) &&
        json_at(document, "/data/id").kind == JSON_STRING && json_append_string(&id, json_at(document, "/data/id")))
        journal_alias(entry->sender->journal, slice_of(local), buf_slice(&id), NULL);
    buf_free(&id);
    free(local);
}

/* Entries hold lanes, too. */
static void read_lanes_again(struct sender *sender)
{
    for (size_t i = 0; i < sender->entry_count; i++) {
        struct change change;
        struct entry *entry = sender->entries[i];
        if (strstr(entry->lane, "local:") != NULL && journal_get(sender->journal, entry->id, &change, NULL)) {
            free(entry->lane);
            entry->lane = xstrdup(change.lane);
            change_free(&change);
        }
    }
}

/* Whether a change that waits is about what has just been made or changed. */
static bool follows(const struct entry *entry, const struct change *done)
{
    const char *about = strchr(entry->lane, ':');
    if (entry->phase != ENTRY_RESTS || entry->operation->inverse != entry->operation ||
        entry->operation->resource != done->call.operation->resource || entry->state == CHANGE_CONFLICT)
        return false;
    return strcmp(entry->lane, done->lane) == 0 || (about != NULL && strcmp(about + 1, done->lane) == 0);
}

/* What our own change made of a resource counts as seen by those that wait behind it. */
static void show_to_followers(struct sender *sender, const struct change *done, struct slice body)
{
    struct json_value document;
    if (done->call.operation->answer != API_SHAPE_ONE || !json_check(body, &document, NULL))
        return;
    const struct slice seen = json_member(document, "data").raw;
    for (size_t i = 0; i < sender->entry_count; i++) {
        struct change change;
        if (!follows(sender->entries[i], done) || !journal_get(sender->journal, sender->entries[i]->id, &change, NULL))
            continue;
        free(change.before);
        change.before = xstrndup(seen.at, seen.length);
        journal_move(sender->journal, &change, change.state, NULL);
        change_free(&change);
    }
}

void sender_finish(struct entry *entry, struct slice body)
{
    struct sender *sender = entry->sender;
    struct change *change = &entry->change;
    const int64_t step = entry->step;
    const size_t existing = count_existing(change->call.operation, body);
    const bool is_creation = strcmp(change->lane, "") != 0 && change_of_local_id(slice_of(change->lane)) == change->id;
    change->state = CHANGE_DONE;
    free(change->answer);
    change->answer = answer_to_keep(change->call.operation, body);
    sender_set_reason(change, NULL);
    if (is_creation)
        name_what_was_made(entry, body);
    show_to_followers(sender, change, body);
    change->there_count = existing < change->item_count ? existing : change->item_count;
    change->made_count = change->item_count - change->there_count;
    put_down(entry, 0, body);
    if (is_creation)
        read_lanes_again(sender);
    sender_tell_step(sender, step);
}

/* --- Not done ----------------------------------------------------------------------------------------------------- */

void sender_wait(struct entry *entry, const struct error *error)
{
    const int shift = entry->backoffs < BACKOFFS_MAX ? entry->backoffs : BACKOFFS_MAX;
    int64_t wait_ms = (int64_t)BACKOFF_FIRST_MS << shift;
    wait_ms = wait_ms < BACKOFF_MAX_MS ? wait_ms : BACKOFF_MAX_MS;
    entry->backoffs++;
    /* Who takes it back, or takes over after a death, has to know that the server may have it. */
    entry->change.state = entry->unknown || entry->reached ? CHANGE_SENDING : CHANGE_WAITING;
    sender_set_reason(&entry->change, error->message);
    put_down(entry, wait_ms + random_below((uint32_t)wait_ms / 4 + 1), SLICE(""));
}

/* One round of tries is enough to know, however many changes wait. */
void sender_wait_for_server(struct entry *entry, const struct error *error)
{
    struct sender *sender = entry->sender;
    const int64_t now_ms = clock_monotonic_ms();
    if (sender->away_until_ms <= now_ms && sender->aways < BACKOFFS_MAX)
        sender->aways++;
    if (entry->backoffs < sender->aways - 1)
        entry->backoffs = sender->aways - 1;
    sender_wait(entry, error);
    if (sender->away_until_ms < entry->ready_at_ms)
        sender->away_until_ms = entry->ready_at_ms;
}

static void fail(struct entry *entry, const struct error *error)
{
    struct sender *sender = entry->sender;
    const int64_t step = entry->step;
    entry->change.state = CHANGE_FAILED;
    sender_set_reason(&entry->change, error->message);
    put_down(entry, 0, SLICE(""));
    sender_tell_step(sender, step);
}

/* What an answer that says 200 refuses: how many, and why the first. What is gone needn't be deleted again. */
static bool finds_refused(const struct entry *entry, struct slice body, struct error *error)
{
    const struct api_operation *operation = entry->change.call.operation;
    struct json_value document, refused;
    struct arena arena = ARENA_EMPTY;
    size_t count = 0, at = 0;
    if (operation->item_errors == NULL || operation->can_vanish || !json_check(body, &document, NULL))
        return false;
    const struct json_value list = json_at(document, operation->item_errors);
    struct slice why = SLICE("");
    while (list.kind == JSON_ARRAY && json_next_element(list, &at, &refused))
        if (count++ == 0)
            why = api_plain_text(&arena, json_member(refused, "error"));
    if (entry->change.item_count > 1)
        error_set(error, ERROR_API, NULL, "%zu of %zu refused, the first because: %.*s", count,
                  entry->change.item_count, SLICE_ARGS(why));
    else
        error_set(error, ERROR_API, NULL, "%.*s", SLICE_ARGS(why));
    arena_free(&arena);
    return count > 0;
}

/* The number in "/data/attributes/NAME/NUMBER...": which item of which list the server objects to. */
static bool find_item(const struct api_operation *operation, const char *pointer, const struct api_field **list,
                      size_t *number)
{
    struct slice rest = slice_of(pointer), part;
    long long n = 0;
    for (int skip = 0; skip < 3; skip++)
        if (!slice_cut(&rest, '/', &part))
            return false;
    if (!slice_cut(&rest, '/', &part))
        return false;
    size_t i = 0;
    for (*list = api_operation_list(operation, i); *list != NULL && !slice_is(part, (*list)->name);)
        *list = api_operation_list(operation, ++i);
    if (*list == NULL || !slice_cut(&rest, '/', &part) || !slice_to_int64(part, &n) || n < 0)
        return false;
    *number = (size_t)n;
    return true;
}

/* Splits the item out of the list; false when there is no such one, or it is the only one. */
static bool split_list(const char *json, size_t number, struct buf *rest, struct buf *item)
{
    struct json_value list, element;
    size_t count = 0;
    if (json == NULL || !json_check(slice_of(json), &list, NULL))
        return false;
    buf_append_char(rest, '[');
    for (size_t at = 0; json_next_element(list, &at, &element); count++) {
        if (count == number) {
            buf_printf(item, "[%.*s]", SLICE_ARGS(element.raw));
            continue;
        }
        if (rest->length > 1)
            buf_append_char(rest, ',');
        buf_append_slice(rest, element.raw);
    }
    buf_append_char(rest, ']');
    return item->length > 0 && count > 1;
}

/* One item that the server doesn't take becomes a change of its own, and the others go without it. */
static bool set_item_aside(struct entry *entry, const struct error *error)
{
    struct sender *sender = entry->sender;
    struct change *change = &entry->change;
    const struct api_field *list = NULL;
    struct buf rest = buf_with_limit(BUF_LIMIT_BODY), item = buf_with_limit(BUF_LIMIT_BODY);
    size_t number = 0;
    bool split = error->kind == ERROR_API && entry->refused < REFUSED_MAX &&
                 find_item(change->call.operation, error->where, &list, &number) &&
                 split_list(api_call_argument(&change->call, list->name), number, &rest, &item);
    if (split) {
        struct change failed = { .call = api_call_copy(&change->call), .status = error->http_status };
        api_call_member_json(&failed.call, list->name, buf_slice(&item));
        api_call_member_json(&change->call, list->name, buf_slice(&rest));
        sender_set_reason(&failed, error->message);
        change->state = CHANGE_WAITING;
        split = journal_split(sender->journal, change, &failed, NULL);
        if (split) {
            entry->refused++;
            sender_take(sender, &failed);
            sender_tell(sender, &failed, SLICE(""));
            put_down(entry, 0, SLICE(""));
        }
        change_free(&failed);
    }
    buf_free(&rest);
    buf_free(&item);
    return split;
}

static void look_again_later(struct entry *entry, const struct error *error)
{
    entry->unknown = true;
    sender_wait(entry, error);
}

/* 403 is said of one thing, and by some servers of keys. Where the keys were good for something since the last one, it
 * is the one thing. */
static void take_refusal(struct entry *entry, const struct error *error)
{
    const struct job_world *jobs = entry->sender->world.jobs;
    if (error->http_status == 403 && *jobs->accepted) {
        *jobs->accepted = false;
        fail(entry, error);
        return;
    }
    entry->sender->refused = true;
    sender_wait(entry, error);
}

static void take_failure(struct entry *entry, const struct fetch_event *event)
{
    const struct error *error = &event->error;
    switch (error->kind) {
    case ERROR_AUTH:
        take_refusal(entry, error);
        break;
    case ERROR_API:
    case ERROR_USAGE:
        if (!set_item_aside(entry, error))
            fail(entry, error);
        break;
    default:
        if (event->outcome_unknown)
            look_again_later(entry, error);
        else if (error->kind == ERROR_REACH)
            sender_wait_for_server(entry, error);
        else
            sender_wait(entry, error);
    }
}

/* --- Speed -------------------------------------------------------------------------------------------------------- */

/* One more at once while all goes well; half when the server limits, or takes twice the time it took at best. */
static void adapt(struct step_state *step, const struct fetch_event *event)
{
    if (event->kind == FETCH_RETRY || event->kind == FETCH_FAILED) {
        if (event->error.kind == ERROR_RATE)
            step->flight = step->flight > 1 ? step->flight / 2 : 1;
        return;
    }
    const int64_t took_ms = event->elapsed_ms > 0 ? event->elapsed_ms : 1;
    step->usual_ms = step->usual_ms == 0 ? took_ms : (step->usual_ms * 3 + took_ms) / 4;
    if (step->best_ms == 0 || took_ms < step->best_ms)
        step->best_ms = took_ms;
    if (step->usual_ms > step->best_ms * 4 + 200)
        step->flight = step->flight > 1 ? step->flight - 1 : 1;
    else if (step->flight < FLIGHT_MAX)
        step->flight++;
}

void sender_take_end(void *data, struct job *job, struct fetch_event *event)
{
    struct entry *entry = data;
    struct change *change = &entry->change;
    adapt(sender_step(entry->sender, entry->step), event);
    change->status = event->status;
    change->elapsed_ms = event->elapsed_ms;
    change->byte_count = (int64_t)job->sent_bytes;
    if (event->kind == FETCH_RETRY) {
        change->tries++;
        sender_set_reason(change, event->error.message);
        sender_tell(entry->sender, change, SLICE(""));
    } else if (event->kind == FETCH_DONE) {
        const struct slice body = { event->body, event->body_length };
        struct error refused = { 0 };
        entry->sender->aways = 0;
        if (finds_refused(entry, body, &refused))
            fail(entry, &refused);
        else
            sender_finish(entry, body);
    } else if (event->kind == FETCH_FAILED) {
        entry->reached |= job->sent_before;
        take_failure(entry, event);
    }
}
