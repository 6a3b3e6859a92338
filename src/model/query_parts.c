/* One function that reads and one that matches for each kind of part; the table at the end ties them to their patterns.
 * Names of labels and whole values are compared without case, but never in part: a filter chooses what a bulk change
 * acts on, and `tone=bad` must not take `badly` along. */
#include "query_parts.h"

#include "number.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <strings.h>

static void list_field(struct field_list *list, size_t field)
{
    list->fields[list->count++] = (int)field;
}

/* Times are shown as ages or local times, so words aren't looked for in their text; ids are looked for anyway. */
static bool is_shown_text(const struct api_field *field)
{
    return (field->flags & (API_HIDDEN | API_COMPUTED)) == 0 && field->type != API_DATE_TIME &&
           field->type != API_RECORD && field->type != API_RECORDS && strcmp(field->name, "id") != 0;
}

struct query_scope query_scope_of(const struct api_resource *resource)
{
    struct query_scope scope = {
        .resource = resource,
        .created = api_field_index(resource, SLICE("created_at")),
        .annotations = FIELD_NONE,
        .now_ms = clock_wall_ms(),
    };
    const struct api_resource *annotation = &api_resources[API_ANNOTATION];
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct api_field *field = &resource->fields[i];
        if (is_shown_text(field))
            list_field(&scope.words, i);
        if ((field->flags & API_PERSON) != 0)
            list_field(&scope.people, i);
        if (field->type == API_RECORDS && field->of == annotation)
            scope.annotations = (int)i;
    }
    if (scope.annotations == FIELD_NONE)
        return scope;
    for (size_t i = 0; i < annotation->field_count; i++)
        if ((annotation->fields[i].flags & API_PERSON) != 0)
            list_field(&scope.annotators, i);
    scope.label_values = api_field_index(annotation, SLICE("label_values"));
    scope.labels = labels_new();
    return scope;
}

struct annotations {
    const struct rows *rows;
    uint32_t first, end;
};

static struct annotations annotations_of(const struct query_scope *scope, const struct rows *rows, uint32_t row)
{
    if (scope->annotations == FIELD_NONE)
        return (struct annotations){ 0 };
    struct annotations found = { .rows = rows_children(rows, scope->annotations) };
    uint32_t count = 0;
    rows_child_range(rows, row, scope->annotations, &found.first, &count);
    found.end = found.first + count;
    return found;
}

static const struct label_set *labels_at(const struct query_scope *scope, const struct annotations *in, uint32_t row)
{
    return labels_of(scope->labels, rows_cell(in->rows, row, scope->label_values));
}

static bool is_same_word(struct slice a, struct slice b)
{
    return a.length == b.length && strncasecmp(a.at, b.at, a.length) == 0;
}

static bool begins_with(struct slice text, struct slice beginning)
{
    return text.length >= beginning.length && strncasecmp(text.at, beginning.at, beginning.length) == 0;
}

/* Cuts `prefix` off *text. */
static bool take_prefix(struct slice *text, const char *prefix)
{
    if (!begins_with(*text, slice_of(prefix)))
        return false;
    *text = slice_from(*text, strlen(prefix));
    return true;
}

static bool is_found(const struct part *part, struct slice text)
{
    return part->whole ? is_same_word(text, part->text) : text_contains(text, part->text);
}

/* Words. */

static bool read_word(struct part *part, struct slice text, const struct query_scope *scope)
{
    (void)scope;
    part->text = text;
    return true;
}

/* Whether what people read in the labels also stands in their JSON text, letter by letter. */
static bool is_literal(struct slice json)
{
    return json.length == 0 ||
           (memchr(json.at, '\\', json.length) == NULL && memchr(json.at, '[', json.length) == NULL);
}

static bool is_in_labels(const struct part *part, const struct query_scope *scope, struct slice json)
{
    if (is_literal(json) && !text_contains(json, part->text))
        return false;
    const struct label_set *set = labels_of(scope->labels, json);
    for (size_t i = 0; i < set->count; i++) {
        const struct label_value *label = &set->values[i];
        if (text_contains(label->name, part->text) || text_contains(label->value, part->text) ||
            text_contains(label->assessment, part->text) || text_contains(label->reasoning, part->text))
            return true;
    }
    return false;
}

static bool is_person(const struct part *part, struct slice id)
{
    if (is_found(part, id))
        return true;
    for (size_t i = 0; i < part->person_count; i++)
        if (slice_equal(part->persons[i], id))
            return true;
    return false;
}

static bool is_in_people(const struct part *part, const struct rows *rows, uint32_t row, const struct field_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (is_person(part, rows_cell(rows, row, list->fields[i])))
            return true;
    return false;
}

static bool matches_word(const struct part *part, const struct query_scope *scope, const struct rows *rows,
                         uint32_t row)
{
    if (is_found(part, rows_id(rows, row)) || is_in_people(part, rows, row, &scope->words))
        return true;
    const struct annotations in = annotations_of(scope, rows, row);
    for (uint32_t i = in.first; i < in.end; i++)
        if (is_in_people(part, in.rows, i, &scope->annotators) ||
            is_in_labels(part, scope, rows_cell(in.rows, i, scope->label_values)))
            return true;
    return false;
}

/* FIELD:text */

static bool is_called(const struct api_field *field, struct slice name)
{
    return is_same_word(slice_of(field->name), name) || is_same_word(slice_of(field->title), name);
}

static bool is_called_like(const struct api_field *field, struct slice beginning)
{
    return begins_with(slice_of(field->name), beginning) || begins_with(slice_of(field->title), beginning);
}

/* By its whole name or title, or by a beginning that no other field shares. */
static int field_called(const struct api_resource *resource, struct slice name)
{
    int found = FIELD_NONE;
    size_t alike = 0;
    for (size_t i = 0; i < resource->field_count; i++) {
        if (is_called(&resource->fields[i], name))
            return (int)i;
        if (is_called_like(&resource->fields[i], name)) {
            found = (int)i;
            alike++;
        }
    }
    if (is_same_word(name, SLICE("id")))
        return FIELD_ID;
    return name.length > 0 && alike == 1 ? found : FIELD_NONE;
}

static bool is_choice(const struct api_field *field, struct slice text)
{
    for (const char *const *choice = field->choices; choice != NULL && *choice != NULL; choice++)
        if (is_same_word(text, slice_of(*choice)))
            return true;
    return false;
}

static bool read_field(struct part *part, struct slice text, const struct query_scope *scope)
{
    struct slice name = { 0 };
    struct slice rest = text;
    if (!slice_cut(&rest, ':', &name) || rest.at == NULL)
        return false;
    part->field = field_called(scope->resource, name);
    if (part->field == FIELD_NONE)
        return false;
    const struct api_field *field = part->field == FIELD_ID ? NULL : &scope->resource->fields[part->field];
    if (field != NULL && (field->type == API_RECORD || field->type == API_RECORDS))
        return false;
    part->text = rest;
    part->whole = field != NULL && is_choice(field, rest);
    return true;
}

static bool matches_field(const struct part *part, const struct query_scope *scope, const struct rows *rows,
                          uint32_t row)
{
    (void)scope;
    return is_found(part, part->field == FIELD_ID ? rows_id(rows, row) : rows_cell(rows, row, part->field));
}

/* label:NAME and label:NAME=VALUE */

static bool read_label(struct part *part, struct slice text, const struct query_scope *scope)
{
    (void)scope;
    if (!take_prefix(&text, "label:"))
        return false;
    slice_cut(&text, '=', &part->name);
    part->text = text;
    part->whole = true;
    return true;
}

static bool read_label_value(struct part *part, struct slice text, const struct query_scope *scope)
{
    return read_label(part, text, scope) && part->text.length > 0;
}

typedef bool (*label_test)(const struct part *part, const struct label_value *label);

/* Whether a label of that name, in anybody's annotation, passes. An empty name means every label. */
static bool any_label(const struct part *part, const struct query_scope *scope, const struct rows *rows, uint32_t row,
                      label_test test)
{
    const struct annotations in = annotations_of(scope, rows, row);
    for (uint32_t i = in.first; i < in.end; i++) {
        const struct label_set *set = labels_at(scope, &in, i);
        for (size_t k = 0; k < set->count; k++)
            if ((part->name.length == 0 || is_same_word(set->values[k].name, part->name)) &&
                test(part, &set->values[k]))
                return true;
    }
    return false;
}

static bool is_there(const struct part *part, const struct label_value *label)
{
    (void)part;
    (void)label;
    return true;
}

static bool matches_label(const struct part *part, const struct query_scope *scope, const struct rows *rows,
                          uint32_t row)
{
    return any_label(part, scope, rows, row, is_there);
}

/* The value itself, or one of several categories. */
static bool has_value(const struct part *part, const struct label_value *label)
{
    if (is_same_word(label->value, part->text))
        return true;
    struct slice rest = label->value;
    struct slice value = { 0 };
    while (slice_cut(&rest, ',', &value))
        if (is_same_word(slice_trim(value), part->text))
            return true;
    return false;
}

static bool matches_label_value(const struct part *part, const struct query_scope *scope, const struct rows *rows,
                                uint32_t row)
{
    return any_label(part, scope, rows, row, has_value);
}

/* NAME>NUMBER and age<TIME */

static const struct {
    const char *sign;
    enum part_comparison comparison;
} comparisons[] = {
    { "<=", PART_AT_MOST }, { ">=", PART_AT_LEAST }, { "!=", PART_UNEQUAL },
    { "<", PART_LESS },     { ">", PART_MORE },      { "=", PART_EQUAL },
};

static bool compare(double number, enum part_comparison comparison, double with)
{
    const bool results[] = {
        [PART_LESS] = number<with, [PART_AT_MOST] = number <= with, [PART_MORE] = number> with,
        [PART_AT_LEAST] = number >= with,
        [PART_EQUAL] = number == with,
        [PART_UNEQUAL] = number != with,
    };
    return results[comparison];
}

/* Takes NAME and the sign off *text. */
static bool take_comparison(struct part *part, struct slice *text)
{
    size_t length = 0;
    while (length < text->length && strchr("<>=!", text->at[length]) == NULL)
        length++;
    part->name = (struct slice){ .at = text->at, .length = length };
    *text = slice_from(*text, length);
    for (size_t i = 0; i < ARRAY_LENGTH(comparisons); i++)
        if (take_prefix(text, comparisons[i].sign)) {
            part->comparison = comparisons[i].comparison;
            return length > 0;
        }
    return false;
}

static bool is_countable(const struct api_field *field)
{
    return field->type == API_INT64 || field->type == API_DOUBLE || field->type == API_RECORDS;
}

static bool read_number(struct part *part, struct slice text, const struct query_scope *scope)
{
    if (!take_comparison(part, &text) || !number_read(text, &part->number))
        return false;
    for (size_t i = 0; i < scope->resource->field_count; i++)
        if (is_called(&scope->resource->fields[i], part->name) && is_countable(&scope->resource->fields[i]))
            part->field = (int)i;
    return part->field != FIELD_NONE || scope->annotations != FIELD_NONE;
}

static bool has_number(const struct part *part, const struct label_value *label)
{
    double number = 0;
    return number_read(label->value, &number) && compare(number, part->comparison, part->number);
}

static bool matches_number(const struct part *part, const struct query_scope *scope, const struct rows *rows,
                           uint32_t row)
{
    if (part->field == FIELD_NONE)
        return any_label(part, scope, rows, row, has_number);
    if (scope->resource->fields[part->field].type == API_RECORDS) {
        uint32_t first = 0;
        uint32_t count = 0;
        rows_child_range(rows, row, part->field, &first, &count);
        return compare(count, part->comparison, part->number);
    }
    double number = 0;
    return number_read(rows_cell(rows, row, part->field), &number) && compare(number, part->comparison, part->number);
}

static const struct {
    const char *unit;
    double ms;
} age_units[] = {
    { "s", 1e3 },
    { "m", 60e3 },
    { "min", 60e3 },
    { "h", 3600e3 },
    { "d", 24 * 3600e3 },
    { "w", 7 * 24 * 3600e3 },
    { "y", 365 * 24 * 3600e3 },
};

static bool read_age(struct part *part, struct slice text, const struct query_scope *scope)
{
    if (scope->created == FIELD_NONE || !take_comparison(part, &text) || !is_same_word(part->name, SLICE("age")))
        return false;
    size_t digits = 0;
    while (digits < text.length && strchr("0123456789.", text.at[digits]) != NULL)
        digits++;
    const struct slice unit = slice_from(text, digits);
    double count = 0;
    if (!number_read((struct slice){ .at = text.at, .length = digits }, &count))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(age_units); i++)
        if (slice_is(unit, age_units[i].unit)) {
            part->number = count * age_units[i].ms;
            return true;
        }
    return false;
}

static bool matches_age(const struct part *part, const struct query_scope *scope, const struct rows *rows, uint32_t row)
{
    int64_t created_ms = 0;
    return clock_parse_rfc3339(rows_cell(rows, row, scope->created), &created_ms) &&
           compare((double)(scope->now_ms - created_ms), part->comparison, part->number);
}

/* by:NAME and not:NAME */

static bool read_person(struct part *part, struct slice name, const struct query_scope *scope)
{
    part->whole = is_same_word(name, SLICE("me")) || is_same_word(name, SLICE("mine"));
    part->text = part->whole ? scope->me : name;
    return scope->people.count + scope->annotators.count > 0;
}

static bool read_by(struct part *part, struct slice text, const struct query_scope *scope)
{
    return take_prefix(&text, "by:") && read_person(part, text, scope);
}

static bool read_not_by(struct part *part, struct slice text, const struct query_scope *scope)
{
    part->negated = !part->negated;
    return take_prefix(&text, "not:") && read_person(part, text, scope);
}

static bool matches_by(const struct part *part, const struct query_scope *scope, const struct rows *rows, uint32_t row)
{
    /* "me" while nobody knows who that is. */
    if (part->whole && part->text.length == 0)
        return false;
    if (is_in_people(part, rows, row, &scope->people))
        return true;
    const struct annotations in = annotations_of(scope, rows, row);
    for (uint32_t i = in.first; i < in.end; i++)
        if (is_in_people(part, in.rows, i, &scope->annotators))
            return true;
    return false;
}

/* state:reviewed, state:unreviewed and disagree */

static bool read_state(struct slice text, const char *state)
{
    return take_prefix(&text, "state:") && text.length > 0 && begins_with(slice_of(state), text);
}

static bool read_reviewed(struct part *part, struct slice text, const struct query_scope *scope)
{
    (void)part;
    (void)scope;
    return read_state(text, "reviewed");
}

static bool read_unreviewed(struct part *part, struct slice text, const struct query_scope *scope)
{
    (void)part;
    (void)scope;
    return read_state(text, "unreviewed");
}

static bool matches_reviewed(const struct part *part, const struct query_scope *scope, const struct rows *rows,
                             uint32_t row)
{
    (void)part;
    const struct annotations in = annotations_of(scope, rows, row);
    return in.first < in.end;
}

static bool matches_unreviewed(const struct part *part, const struct query_scope *scope, const struct rows *rows,
                               uint32_t row)
{
    return !matches_reviewed(part, scope, rows, row);
}

static bool read_disagree(struct part *part, struct slice text, const struct query_scope *scope)
{
    (void)part;
    (void)scope;
    return is_same_word(text, SLICE("disagree"));
}

/* What was said first of each label. */
struct first_said {
    const struct label_value *labels[LABEL_VALUES_MAX];
    size_t count;
};

static bool contradicts(struct first_said *said, const struct label_value *label)
{
    for (size_t i = 0; i < said->count; i++)
        if (slice_equal(said->labels[i]->name, label->name))
            return !slice_equal(said->labels[i]->value, label->value) ||
                   !slice_equal(said->labels[i]->assessment, label->assessment);
    if (said->count < LABEL_VALUES_MAX)
        said->labels[said->count++] = label;
    return false;
}

static bool matches_disagree(const struct part *part, const struct query_scope *scope, const struct rows *rows,
                             uint32_t row)
{
    (void)part;
    const struct annotations in = annotations_of(scope, rows, row);
    if (in.end - in.first < 2)
        return false;
    struct first_said said;
    said.count = 0;
    for (uint32_t i = in.first; i < in.end; i++) {
        const struct label_set *set = labels_at(scope, &in, i);
        for (size_t k = 0; k < set->count; k++)
            if (contradicts(&said, &set->values[k]))
                return true;
    }
    return false;
}

const struct part_kind part_kinds[] = {
    { "label:NAME=VALUE", "somebody gave the label this value", true, read_label_value, matches_label_value },
    { "label:NAME", "somebody gave the label a value", true, read_label, matches_label },
    { "by:NAME", "work of this person; by:me for your own", false, read_by, matches_by, true },
    { "not:NAME", "nothing by this person; not:me for what you have not done", false, read_not_by, matches_by, true },
    { "state:unreviewed", "nobody has annotated it", true, read_unreviewed, matches_unreviewed },
    { "state:reviewed", "somebody has annotated it", true, read_reviewed, matches_reviewed },
    { "disagree", "people gave one label different values", true, read_disagree, matches_disagree },
    { "age<2d", "created within this time (s, m, h, d, w, y)", false, read_age, matches_age },
    { "NAME>0.8", "label or field by number (< <= > >= = !=)", false, read_number, matches_number },
    { "FIELD:TEXT", "the field contains the text", false, read_field, matches_field },
    { "WORD", "any shown text contains the word; \"several words\" in quotes", false, read_word, matches_word, true },
    { 0 },
};

const struct part_kind *const part_word = &part_kinds[ARRAY_LENGTH(part_kinds) - 2];
