/* JSON as passages: members in their order, every number and escape as it came, containers of several lines as
 * sections. A string of several lines is shown as its lines. */
#include "trace_page.h"

#include <ctype.h>

enum { SHORT_BYTES = 56, FOLDED_FROM_LINES = 200 };

struct slice json_token(struct slice line, enum trace_style *style)
{
    size_t length = 1;
    *style = TRACE_MUTED;
    if (line.at[0] == '"') {
        while (length < line.length && line.at[length] != '"')
            length += line.at[length] == '\\' ? 2 : 1;
        length = length + 1 < line.length ? length + 1 : line.length;
        *style = length < line.length && line.at[length] == ':' ? TRACE_JSON_KEY : TRACE_JSON_STRING;
    } else if (line.at[0] == '-' || isalnum((unsigned char)line.at[0])) {
        *style = isalpha((unsigned char)line.at[0]) ? TRACE_JSON_WORD : TRACE_JSON_NUMBER;
        while (length < line.length && strchr("{}[],: ", line.at[length]) == NULL)
            length++;
    }
    return (struct slice){ line.at, length };
}

static void add_line(struct trace_page *page, struct slice text)
{
    page_add(page, (struct passage){ .text = text, .kind = PASSAGE_JSON, .style = TRACE_TEXT, .hang = 2 });
}

static bool is_short(struct json_value value)
{
    return value.raw.length <= 2 ||
           (value.raw.length <= SHORT_BYTES && memchr(value.raw.at, '\n', value.raw.length) == NULL);
}

static bool has_lines(struct json_value value)
{
    for (size_t i = 0; value.kind == JSON_STRING && i + 1 < value.raw.length; i++)
        if (value.raw.at[i] == '\\' && value.raw.at[++i] == 'n')
            return true;
    return false;
}

static void add_value(struct trace_page *page, struct slice key, struct json_value value, bool more);

static void add_items(struct trace_page *page, struct json_value container)
{
    size_t at = 0;
    struct slice key = SLICE("");
    struct json_value item;
    const bool is_object = container.kind == JSON_OBJECT;
    bool going_on =
        is_object ? json_next_member(container, &at, &key, &item) : json_next_element(container, &at, &item);
    while (going_on) {
        const struct json_value value = item;
        const struct slice name = is_object ? page_format(page, "\"%.*s\": ", SLICE_ARGS(key)) : SLICE("");
        going_on = is_object ? json_next_member(container, &at, &key, &item) : json_next_element(container, &at, &item);
        add_value(page, name, value, going_on);
    }
}

/* The lines of a string stand below its name, which folds them. */
static void add_lines(struct trace_page *page, struct slice key, struct json_value value)
{
    const struct slice text = page_string(page, value);
    page_open_line(page, (struct passage){ .text = page_format(page, "%.*s\"", SLICE_ARGS(key)), .kind = PASSAGE_JSON },
                   (struct section){ .source = text, .title = SLICE("text") });
    page_add_plain(page, text, TRACE_JSON_STRING);
    page_close(page);
}

/* `more`: a comma follows. */
static void add_value(struct trace_page *page, struct slice key, struct json_value value, bool more)
{
    const char *comma = more ? "," : "";
    const bool is_object = value.kind == JSON_OBJECT;
    if (has_lines(value)) {
        add_lines(page, key, value);
        return;
    }
    if (is_short(value) || (!is_object && value.kind != JSON_ARRAY)) {
        add_line(page, page_format(page, "%.*s%.*s%s", SLICE_ARGS(key), SLICE_ARGS(value.raw), comma));
        return;
    }
    const struct passage head = { .text = page_format(page, "%.*s%c", SLICE_ARGS(key), is_object ? '{' : '['),
                                  .kind = PASSAGE_JSON };
    const uint32_t section =
        page_open_line(page, head, (struct section){ .source = value.raw, .title = SLICE("JSON") });
    add_items(page, value);
    page_close(page);
    const bool is_long = page->count - page->sections[section].head > FOLDED_FROM_LINES;
    page->sections[section].folded = is_long && key.length > 0 && !page->is_raw;
    add_line(page, page_format(page, "%c%s", is_object ? '}' : ']', comma));
}

void page_add_json(struct trace_page *page, struct json_value value)
{
    add_value(page, SLICE(""), value, false);
}

bool page_add_text_json(struct trace_page *page, struct slice text)
{
    struct json_value value;
    const struct slice trimmed = slice_trim(text);
    if (trimmed.length < 2 || (trimmed.at[0] != '{' && trimmed.at[0] != '[') || !json_check(trimmed, &value, NULL))
        return false;
    page_add_json(page, value);
    return true;
}
