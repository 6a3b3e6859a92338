/* Actions of the review: values picked and typed, labels committed, items skipped, put off, flagged and gone through.
 */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

/* --- To and fro --------------------------------------------------------------------------------------------------- */

ACT(review)
{
    (void)argument;
    struct list *list = workbench->interactions.list;
    if (workbench->focus == PANE_QUEUES)
        workbench_follow_cursor(workbench, true);
    if (workbench->queue_id == NULL || (list_count(list) == 0 && workbench->interactions.errand == 0))
        workbench_say(workbench, MESSAGE_NEWS, "there is nothing to review here");
    else if (list_count(list) == 0)
        workbench_want_review(workbench, workbench->queue_id);
    else
        workbench_open_review(workbench, workbench->focus == PANE_QUEUES ? ROW_NONE : list_cursor_row(list), true);
}

/* The very one under the cursor, whatever was said of it. */
void workbench_review_this(struct workbench *workbench)
{
    workbench_open_review(workbench, list_cursor_row(workbench->interactions.list), false);
}

static void step(struct workbench *workbench, bool forward)
{
    struct review *review = workbench->review;
    const bool is_end = forward ? review->at + 1 >= review->count : review->at == 0;
    if (is_end)
        workbench_say(workbench, MESSAGE_NEWS, forward ? "this is the last one" : "this is the first one");
    else
        workbench_review_go(workbench, forward ? review->at + 1 : review->at - 1);
}

ACT(next_item)
{
    (void)argument;
    step(workbench, true);
}

ACT(previous_item)
{
    (void)argument;
    step(workbench, false);
}

ACT(next_unreviewed)
{
    (void)argument;
    workbench_review_go_on(workbench);
}

static void mark_and_go_on(struct workbench *workbench, enum review_mark mark, const char *reason)
{
    workbench_review_mark(workbench, mark, reason);
    workbench_review_go_on(workbench);
}

ACT(skip)
{
    mark_and_go_on(workbench, REVIEW_SKIPPED, argument);
}

ACT(put_off)
{
    mark_and_go_on(workbench, REVIEW_LATER, argument);
}

/* Who flags an item still answers it. The same again takes the flag away. */
ACT(flag)
{
    const struct review_note *note = review_note_of(workbench->review, review_id(workbench->review));
    const bool is_flagged = note != NULL && note->mark == REVIEW_FLAGGED;
    workbench_review_mark(workbench, is_flagged && argument == NULL ? REVIEW_UNMARKED : REVIEW_FLAGGED, argument);
    workbench_say(workbench, MESSAGE_NEWS,
                  is_flagged && argument == NULL ? "not flagged any more" : "flagged; :flag REASON says why");
}

/* --- Labels ------------------------------------------------------------------------------------------------------- */

static const struct label *current_label(struct workbench *workbench)
{
    struct review *review = workbench->review;
    if (review->schema.count > 0 && review_row(review) != ROW_NONE)
        return &review->schema.labels[review->label];
    workbench_say(workbench, MESSAGE_NEWS,
                  review->schema.count > 0 ? "there is nothing to label"
                                           : "the queue has no labels yet: :labels makes them");
    return NULL;
}

/* A queue that asks one thing goes on as soon as it is said, unless pass or fail goes with it. */
static bool is_said_at_once(const struct review *review)
{
    const struct label *label = &review->schema.labels[0];
    return review->schema.count == 1 && review->advances && (!label->has_assessment || label->is_assessment);
}

/* `label` has got a value. */
static void answered(struct workbench *workbench, size_t label)
{
    struct review *review = workbench->review;
    review->label = review->just = label;
    workbench_draft_touched(workbench);
    if (is_said_at_once(review)) {
        workbench_review_commit(workbench);
        return;
    }
    const size_t next = review_next_label(review);
    if (next != ANSWER_NONE)
        review->label = next;
}

static void put(struct workbench *workbench, size_t label, struct slice json)
{
    struct error error;
    if (answer_put(&workbench->review->answers, label, json, &error))
        answered(workbench, label);
    else
        workbench_say(workbench, MESSAGE_WARNING, "%s", error.message);
}

static void put_choice(struct workbench *workbench, size_t label, size_t value)
{
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    json_write_string(&json, workbench->review->schema.labels[label].values[value]);
    put(workbench, label, buf_slice(&json));
    buf_free(&json);
}

static void begin_typing(struct workbench *workbench, enum review_typing typing, size_t label, struct slice text)
{
    struct review *review = workbench->review;
    const bool many = typing == REVIEW_TYPES_REASON || review->schema.labels[label].type == LABEL_TEXT;
    review->typing = typing;
    review->about = label;
    review->choice = 0;
    review->line.many = many;
    line_set(&review->line, text);
    workbench_open(workbench, PLACE_REVIEW_TEXT);
}

/* A digit says the whole score where no score has two. */
static bool is_digit_enough(const struct label *label)
{
    return label->is_integer && label->has_min && label->has_max && label->min >= 0 && label->max <= 9;
}

/* `n`: 0 for the key 1, 9 for the key 0. */
static void pick(struct workbench *workbench, size_t n)
{
    const struct label *label = current_label(workbench);
    char digit[] = { (char)('0' + (n + 1) % 10), '\0' };
    if (label == NULL)
        return;
    switch (label->type) {
    case LABEL_CATEGORICAL:
        if (n < label->value_count)
            put_choice(workbench, workbench->review->label, n);
        else
            workbench_say(workbench, MESSAGE_NEWS, "%.*s has %zu values", SLICE_ARGS(label->name), label->value_count);
        break;
    case LABEL_BOOLEAN:
        if (n < 2)
            put(workbench, workbench->review->label, n == 0 ? SLICE("true") : SLICE("false"));
        else
            workbench_say(workbench, MESSAGE_NEWS, "1 says yes, 2 says no");
        break;
    case LABEL_SCORE:
        if (is_digit_enough(label))
            put(workbench, workbench->review->label, slice_of(digit));
        else
            begin_typing(workbench, REVIEW_TYPES_VALUE, workbench->review->label, slice_of(digit));
        break;
    default:
        workbench_say(workbench, MESSAGE_NEWS, "%.*s is a text: c writes it", SLICE_ARGS(label->name));
    }
}

#define PICK(n)                                                                                                        \
    ACT(value_##n)                                                                                                     \
    {                                                                                                                  \
        (void)argument;                                                                                                \
        pick(workbench, (n)-1);                                                                                        \
    }
PICK(1)
PICK(2)
PICK(3)
PICK(4)
PICK(5)
PICK(6)
PICK(7)
PICK(8)
PICK(9)
PICK(10)

/* One up or down from what is there, or from the middle. */
static void step_score(struct workbench *workbench, double by)
{
    struct review *review = workbench->review;
    const struct label *label = current_label(workbench);
    struct error error;
    if (label == NULL)
        return;
    if (label->type != LABEL_SCORE) {
        workbench_say(workbench, MESSAGE_NEWS, "%.*s is no score", SLICE_ARGS(label->name));
        return;
    }
    const char *now = review->answers.at[review->label].value;
    const double range = label->has_min && label->has_max ? label->max - label->min : 10;
    const double width = label->is_integer || range > 1 ? 1 : range / 10;
    const double lowest = label->has_min ? label->min : 0;
    double value = now != NULL ? strtod(now, NULL) + by * width : lowest;
    value = label->has_max && value > label->max ? label->max : value;
    value = label->has_min && value < label->min ? label->min : value;
    char json[32];
    snprintf(json, sizeof(json), "%.10g", value);
    if (answer_put(&review->answers, review->label, slice_of(json), &error))
        workbench_draft_touched(workbench);
    else
        workbench_say(workbench, MESSAGE_WARNING, "%s", error.message);
}

ACT(step_up)
{
    (void)argument;
    step_score(workbench, 1);
}

ACT(step_down)
{
    (void)argument;
    step_score(workbench, -1);
}

/* What pass and fail are about: the label just answered, where that has none yet, else the current one. */
static size_t assessed_label(const struct review *review)
{
    const struct label *just = review->just != ANSWER_NONE ? &review->schema.labels[review->just] : NULL;
    const bool is_open = just != NULL && just->has_assessment && !just->is_assessment &&
                         review->answers.at[review->just].assessment == ASSESSMENT_NONE;
    return is_open ? review->just : review->label;
}

static void assess(struct workbench *workbench, enum assessment assessment)
{
    struct review *review = workbench->review;
    if (current_label(workbench) == NULL)
        return;
    const size_t at = assessed_label(review);
    const struct label *label = &review->schema.labels[at];
    if (!answer_assess(&review->answers, at, assessment))
        workbench_say(workbench, MESSAGE_NEWS, "%.*s has no pass or fail", SLICE_ARGS(label->name));
    else if (label->is_assessment && review->answers.at[at].value != NULL)
        answered(workbench, at);
    else
        workbench_draft_touched(workbench);
}

ACT(pass)
{
    (void)argument;
    assess(workbench, ASSESSMENT_PASS);
}

ACT(fail)
{
    (void)argument;
    assess(workbench, ASSESSMENT_FAIL);
}

ACT(clear_value)
{
    (void)argument;
    struct review *review = workbench->review;
    struct error error;
    if (current_label(workbench) == NULL)
        return;
    answer_type(&review->answers, review->label, SLICE(""), &error);
    review->answers.at[review->label].assessment = ASSESSMENT_NONE;
    workbench_draft_touched(workbench);
}

static void go_to_label(struct workbench *workbench, size_t by)
{
    struct review *review = workbench->review;
    if (current_label(workbench) == NULL)
        return;
    review->label = (review->label + by) % review->schema.count;
    review->just = ANSWER_NONE;
}

ACT(next_label)
{
    (void)argument;
    go_to_label(workbench, 1);
}

ACT(previous_label)
{
    (void)argument;
    go_to_label(workbench, workbench->review->schema.count - 1);
}

ACT(commit)
{
    (void)argument;
    if (current_label(workbench) != NULL)
        workbench_review_commit(workbench);
}

/* --- Typed -------------------------------------------------------------------------------------------------------- */

/* Of a text its value; else the reason for what was just said, or for the current label. */
ACT(write)
{
    (void)argument;
    struct review *review = workbench->review;
    const struct label *label = current_label(workbench);
    struct arena arena = ARENA_EMPTY;
    if (label == NULL)
        return;
    const bool is_just = review->just != ANSWER_NONE && review->schema.labels[review->just].has_reasoning;
    const size_t about = is_just ? review->just : review->label;
    if (!is_just && label->type == LABEL_TEXT)
        begin_typing(workbench, REVIEW_TYPES_VALUE, about, answer_text(&review->answers, about, &arena));
    else if (is_just || label->has_reasoning)
        begin_typing(workbench, REVIEW_TYPES_REASON, about, slice_of(review->answers.at[about].reasoning));
    else
        workbench_say(workbench, MESSAGE_NEWS, "%.*s takes no reason", SLICE_ARGS(label->name));
    arena_free(&arena);
}

ACT(find_value)
{
    (void)argument;
    const struct label *label = current_label(workbench);
    if (label == NULL)
        return;
    if (label->type == LABEL_CATEGORICAL)
        begin_typing(workbench, REVIEW_TYPES_CHOICE, workbench->review->label, SLICE(""));
    else if (label->type == LABEL_SCORE)
        begin_typing(workbench, REVIEW_TYPES_VALUE, workbench->review->label, SLICE(""));
    else
        workbench_say(workbench, MESSAGE_NEWS, "%.*s has no list of values", SLICE_ARGS(label->name));
}

static void end_typing(struct workbench *workbench)
{
    workbench->review->typing = REVIEW_TYPES_NOTHING;
    workbench_close(workbench, PLACE_REVIEW_TEXT);
}

/* False, and that is said: the label doesn't take it. */
static bool take_text(struct workbench *workbench)
{
    struct review *review = workbench->review;
    const struct slice typed = buf_slice(&review->line.text);
    struct error error;
    if (review->typing == REVIEW_TYPES_REASON) {
        answer_reason(&review->answers, review->about, typed);
    } else if (!answer_type(&review->answers, review->about, typed, &error)) {
        workbench_say(workbench, MESSAGE_WARNING, "%s", error.message);
        return false;
    }
    workbench_draft_touched(workbench);
    return true;
}

/* Text is an answer while it is typed, so that it outlives whatever comes; a number is one when it is taken. */
void workbench_review_typed(struct workbench *workbench)
{
    struct review *review = workbench->review;
    review->choice = 0;
    if (review->typing == REVIEW_TYPES_REASON || (review->typing == REVIEW_TYPES_VALUE && review->line.many))
        take_text(workbench);
}

ACT(take_text)
{
    (void)argument;
    struct review *review = workbench->review;
    if (review->typing == REVIEW_TYPES_CHOICE) {
        const size_t value = review_choice(review, review->choice);
        if (value == SIZE_MAX) {
            workbench_say(workbench, MESSAGE_WARNING, "no value holds that");
            return;
        }
        end_typing(workbench);
        put_choice(workbench, review->about, value);
        return;
    }
    const bool is_value = review->typing == REVIEW_TYPES_VALUE;
    if (!take_text(workbench))
        return;
    end_typing(workbench);
    if (is_value && review->answers.at[review->about].value != NULL)
        answered(workbench, review->about);
}

/* Text that is left stays; a number or a part of a name that is left was not meant. */
ACT(leave_text)
{
    (void)argument;
    end_typing(workbench);
}

static void move_choice(struct workbench *workbench, bool forward)
{
    struct review *review = workbench->review;
    if (review->typing != REVIEW_TYPES_CHOICE)
        line_edit(&review->line, forward ? LINE_DOWN : LINE_UP);
    else if (!forward)
        review->choice -= review->choice > 0;
    else if (review_choice(review, review->choice + 1) != SIZE_MAX)
        review->choice++;
}

ACT(next_choice)
{
    (void)argument;
    move_choice(workbench, true);
}

ACT(previous_choice)
{
    (void)argument;
    move_choice(workbench, false);
}

/* --- How ---------------------------------------------------------------------------------------------------------- */

ACT(instructions)
{
    (void)argument;
    workbench->review->has_instructions = !workbench->review->has_instructions;
}

ACT(blind)
{
    (void)argument;
    workbench->reviews_blind = !workbench->reviews_blind;
    if (workbench->review != NULL)
        workbench->review->is_blind = workbench->reviews_blind;
    workbench_say(workbench, MESSAGE_NEWS,
                  workbench->reviews_blind ? "what others say stays hidden until you have answered"
                                           : "what others say is shown");
}

ACT(advance)
{
    (void)argument;
    workbench->reviews_wait = !workbench->reviews_wait;
    if (workbench->review != NULL)
        workbench->review->advances = !workbench->reviews_wait;
    workbench_say(workbench, MESSAGE_NEWS,
                  workbench->reviews_wait ? "Enter goes on, also where there is one label"
                                          : "where there is one label, its value goes on by itself");
}

static bool read_order(const char *text, enum review_order *order, uint64_t *seed)
{
    struct slice rest = slice_of(text), name;
    long long number = 1;
    slice_cut(&rest, ' ', &name);
    if (rest.at != NULL && !slice_to_int64(slice_trim(rest), &number))
        return false;
    *seed = (uint64_t)number;
    for (int i = 0; i < REVIEW_ORDER_COUNT; i++)
        if (slice_is(name, review_order_names[i])) {
            *order = (enum review_order)i;
            return true;
        }
    return false;
}

static void arrange_again(struct workbench *workbench)
{
    struct review *review = workbench->review;
    if (review == NULL)
        return;
    const uint32_t row = workbench->review_order == REVIEW_AS_LISTED ? review_row(review) : ROW_NONE;
    review_arrange(review, workbench->interactions.list, workbench->review_order, workbench->review_seed, row);
    list_select(workbench->interactions.list, review_id(review));
}

ACT(order)
{
    static const char *const helps[] = { "as listed", "random; the number is the seed",
                                         "without an answer of yours first", "with the fewest annotations first",
                                         "where people disagree first" };
    if (argument == NULL) {
        workbench_open_menu(workbench, "Order of the review");
        for (int i = 0; i < REVIEW_ORDER_COUNT; i++) {
            char *command = xasprintf("order %s", review_order_names[i]);
            workbench_add_choice(workbench, helps[i], command);
            free(command);
        }
    } else if (!read_order(argument, &workbench->review_order, &workbench->review_seed)) {
        workbench_say(workbench, MESSAGE_BAD, "orders are listed, random SEED, unreviewed, least and disagreement");
    } else {
        arrange_again(workbench);
        workbench_say(workbench, MESSAGE_NEWS, "the order is now: %s", helps[workbench->review_order]);
    }
}

ACT(only_disagreement)
{
    (void)argument;
    struct review *review = workbench->review;
    review->only_disagreement = !review->only_disagreement;
    arrange_again(workbench);
    workbench_say(workbench, MESSAGE_NEWS,
                  review->only_disagreement ? "only items on which people disagree: %zu" : "all items: %zu",
                  review->count);
}
