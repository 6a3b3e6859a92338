#include "shell.h"

#include <annotty/json/json.h>

#include <check.h>
#include <stdio.h>

struct buf output, errors;

void shell_open(void)
{
    home_make();
    output = buf_with_limit(BUF_LIMIT_BODY);
    errors = buf_with_limit(BUF_LIMIT_BODY);
}

void shell_close(void)
{
    buf_free(&output);
    buf_free(&errors);
    home_remove();
}

int run(const char *words)
{
    return program_run(words, &output, &errors);
}

void run_for(const char *words, const char *pointer, char *text, size_t size)
{
    struct json_value document;
    ck_assert_msg(run(words) == 0, "%s: %s", words, buf_text(&errors));
    ck_assert(json_check(buf_slice(&output), &document, NULL));
    struct buf plain = buf_with_limit(BUF_LIMIT_LINE);
    ck_assert_msg(json_append_string(&plain, json_at(document, pointer)), "%s", buf_text(&output));
    snprintf(text, size, "%s", buf_text(&plain));
    buf_free(&plain);
}

void read_back(const char *name, struct buf *into)
{
    buf_clear(into);
    home_read(name, into);
}
