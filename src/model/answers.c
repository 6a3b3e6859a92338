#include <annotty/model/answers.h>

#include <annotty/api/labels.h>
#include <annotty/api/record.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

const char *const assessment_names[] = { "", "pass", "fail" };

struct answers answers_new(const struct label_schema *schema)
{
    return (struct answers){ .schema = schema, .at = xcalloc(schema->count + 1, sizeof(struct answer)) };
}

void answers_clear(struct answers *answers)
{
    for (size_t i = 0; i < answers->schema->count; i++) {
        free(answers->at[i].value);
        free(answers->at[i].reasoning);
        answers->at[i] = (struct answer){ 0 };
    }
}

void answers_free(struct answers *answers)
{
    if (answers->at != NULL)
        answers_clear(answers);
    free(answers->at);
    *answers = (struct answers){ 0 };
}

/* --- Reading and writing ------------------------------------------------------------------------------------------ */

static void append_quoted(struct buf *out, struct slice text)
{
    json_write_string(out, text);
}

static void set_value(struct answer *answer, const struct buf *json)
{
    free(answer->value);
    answer->value = xstrndup(json->data, json->length);
}

/* A plain text as the label's kind of JSON; false: it is none. */
static bool write_plain(const struct label *label, struct slice plain, struct buf *json)
{
    struct json_value value;
    if (label->type == LABEL_CATEGORICAL || label->type == LABEL_TEXT)
        append_quoted(json, plain);
    else
        buf_append_slice(json, plain);
    return json_check(buf_slice(json), &value, NULL);
}

static enum assessment assessment_of(struct slice name)
{
    return slice_is(name, "pass") ? ASSESSMENT_PASS : slice_is(name, "fail") ? ASSESSMENT_FAIL : ASSESSMENT_NONE;
}

static void take_value(struct answers *answers, const struct label_value *value)
{
    const struct label *label = label_find(answers->schema, value->name);
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    if (label == NULL)
        return;
    struct answer *answer = &answers->at[label - answers->schema->labels];
    if (value->value.length > 0 && write_plain(label, value->value, &json))
        set_value(answer, &json);
    answer->assessment = assessment_of(value->assessment);
    if (value->reasoning.length > 0) {
        free(answer->reasoning);
        answer->reasoning = xstrndup(value->reasoning.at, value->reasoning.length);
    }
    buf_free(&json);
}

void answers_read(struct answers *answers, struct slice label_values)
{
    struct arena arena = ARENA_EMPTY;
    struct label_value *values = xcalloc(LABEL_VALUES_MAX, sizeof(*values));
    answers_clear(answers);
    const size_t count = label_values_read(label_values, &arena, values);
    for (size_t i = 0; i < count; i++)
        take_value(answers, &values[i]);
    free(values);
    arena_free(&arena);
}

static void write_answer(const struct label *label, const struct answer *answer, struct buf *out)
{
    buf_append_text(out, "{\"label_schema_id\":");
    append_quoted(out, label->id.length > 0 ? label->id : label->name);
    buf_printf(out, ",\"value\":%s", answer->value);
    if (answer->assessment != ASSESSMENT_NONE)
        buf_printf(out, ",\"assessment\":\"%s\"", assessment_names[answer->assessment]);
    if (answer->reasoning != NULL) {
        buf_append_text(out, ",\"reasoning\":");
        append_quoted(out, slice_of(answer->reasoning));
    }
    buf_append_char(out, '}');
}

void answers_write(const struct answers *answers, struct buf *out)
{
    const char *between = "";
    buf_append_char(out, '[');
    for (size_t i = 0; i < answers->schema->count; i++) {
        if (answers->at[i].value == NULL)
            continue;
        buf_append_text(out, between);
        write_answer(&answers->schema->labels[i], &answers->at[i], out);
        between = ",";
    }
    buf_append_char(out, ']');
}

bool answers_are_empty(const struct answers *answers)
{
    for (size_t i = 0; i < answers->schema->count; i++)
        if (answers->at[i].value != NULL || answers->at[i].reasoning != NULL ||
            answers->at[i].assessment != ASSESSMENT_NONE)
            return false;
    return true;
}

/* --- One answer --------------------------------------------------------------------------------------------------- */

bool answer_put(struct answers *answers, size_t label, struct slice json, struct error *error)
{
    struct json_value value;
    const struct label *row = &answers->schema->labels[label];
    struct buf text = buf_with_limit(BUF_LIMIT_BODY);
    buf_append_slice(&text, json);
    const bool good = json_check(buf_slice(&text), &value, error) && label_takes(row, value, false, error);
    if (good)
        set_value(&answers->at[label], &text);
    buf_free(&text);
    return good;
}

bool answer_type(struct answers *answers, size_t label, struct slice typed, struct error *error)
{
    const struct label *row = &answers->schema->labels[label];
    const struct slice plain = row->type == LABEL_TEXT ? typed : slice_trim(typed);
    if (slice_trim(typed).length == 0) {
        free(answers->at[label].value);
        answers->at[label].value = NULL;
        return true;
    }
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    const bool is_json = write_plain(row, plain, &json);
    const bool good =
        is_json ? answer_put(answers, label, buf_slice(&json), error)
                : error_set(error, ERROR_USAGE, NULL, "\"%.*s\" is no number; type one, such as 4", SLICE_ARGS(plain));
    buf_free(&json);
    return good;
}

bool answer_assess(struct answers *answers, size_t label, enum assessment assessment)
{
    const struct label *row = &answers->schema->labels[label];
    struct answer *answer = &answers->at[label];
    if (!row->has_assessment && !row->is_assessment)
        return false;
    answer->assessment = answer->assessment == assessment ? ASSESSMENT_NONE : assessment;
    if (!row->is_assessment)
        return true;
    free(answer->value);
    answer->value =
        answer->assessment == ASSESSMENT_NONE ? NULL : xstrdup(assessment == ASSESSMENT_PASS ? "true" : "false");
    return true;
}

void answer_reason(struct answers *answers, size_t label, struct slice text)
{
    struct answer *answer = &answers->at[label];
    free(answer->reasoning);
    answer->reasoning = slice_trim(text).length > 0 ? xstrndup(text.at, text.length) : NULL;
}

struct slice answer_text(const struct answers *answers, size_t label, struct arena *arena)
{
    struct json_value value;
    const char *json = answers->at[label].value;
    if (json == NULL || !json_check(slice_of(json), &value, NULL))
        return SLICE("");
    return value.kind == JSON_STRING ? api_plain_text(arena, value) : slice_of(json);
}

size_t answers_missing(const struct answers *answers)
{
    for (size_t i = 0; i < answers->schema->count; i++) {
        const struct answer *answer = &answers->at[i];
        const bool is_wanted = answers->schema->labels[i].is_required || answer->reasoning != NULL ||
                               answer->assessment != ASSESSMENT_NONE;
        if (is_wanted && answer->value == NULL)
            return i;
    }
    return ANSWER_NONE;
}
