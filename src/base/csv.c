#include <annotty/base/csv.h>

static bool has_to_be_quoted(struct slice text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.at[i] == ',' || text.at[i] == '"' || text.at[i] == '\n' || text.at[i] == '\r')
            return true;
    return false;
}

void csv_put(struct buf *out, struct slice text, const char *end)
{
    const char *quote = has_to_be_quoted(text) ? "\"" : "";
    buf_append_text(out, quote);
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] == '"')
            buf_append_char(out, '"');
        buf_append_char(out, text.at[i]);
    }
    buf_append_text(out, quote);
    buf_append_text(out, end);
}
