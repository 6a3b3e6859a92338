#include <annotty/api/label_notation.h>

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The marks behind a name, and the members they stand for. */
static const struct mark {
    char sign;
    const char *member;
} marks[] = { { '!', "is_required" }, { '~', "has_reasoning" }, { '^', "has_assessment" } };

struct notation {
    struct slice label; /* what is being read */
    struct buf *json;
    struct error *error;
    bool has_verdict; /* "^" was among the marks */
};

static bool refuse(const struct notation *notation, const char *why)
{
    return error_set(notation->error, ERROR_USAGE, NULL,
                     "\"%.*s\" %s, as in quality=good|bad,score=1..5,safe?,note:", SLICE_ARGS(notation->label),
                     why);
}

/* Cuts the part up to the next `end` that no backslash stands before. */
static bool cut(struct slice *rest, char end, struct slice *part)
{
    size_t length = 0;
    if (rest->at == NULL)
        return false;
    while (length < rest->length && rest->at[length] != end)
        length += rest->at[length] == '\\' && length + 1 < rest->length ? 2 : 1;
    *part = (struct slice){ rest->at, length };
    *rest = length < rest->length ? slice_from(*rest, length + 1) : (struct slice){ 0 };
    return true;
}

static bool is_name_byte(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || byte == '-';
}

/* --- Values ------------------------------------------------------------------------------------------------------- */

static bool is_number(struct slice text)
{
    char copy[48], *end = NULL;
    if (text.length == 0 || text.length >= sizeof(copy) || isspace((unsigned char)text.at[0]))
        return false;
    memcpy(copy, text.at, text.length);
    copy[text.length] = '\0';
    const double number = strtod(copy, &end);
    struct json_value value;
    return *end == '\0' && isfinite(number) && json_check(text, &value, NULL);
}

static bool is_whole(struct slice number)
{
    return memchr(number.at, '.', number.length) == NULL && memchr(number.at, 'e', number.length) == NULL;
}

/* "1..5" */
static bool read_range(struct slice text, struct slice *low, struct slice *high)
{
    for (size_t at = 0; at + 1 < text.length; at++) {
        if (text.at[at] != '.' || text.at[at + 1] != '.')
            continue;
        *low = slice_trim((struct slice){ text.at, at });
        *high = slice_trim(slice_from(text, at + 2));
        return is_number(*low) && is_number(*high);
    }
    return false;
}

static void write_value(struct buf *json, struct slice value)
{
    struct buf plain = buf_with_limit(BUF_LIMIT_LINE);
    for (size_t at = 0; at < value.length; at++) {
        at += value.at[at] == '\\' && at + 1 < value.length;
        buf_append_char(&plain, value.at[at]);
    }
    json_write_string(json, buf_slice(&plain));
    buf_free(&plain);
}

static bool read_values(const struct notation *notation, struct slice text)
{
    struct slice value;
    const char *between = ",\"type\":\"categorical\",\"values\":[";
    while (cut(&text, '|', &value)) {
        if (slice_trim(value).length == 0)
            return refuse(notation, "has an empty value");
        buf_append_text(notation->json, between);
        write_value(notation->json, slice_trim(value));
        between = ",";
    }
    return buf_append_char(notation->json, ']');
}

static bool read_kind(const struct notation *notation, struct slice kind)
{
    struct slice low, high;
    if (slice_is(kind, "?")) {
        buf_append_text(notation->json, ",\"type\":\"boolean\"");
        if (notation->has_verdict)
            buf_append_text(notation->json, ",\"is_assessment\":true");
        return true;
    }
    if (slice_is(kind, ":"))
        return buf_append_text(notation->json, ",\"type\":\"text\"");
    if (kind.length == 0 || kind.at[0] != '=')
        return refuse(notation, "says no kind: = and values, = and a range, ? for yes or no, : for a text");
    const struct slice text = slice_trim(slice_from(kind, 1));
    if (!read_range(text, &low, &high))
        return read_values(notation, text);
    return buf_printf(notation->json, ",\"type\":\"score\",\"min\":%.*s,\"max\":%.*s%s", SLICE_ARGS(low),
                      SLICE_ARGS(high), is_whole(low) && is_whole(high) ? ",\"is_integer\":true" : "");
}

/* --- Labels ------------------------------------------------------------------------------------------------------- */

static const struct mark *mark_of(char sign)
{
    for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
        if (marks[i].sign == sign)
            return &marks[i];
    return NULL;
}

static bool read_label(struct notation *notation)
{
    size_t at = 0;
    const struct slice label = notation->label;
    while (at < label.length && is_name_byte(label.at[at]))
        at++;
    if (at == 0)
        return refuse(notation, "begins with no name of letters, digits, _ and -");
    buf_append_text(notation->json, "{\"name\":");
    json_write_string(notation->json, (struct slice){ label.at, at });
    notation->has_verdict = false;
    for (; at < label.length && mark_of(label.at[at]) != NULL; at++) {
        notation->has_verdict |= label.at[at] == '^';
        buf_printf(notation->json, ",\"%s\":true", mark_of(label.at[at])->member);
    }
    return read_kind(notation, slice_trim(slice_from(label, at))) && buf_append_char(notation->json, '}');
}

bool label_notation_read(struct slice text, struct buf *json, struct error *error)
{
    struct notation notation = { .json = json, .error = error };
    struct slice rest = text;
    const char *between = "";
    buf_append_text(json, "{\"label_schemas\":[");
    while (slice_trim(text).length > 0 && cut(&rest, ',', &notation.label)) {
        notation.label = slice_trim(notation.label);
        buf_append_text(json, between);
        if (!read_label(&notation))
            return false;
        between = ",";
    }
    return buf_append_text(json, "]}");
}

/* --- Writing ------------------------------------------------------------------------------------------------------ */

static void write_values(const struct label *label, struct buf *out)
{
    for (size_t i = 0; i < label->value_count; i++) {
        buf_append_char(out, i > 0 ? '|' : '=');
        for (size_t at = 0; at < label->values[i].length; at++) {
            const char byte = label->values[i].at[at];
            if (byte == ',' || byte == '|' || byte == '\\')
                buf_append_char(out, '\\');
            buf_append_char(out, byte);
        }
    }
}

static bool is_whole_number(double number)
{
    return number > -1e15 && number < 1e15 && number == (double)(long long)number;
}

static void write_range(const struct label *label, struct buf *out)
{
    const double low = label->has_min ? label->min : 0, high = label->has_max ? label->max : 100;
    buf_printf(out, "=%.15g..%.15g", low, high);
    if (!label->is_integer && is_whole_number(low) && is_whole_number(high))
        buf_append_text(out, ".0");
}

void label_notation_write(const struct label_schema *schema, struct buf *out)
{
    for (size_t i = 0; i < schema->count; i++) {
        const struct label *label = &schema->labels[i];
        const bool said[] = { label->is_required, label->has_reasoning, label->has_assessment };
        buf_printf(out, "%s%.*s", i > 0 ? "," : "", SLICE_ARGS(label->name));
        for (size_t mark = 0; mark < sizeof(marks) / sizeof(*marks); mark++)
            if (said[mark])
                buf_append_char(out, marks[mark].sign);
        if (label->type == LABEL_CATEGORICAL)
            write_values(label, out);
        else if (label->type == LABEL_SCORE)
            write_range(label, out);
        else
            buf_append_char(out, label->type == LABEL_BOOLEAN ? '?' : ':');
    }
}
