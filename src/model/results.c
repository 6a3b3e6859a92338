#include <annotty/model/results.h>

#include "number.h"

#include <annotty/api/labels.h>
#include <annotty/base/clock.h>
#include <annotty/base/index.h>
#include <annotty/base/mem.h>

#include <math.h>
#include <stdlib.h>

/* A rate of less than a minute's work says nothing. */
enum { LEAST_MS = 60 * 1000, PAUSE_MS = 10 * 60 * 1000, HOUR_MS = 60 * 60 * 1000 };

/* Who gave which value to a label, of which item. */
struct result_said {
    uint32_t item, reviewer, value;
};

/* --- Reading ------------------------------------------------------------------------------------------------------ */

/* While the rows are being read. */
struct reading {
    struct results *results;
    const struct rows *rows, *annotations;
    int field, by, at, labels, decides; /* fields of rows and annotations */
    size_t label_capacity, reviewer_capacity;
    struct index reviewers;
    struct index *values; /* of each label, by text */
    size_t *value_capacities;
    struct times *times; /* of each reviewer */
    struct label_value *said;
    struct arena scratch;
};

struct times {
    int64_t *at_ms;
    size_t count, capacity;
};

static struct slice keep(struct results *results, struct slice text)
{
    return (struct slice){ arena_copy(&results->arena, text), text.length };
}

static size_t add_label(struct reading *reading, struct slice name, enum label_type type, bool is_asked)
{
    struct results *results = reading->results;
    const size_t count = results->label_count++;
    size_t capacity = reading->label_capacity;
    results->labels = xgrow(results->labels, &capacity, count + 1, sizeof(*results->labels));
    if (capacity != reading->label_capacity) {
        reading->values = xrealloc(reading->values, capacity * sizeof(*reading->values));
        reading->value_capacities = xrealloc(reading->value_capacities, capacity * sizeof(size_t));
    }
    reading->label_capacity = capacity;
    results->labels[count] = (struct result_label){
        .name = keep(results, name), .type = type, .is_asked = is_asked, .mean = NAN, .median = NAN
    };
    reading->values[count] = (struct index){ 0 };
    reading->value_capacities[count] = 0;
    return count;
}

static struct slice value_key(uint32_t handle, const void *owner)
{
    const struct result_label *label = owner;
    return label->values[handle].text;
}

static uint32_t value_of(struct reading *reading, size_t at, struct slice text)
{
    struct result_label *label = &reading->results->labels[at];
    const uint32_t known = index_find(&reading->values[at], text, value_key, label);
    if (known != INDEX_NONE)
        return known;
    label->values =
        xgrow(label->values, &reading->value_capacities[at], label->value_count + 1, sizeof(*label->values));
    const struct slice own = keep(reading->results, text);
    double number = NAN;
    if (label->type == LABEL_BOOLEAN)
        number = slice_is(own, "true") ? 1 : 0;
    else if (label->type != LABEL_SCORE || !number_read(own, &number))
        number = NAN;
    label->values[label->value_count] = (struct result_value){ .text = own, .number = number };
    index_insert(&reading->values[at], own, (uint32_t)label->value_count);
    return (uint32_t)label->value_count++;
}

static void take_schema(struct reading *reading, const struct label_schema *schema)
{
    for (size_t i = 0; i < schema->count; i++) {
        const struct label *label = &schema->labels[i];
        const size_t at = add_label(reading, label->name, label->type, true);
        if (label->type == LABEL_BOOLEAN) {
            value_of(reading, at, SLICE("true"));
            value_of(reading, at, SLICE("false"));
        }
        for (size_t k = 0; k < label->value_count && label->type == LABEL_CATEGORICAL; k++)
            value_of(reading, at, label->values[k]);
        const bool is_short = label->is_integer && label->has_min && label->has_max && label->max - label->min <= 20;
        for (double number = label->min; label->type == LABEL_SCORE && is_short && number <= label->max; number++)
            value_of(reading, at, slice_of(arena_printf(&reading->scratch, "%g", number)));
    }
}

/* A label that the queue doesn't ask for any more is what its first value looks like. */
static size_t label_of(struct reading *reading, const struct label_value *said)
{
    struct results *results = reading->results;
    for (size_t i = 0; i < results->label_count; i++)
        if (slice_equal(results->labels[i].name, said->name))
            return i;
    double number = 0;
    const bool is_number = number_read(said->value, &number);
    const bool is_boolean = slice_is(said->value, "true") || slice_is(said->value, "false");
    return add_label(reading, said->name,
                     is_number    ? LABEL_SCORE
                     : is_boolean ? LABEL_BOOLEAN
                                  : LABEL_CATEGORICAL,
                     false);
}

static struct slice reviewer_key(uint32_t handle, const void *owner)
{
    const struct results *results = owner;
    return results->reviewers[handle].id;
}

static uint32_t reviewer_of(struct reading *reading, struct slice id)
{
    struct results *results = reading->results;
    const uint32_t known = index_find(&reading->reviewers, id, reviewer_key, results);
    if (known != INDEX_NONE)
        return known;
    const size_t before = reading->reviewer_capacity;
    results->reviewers = xgrow(results->reviewers, &reading->reviewer_capacity, results->reviewer_count + 1,
                               sizeof(*results->reviewers));
    if (reading->reviewer_capacity != before)
        reading->times = xrealloc(reading->times, reading->reviewer_capacity * sizeof(*reading->times));
    reading->times[results->reviewer_count] = (struct times){ 0 };
    results->reviewers[results->reviewer_count] = (struct result_reviewer){ .id = keep(results, id), .per_hour = NAN };
    index_insert(&reading->reviewers, results->reviewers[results->reviewer_count].id,
                 (uint32_t)results->reviewer_count);
    return (uint32_t)results->reviewer_count++;
}

static void note_time(struct reading *reading, uint32_t reviewer, struct slice when)
{
    struct times *times = &reading->times[reviewer];
    int64_t at_ms = 0;
    if (!clock_parse_rfc3339(when, &at_ms))
        return;
    times->at_ms = xgrow(times->at_ms, &times->capacity, times->count + 1, sizeof(*times->at_ms));
    times->at_ms[times->count++] = at_ms;
}

static void take_value(struct reading *reading, uint32_t item, uint32_t reviewer, const struct label_value *value)
{
    const size_t at = label_of(reading, value);
    struct result_label *label = &reading->results->labels[at];
    label->count++;
    label->pass_count += slice_is(value->assessment, "pass");
    label->fail_count += slice_is(value->assessment, "fail");
    if (label->type == LABEL_TEXT)
        return;
    const uint32_t said = value_of(reading, at, value->value);
    label->values[said].count++;
    label->said = xgrow(label->said, &label->said_capacity, label->said_count + 1, sizeof(*label->said));
    label->said[label->said_count++] = (struct result_said){ item, reviewer, said };
}

/* True when it is an opinion. */
static bool take_annotation(struct reading *reading, uint32_t item, uint32_t row)
{
    const struct rows *annotations = reading->annotations;
    const size_t count =
        label_values_read(rows_cell(annotations, row, reading->labels), &reading->scratch, reading->said);
    if (reading->decides >= 0 && slice_is(rows_cell(annotations, row, reading->decides), "true")) {
        for (size_t i = 0; i < count; i++)
            reading->results->labels[label_of(reading, &reading->said[i])].decided_count++;
        return false;
    }
    const uint32_t reviewer = reviewer_of(reading, rows_cell(annotations, row, reading->by));
    reading->results->reviewers[reviewer].count++;
    note_time(reading, reviewer, rows_cell(annotations, row, reading->at));
    for (size_t i = 0; i < count; i++)
        take_value(reading, item, reviewer, &reading->said[i]);
    return true;
}

static void take_item(struct reading *reading, uint32_t row)
{
    struct results *results = reading->results;
    uint32_t first = 0, count = 0;
    size_t opinions = 0;
    rows_child_range(reading->rows, row, reading->field, &first, &count);
    for (uint32_t i = first; i < first + count; i++)
        opinions += take_annotation(reading, (uint32_t)results->item_count, i);
    results->item_count++;
    results->reviewed_count += opinions > 0;
    results->shared_count += opinions > 1;
    results->decided_count += opinions < count;
    arena_reset(&reading->scratch);
}

/* --- Figures ------------------------------------------------------------------------------------------------------ */

/* What was said of a label, of the items of which anything was said. */
static struct ratings ratings_of(const struct results *results, const struct result_label *label)
{
    struct ratings ratings = { .rater_count = results->reviewer_count };
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < label->said_count; i++) {
        ratings.unit_count += label->said[i].item != last;
        last = label->said[i].item;
    }
    const size_t count = ratings.unit_count * ratings.rater_count;
    ratings.values = xmalloc((count + 1) * sizeof(double));
    for (size_t i = 0; i < count; i++)
        ratings.values[i] = NAN;
    size_t unit = 0;
    for (size_t i = 0; i < label->said_count; i++) {
        const struct result_said *said = &label->said[i];
        const double number = label->values[said->value].number;
        unit += i > 0 && said->item != label->said[i - 1].item;
        ratings.values[unit * ratings.rater_count + said->reviewer] = isnan(number) ? (double)said->value : number;
    }
    return ratings;
}

static void count_disagreement(const struct result_label *label, bool *disagreed)
{
    for (size_t i = 1; i < label->said_count; i++)
        if (label->said[i].item == label->said[i - 1].item && label->said[i].value != label->said[i - 1].value)
            disagreed[label->said[i].item] = true;
}

static void tell_agreement(const struct results *results, struct result_label *label)
{
    struct ratings ratings = ratings_of(results, label);
    label->percent = agreement_percent(&ratings);
    label->fleiss = agreement_fleiss(&ratings);
    label->nominal = agreement_krippendorff(&ratings, SCALE_NOMINAL);
    label->ordinal = agreement_krippendorff(&ratings, SCALE_ORDINAL);
    label->interval = agreement_krippendorff(&ratings, SCALE_INTERVAL);
    free(ratings.values);
}

static int compare_numbers(const void *a, const void *b)
{
    const double left = *(const double *)a, right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static void tell_middle(struct result_label *label)
{
    double *numbers = xmalloc((label->said_count + 1) * sizeof(*numbers));
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < label->said_count; i++) {
        const double number = label->values[label->said[i].value].number;
        if (isnan(number))
            continue;
        numbers[count++] = number;
        sum += number;
    }
    qsort(numbers, count, sizeof(*numbers), compare_numbers);
    if (count > 0) {
        label->mean = sum / (double)count;
        label->median = (numbers[(count - 1) / 2] + numbers[count / 2]) / 2;
    }
    free(numbers);
}

/* A value's place before and after sorting. */
struct placed {
    struct result_value value;
    uint32_t before;
};

static int compare_placed(const void *a, const void *b)
{
    const struct placed *left = a, *right = b;
    const bool has_none = isnan(left->value.number) || isnan(right->value.number);
    if (!has_none && left->value.number != right->value.number)
        return left->value.number < right->value.number ? -1 : 1;
    return left->before < right->before ? -1 : left->before > right->before;
}

static void sort_scores(struct result_label *label)
{
    struct placed *placed = xmalloc((label->value_count + 1) * sizeof(*placed));
    uint32_t *after = xmalloc((label->value_count + 1) * sizeof(*after));
    for (size_t i = 0; i < label->value_count; i++)
        placed[i] = (struct placed){ label->values[i], (uint32_t)i };
    qsort(placed, label->value_count, sizeof(*placed), compare_placed);
    for (size_t i = 0; i < label->value_count; i++) {
        label->values[i] = placed[i].value;
        after[placed[i].before] = (uint32_t)i;
    }
    for (size_t i = 0; i < label->said_count; i++)
        label->said[i].value = after[label->said[i].value];
    free(placed);
    free(after);
}

static int compare_times(const void *a, const void *b)
{
    const int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

static double rate_of(struct times *times)
{
    int64_t worked_ms = 0, steps = 0;
    if (times->count < 2)
        return NAN;
    qsort(times->at_ms, times->count, sizeof(*times->at_ms), compare_times);
    for (size_t i = 1; i < times->count; i++) {
        const int64_t gap_ms = times->at_ms[i] - times->at_ms[i - 1];
        if (gap_ms > PAUSE_MS)
            continue;
        worked_ms += gap_ms;
        steps++;
    }
    return steps > 0 && worked_ms >= LEAST_MS ? (double)steps * HOUR_MS / (double)worked_ms : NAN;
}

struct placed_reviewer {
    struct result_reviewer reviewer;
    uint32_t before;
};

static int compare_reviewers(const void *a, const void *b)
{
    const struct placed_reviewer *left = a, *right = b;
    if (left->reviewer.count != right->reviewer.count)
        return left->reviewer.count > right->reviewer.count ? -1 : 1;
    return left->before < right->before ? -1 : left->before > right->before;
}

static void sort_reviewers(struct results *results)
{
    struct placed_reviewer *placed = xmalloc((results->reviewer_count + 1) * sizeof(*placed));
    uint32_t *after = xmalloc((results->reviewer_count + 1) * sizeof(*after));
    for (size_t i = 0; i < results->reviewer_count; i++) {
        placed[i].reviewer = results->reviewers[i];
        placed[i].before = (uint32_t)i;
    }
    qsort(placed, results->reviewer_count, sizeof(*placed), compare_reviewers);
    for (size_t i = 0; i < results->reviewer_count; i++) {
        results->reviewers[i] = placed[i].reviewer;
        after[placed[i].before] = (uint32_t)i;
    }
    for (size_t i = 0; i < results->label_count; i++)
        for (size_t k = 0; k < results->labels[i].said_count; k++)
            results->labels[i].said[k].reviewer = after[results->labels[i].said[k].reviewer];
    free(placed);
    free(after);
}

static void tell_figures(struct results *results)
{
    bool *disagreed = xcalloc(results->item_count + 1, sizeof(*disagreed));
    for (size_t i = 0; i < results->label_count; i++) {
        struct result_label *label = &results->labels[i];
        if (label->type == LABEL_SCORE) {
            sort_scores(label);
            tell_middle(label);
        }
        tell_agreement(results, label);
        count_disagreement(label, disagreed);
    }
    for (size_t i = 0; i < results->item_count; i++)
        results->disagreed_count += disagreed[i];
    free(disagreed);
}

/* --- The whole ---------------------------------------------------------------------------------------------------- */

static void end_reading(struct reading *reading)
{
    struct results *results = reading->results;
    for (size_t i = 0; i < results->reviewer_count; i++) {
        results->reviewers[i].per_hour = rate_of(&reading->times[i]);
        free(reading->times[i].at_ms);
    }
    for (size_t i = 0; i < results->label_count; i++)
        index_free(&reading->values[i]);
    index_free(&reading->reviewers);
    arena_free(&reading->scratch);
    free(reading->times);
    free(reading->values);
    free(reading->value_capacities);
    free(reading->said);
}

struct results *results_new(const struct rows *rows, const struct label_schema *schema)
{
    const int field = api_field_index(rows_resource(rows), SLICE("annotations"));
    struct reading reading = { .results = xcalloc(1, sizeof(struct results)),
                               .rows = rows,
                               .annotations = rows_children(rows, field),
                               .field = field,
                               .said = xcalloc(LABEL_VALUES_MAX, sizeof(struct label_value)) };
    const struct api_resource *annotation = &api_resources[API_ANNOTATION];
    reading.by = api_field_index(annotation, SLICE("created_by"));
    reading.at = api_field_index(annotation, SLICE("modified_at"));
    reading.labels = api_field_index(annotation, SLICE("label_values"));
    reading.decides = api_field_index(annotation, SLICE("is_adjudication"));
    take_schema(&reading, schema);
    for (uint32_t row = 0; row < rows_count(rows); row++)
        if (!rows_is_gone(rows, row))
            take_item(&reading, row);
    end_reading(&reading);
    sort_reviewers(reading.results);
    tell_figures(reading.results);
    return reading.results;
}

void results_free(struct results **results)
{
    struct results *old = *results;
    if (old == NULL)
        return;
    *results = NULL;
    for (size_t i = 0; i < old->label_count; i++) {
        free(old->labels[i].values);
        free(old->labels[i].said);
    }
    free(old->labels);
    free(old->reviewers);
    arena_free(&old->arena);
    free(old);
}

static size_t end_of_item(const struct result_label *label, size_t first)
{
    size_t end = first;
    while (end < label->said_count && label->said[end].item == label->said[first].item)
        end++;
    return end;
}

/* What one reviewer said of the item that stands between these places; UINT32_MAX: nothing. */
static uint32_t said_by(const struct result_label *label, size_t first, size_t end, size_t reviewer)
{
    for (size_t i = first; i < end; i++)
        if (label->said[i].reviewer == reviewer)
            return label->said[i].value;
    return UINT32_MAX;
}

/* From what the two said alone: with all reviewers' values each pair would cost as much as all of them. */
struct agreement results_kappa(const struct results *results, size_t label_at, size_t one, size_t other)
{
    const struct result_label *label = &results->labels[label_at];
    struct ratings pair = { .rater_count = 2, .values = xmalloc((label->said_count * 2 + 1) * sizeof(double)) };
    for (size_t first = 0, end = 0; first < label->said_count; first = end) {
        end = end_of_item(label, first);
        const uint32_t by_one = said_by(label, first, end, one);
        const uint32_t by_other = said_by(label, first, end, other);
        if (by_one == UINT32_MAX || by_other == UINT32_MAX)
            continue;
        pair.values[pair.unit_count * 2] = by_one;
        pair.values[pair.unit_count++ * 2 + 1] = by_other;
    }
    const struct agreement kappa = agreement_cohen(&pair, 0, 1);
    free(pair.values);
    return kappa;
}

void results_confusion(const struct results *results, size_t label_at, size_t one, size_t other, size_t *cells)
{
    const struct result_label *label = &results->labels[label_at];
    memset(cells, 0, label->value_count * label->value_count * sizeof(*cells));
    for (size_t first = 0, end = 0; first < label->said_count; first = end) {
        end = end_of_item(label, first);
        const uint32_t row = said_by(label, first, end, one);
        const uint32_t column = said_by(label, first, end, other);
        if (row != UINT32_MAX && column != UINT32_MAX)
            cells[row * label->value_count + column]++;
    }
}
