#include "import_read.h"

#include <annotty/base/mem.h>

bool import_file_open(struct import_file *file, const char *path, struct error *error)
{
    *file = (struct import_file){ .text = buf_with_limit(BUF_LIMIT_BODY) };
    return input_open(&file->input, path, error);
}

void import_file_close(struct import_file *file)
{
    input_close(&file->input);
    buf_free(&file->text);
}

/* Moves the line at which the input is to `text`, without its end. False: there is none, or it can't be read. */
static bool take_line(struct import_file *file)
{
    struct input *const input = &file->input;
    buf_clear(&file->text);
    file->line = input->line;
    if (input_peek(input) < 0)
        return false;
    size_t looked = 0;
    for (;;) {
        const struct slice rest = input_rest(input);
        const char *const end = memchr(rest.at + looked, '\n', rest.length - looked);
        if (end != NULL || !input_more(input)) {
            const struct slice last = input_rest(input);
            const size_t length = end != NULL ? (size_t)(end - rest.at) : last.length;
            const bool fits = buf_append(&file->text, last.at, length);
            input_take(input, end != NULL ? length + 1 : length);
            return fits && input->problem.kind == ERROR_NONE;
        }
        looked = rest.length;
    }
}

/* All that follows, for a document that spans lines. */
static bool take_rest(struct import_file *file)
{
    buf_append_char(&file->text, '\n');
    while (input_peek(&file->input) >= 0) {
        const struct slice piece = input_rest(&file->input);
        if (!buf_append_slice(&file->text, piece))
            return false;
        input_take(&file->input, piece.length);
    }
    return file->input.problem.kind == ERROR_NONE;
}

/* A list stands for what is in it, and so does an answer of the API, whose list is called "data". */
static struct json_value list_in(struct json_value value)
{
    const struct json_value data = json_member(value, "data");
    if (value.kind == JSON_ARRAY)
        return value;
    return data.kind == JSON_ARRAY ? data : (struct json_value){ .kind = JSON_ABSENT };
}

static enum import_step refuse(const struct import_file *file, enum import_step step, const char *why,
                               struct error *error)
{
    struct buf place = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&place, "%.160s:%zu", file->input.name, file->line);
    error_set(error, ERROR_INPUT, buf_text(&place), "%s: %s", buf_text(&place), why);
    buf_free(&place);
    return step;
}

static enum import_step end(const struct import_file *file, struct error *error)
{
    if (file->input.problem.kind != ERROR_NONE) {
        *error = file->input.problem;
        return IMPORT_BROKEN;
    }
    return file->text.failed ? refuse(file, IMPORT_BROKEN, "a line is larger than 32 MiB", error) : IMPORT_END;
}

/* The value on the line; of the first one, when it is no value alone, the document that begins there. */
static enum import_step check_text(struct import_file *file, struct json_value *value, struct error *error)
{
    struct error problem;
    const bool is_first = file->value_count++ == 0;
    if (json_check(slice_trim(buf_slice(&file->text)), value, &problem))
        return IMPORT_VALUE;
    if (!is_first)
        return refuse(file, IMPORT_BAD, problem.message, error);
    const char first = *slice_trim(buf_slice(&file->text)).at;
    if ((first != '{' && first != '[') || !take_rest(file))
        return file->text.failed
                   ? refuse(file, IMPORT_BROKEN, "one document of more than 32 MiB; give it as lines", error)
                   : refuse(file, IMPORT_BAD, problem.message, error);
    if (json_check(slice_trim(buf_slice(&file->text)), value, NULL))
        return IMPORT_VALUE;
    return refuse(file, IMPORT_BROKEN, problem.message, error);
}

enum import_step import_file_next(struct import_file *file, struct json_value *value, struct error *error)
{
    for (;;) {
        if (file->list.kind == JSON_ARRAY && json_next_element(file->list, &file->at, value))
            return IMPORT_VALUE;
        file->list = (struct json_value){ .kind = JSON_ABSENT };
        if (!take_line(file))
            return end(file, error);
        if (slice_trim(buf_slice(&file->text)).length == 0)
            continue;
        const enum import_step step = check_text(file, value, error);
        if (step != IMPORT_VALUE)
            return step;
        file->at = 0;
        file->list = list_in(*value);
        if (file->list.kind != JSON_ARRAY)
            return IMPORT_VALUE;
    }
}
