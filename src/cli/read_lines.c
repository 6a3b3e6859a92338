/* Plain text: interactions as model/intake.h reads them, one a line; or ids with blanks, commas or line ends between
 * them, in quotes or not. Lines that begin with # are skipped. */
#include "source_private.h"

#include <annotty/base/utf8.h>
#include <annotty/model/intake.h>

/* The next line without its end; false when there is none. It is taken by input_take(length + 1, where that much is
 * there). */
static bool look_at_line(struct input *input, struct slice *line)
{
    size_t searched = 0;
    struct slice rest = input_rest(input);
    const char *end = memchr(rest.at, '\n', rest.length);
    while (end == NULL) {
        searched = rest.length;
        if (!input_more(input))
            break;
        rest = input_rest(input);
        end = memchr(rest.at + searched, '\n', rest.length - searched);
    }
    rest = input_rest(input);
    *line = (struct slice){ rest.at, end != NULL ? (size_t)(end - rest.at) : rest.length };
    return rest.length > 0;
}

static void take_line(struct input *input, struct slice line)
{
    const bool has_end = input_rest(input).length > line.length;
    input_take(input, line.length + has_end);
}

static enum source_step read_interaction(struct source *source, struct item *item, struct error *error)
{
    struct slice line;
    while (look_at_line(&source->input, &line)) {
        struct intake_item found;
        char what[INTAKE_PROBLEM_SIZE];
        item->line = source->input.line;
        const enum intake_line kind = intake_read_line(line, &found, what);
        if (kind == INTAKE_ITEM)
            intake_write(&found, &item->json);
        take_line(&source->input, line);
        if (kind == INTAKE_PROBLEM)
            return source_refuse(source, SOURCE_BAD, item->line, error, "%s", what);
        if (kind == INTAKE_ITEM)
            return SOURCE_ITEM;
    }
    return source_end(source, error);
}

static bool is_between(int byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n' || byte == ',';
}

/* The next id, still in the window; false when there is none. */
static bool look_at_id(struct source *source, struct slice *id)
{
    struct input *input = &source->input;
    for (int byte = input_peek(input); byte >= 0; byte = input_peek(input)) {
        struct slice line;
        if (byte == '#' && !source->within_line && look_at_line(input, &line)) {
            take_line(input, line);
            continue;
        }
        if (!is_between(byte))
            break;
        source->within_line = byte != '\n';
        input_take(input, 1);
    }
    size_t length = 0;
    struct slice rest = input_rest(input);
    while (length < rest.length || input_more(input)) {
        rest = input_rest(input);
        if (is_between(rest.at[length]))
            break;
        length++;
    }
    *id = (struct slice){ input_rest(input).at, length };
    source->within_line = true;
    return length > 0;
}

static enum source_step read_id(struct source *source, struct item *item, struct error *error)
{
    struct slice id;
    if (!look_at_id(source, &id))
        return source_end(source, error);
    const size_t length = id.length;
    item->line = source->input.line;
    if (id.length > 2 && (id.at[0] == '"' || id.at[0] == '\'') && id.at[id.length - 1] == id.at[0])
        id = (struct slice){ id.at + 1, id.length - 2 };
    const bool sound = !utf8_has_control(id);
    json_write_string(&item->json, id);
    input_take(&source->input, length);
    return sound ? SOURCE_ITEM
                 : source_refuse(source, SOURCE_BAD, item->line, error,
                                 "has a control character in it, or is not UTF-8 text");
}

enum source_step read_lines(struct source *source, struct item *item, struct error *error)
{
    buf_clear(&item->json);
    item->list = source->list;
    return source->list->type == API_STRINGS ? read_id(source, item, error) : read_interaction(source, item, error);
}
