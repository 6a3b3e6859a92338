/* The API's own resources, character for character: as one array, or one a line. */
#include "format.h"

#include <annotty/base/text.h>

/* On a terminal the same value, with what would act there escaped. */
static void put_json(const struct layout *layout, struct slice json, struct buf *out)
{
    if (layout->terminal)
        text_append_json(out, json);
    else
        buf_append_slice(out, json);
}

static void put_array_element(const struct layout *layout, struct slice json, bool first, struct buf *out)
{
    buf_append_text(out, first ? "[" : ",\n");
    put_json(layout, json, out);
}

static void end_array(bool nothing, struct buf *out)
{
    buf_append_text(out, nothing ? "[]\n" : "]\n");
}

static void put_line(const struct layout *layout, struct slice json, bool first, struct buf *out)
{
    (void)first;
    const size_t begin = out->length;
    put_json(layout, json, out);
    /* A line break in JSON text stands between values only. */
    for (size_t i = begin; i < out->length; i++)
        if (out->data[i] == '\n' || out->data[i] == '\r')
            out->data[i] = ' ';
    buf_append_char(out, '\n');
}

const struct format format_json = { .name = "json", .by_text = true, .element = put_array_element, .end = end_array };
const struct format format_jsonl = { .name = "jsonl", .by_text = true, .element = put_line };
