#include "report.h"

#include <annotty/base/text.h>

#include <stdio.h>

static void put_line(struct slice text)
{
    struct buf line = buf_with_limit(BUF_LIMIT_LINE);
    text_append_clean(&line, text, false);
    fprintf(stderr, "annotty: %s\n", buf_text(&line));
    buf_free(&line);
}

int report_error(const struct error *error)
{
    put_line(slice_of(error->message));
    return error_exit_status(error->kind);
}

void report_news(const char *format, ...)
{
    struct buf line = buf_with_limit(BUF_LIMIT_LINE);
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&line, format, arguments);
    va_end(arguments);
    put_line(buf_slice(&line));
    buf_free(&line);
}
