/* The order of a review, and which values a few typed letters mean. */
#include <annotty/model/review.h>

#include <annotty/base/mem.h>

#include <stdlib.h>
#include <strings.h>

const char *const review_order_names[] = { "listed", "random", "unreviewed", "least", "disagreement", NULL };

/* SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same order everywhere. */
static uint64_t next_random(uint64_t *state)
{
    *state += 0x9e3779b97f4a7c15u;
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

static void shuffle(struct review *review)
{
    uint64_t state = review->seed;
    for (size_t i = review->count; i > 1; i--) {
        const size_t other = (size_t)(next_random(&state) % i);
        const uint32_t row = review->items[i - 1];
        review->items[i - 1] = review->items[other];
        review->items[other] = row;
    }
}

/* --- By a rank ---------------------------------------------------------------------------------------------------- */

struct ranked {
    uint32_t rank, place, row;
};

static int compare(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->rank != right->rank)
        return left->rank < right->rank ? -1 : 1;
    return left->place < right->place ? -1 : left->place > right->place;
}

static uint32_t annotation_count(const struct review *review, uint32_t row)
{
    uint32_t first = 0, count = 0;
    rows_child_range(review->rows, row, api_field_index(rows_resource(review->rows), SLICE("annotations")), &first,
                     &count);
    return count;
}

static uint32_t rank_of(const struct review *review, const struct query *disagree, uint32_t row)
{
    switch (review->order) {
    case REVIEW_UNREVIEWED_FIRST:
        return review_is_answered(review, row);
    case REVIEW_LEAST_REVIEWED_FIRST:
        return annotation_count(review, row);
    case REVIEW_DISAGREEMENT_FIRST:
        return !query_matches(disagree, review->rows, row);
    default:
        return 0;
    }
}

static void rank(struct review *review, const struct query *disagree)
{
    struct ranked *ranked = xmalloc((review->count + 1) * sizeof(*ranked));
    for (size_t i = 0; i < review->count; i++)
        ranked[i] = (struct ranked){ rank_of(review, disagree, review->items[i]), (uint32_t)i, review->items[i] };
    qsort(ranked, review->count, sizeof(*ranked), compare);
    for (size_t i = 0; i < review->count; i++)
        review->items[i] = ranked[i].row;
    free(ranked);
}

static void keep_disagreement(struct review *review, const struct query *disagree)
{
    size_t kept = 0;
    for (size_t i = 0; i < review->count; i++)
        if (query_matches(disagree, review->rows, review->items[i]))
            review->items[kept++] = review->items[i];
    review->count = kept;
}

static size_t place_of_row(const struct review *review, uint32_t row)
{
    for (size_t i = 0; row != ROW_NONE && i < review->count; i++)
        if (review->items[i] == row)
            return i;
    return SIZE_MAX;
}

void review_arrange(struct review *review, const struct list *list, enum review_order order, uint64_t seed,
                    uint32_t first)
{
    struct query *disagree = query_parse(SLICE("disagree"), rows_resource(review->rows), NULL);
    review->order = order;
    review->seed = seed;
    review->count = list_count(list);
    review->row_count = rows_count(review->rows);
    review->items = xrealloc(review->items, (review->count + 1) * sizeof(*review->items));
    for (size_t i = 0; i < review->count; i++)
        review->items[i] = list_at(list, i);
    if (review->only_disagreement)
        keep_disagreement(review, disagree);
    if (order == REVIEW_RANDOM)
        shuffle(review);
    else if (order != REVIEW_AS_LISTED)
        rank(review, disagree);
    query_free(&disagree);
    review->said_is_old = true;
    size_t at = place_of_row(review, first);
    if (at == SIZE_MAX) {
        review->at = review->count > 0 ? review->count - 1 : 0;
        at = review->count > 0 ? review_next_unreviewed(review) : SIZE_MAX;
    }
    free(review->shown);
    review->shown = NULL;
    review_open(review, at != SIZE_MAX ? at : 0);
}

void review_take_new(struct review *review)
{
    const uint32_t end = rows_count(review->rows);
    review->items = xrealloc(review->items, (review->count + end - review->row_count + 1) * sizeof(*review->items));
    for (; review->row_count < end; review->row_count++)
        if (!rows_is_gone(review->rows, review->row_count))
            review->items[review->count++] = review->row_count;
    review->said_is_old = true;
}

/* --- A value by a part of its name -------------------------------------------------------------------------------- */

static bool holds(struct slice text, struct slice part)
{
    for (size_t at = 0; at + part.length <= text.length; at++)
        if (strncasecmp(text.at + at, part.at, part.length) == 0)
            return true;
    return false;
}

static bool begins(struct slice text, struct slice part)
{
    return part.length <= text.length && strncasecmp(text.at, part.at, part.length) == 0;
}

/* Those that begin with what is typed come first. */
size_t review_choice(const struct review *review, size_t n)
{
    const struct label *label = &review->schema.labels[review->about];
    const struct slice typed = slice_trim(buf_slice(&review->line.text));
    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; i < label->value_count; i++) {
            const bool first = begins(label->values[i], typed);
            const bool fits = turn == 0 ? first : !first && holds(label->values[i], typed);
            if (fits && n-- == 0)
                return i;
        }
    return SIZE_MAX;
}
