/* A call as the journal has it: text that becomes a call again, a command line for a shell, and what takes it back. */
#include "fuzz.h"

#include <annotty/api/call_text.h>
#include <annotty/api/inverse.h>
#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <stdlib.h>

#define TEXT_MAX ((size_t)64 * 1024 * 1024)

static void write_call(const struct api_call *call, struct buf *text)
{
    struct json_value object;
    HOLDS(api_call_write(call, text));
    HOLDS(json_check(buf_slice(text), &object, NULL) && object.kind == JSON_OBJECT);
}

/* What is written is read as the same. */
static void check_text(const struct api_call *call)
{
    struct buf once = buf_with_limit(TEXT_MAX), twice = buf_with_limit(TEXT_MAX);
    struct api_call again;
    write_call(call, &once);
    HOLDS(api_call_read(call->operation, buf_slice(&once), &again, NULL));
    write_call(&again, &twice);
    HOLDS(slice_equal(buf_slice(&once), buf_slice(&twice)));
    api_call_free(&again);
    buf_free(&once);
    buf_free(&twice);
}

/* The next word of a command line as sh reads it; false at its end. */
static bool next_word(struct slice *line, struct buf *word)
{
    size_t at = 0;
    char quote = '\0';
    buf_clear(word);
    while (at < line->length && line->at[at] == ' ')
        at++;
    const size_t from = at;
    for (; at < line->length && (quote != '\0' || (line->at[at] != ' ' && line->at[at] != '\n')); at++) {
        const char byte = line->at[at];
        if (quote == '\0' && (byte == '\'' || byte == '"'))
            quote = byte;
        else if (byte == quote)
            quote = '\0';
        else if (quote == '\0' && byte == '\\')
            buf_append_char(word, line->at[++at]);
        else
            buf_append_char(word, byte);
    }
    HOLDS(quote == '\0');
    *line = slice_from(*line, at);
    return at > from;
}

/* A shell finds the address and the body in it as they are, and nothing to carry out. */
static void check_curl(const struct api_call *call)
{
    struct buf line = buf_with_limit(TEXT_MAX), word = buf_with_limit(TEXT_MAX);
    struct buf target = buf_with_limit(TEXT_MAX), body = buf_with_limit(TEXT_MAX);
    bool has_target = false, has_body = false;
    HOLDS(api_call_target(call, &target) && api_call_body(call, &body));
    HOLDS(api_call_curl(call, "https://x", true, &line));
    struct slice rest = buf_slice(&line);
    while (next_word(&rest, &word)) {
        has_target |= word.length == target.length + 9 && memcmp(word.data, "https://x", 9) == 0 &&
                      memcmp(word.data + 9, target.data, target.length) == 0;
        has_body |= slice_equal(buf_slice(&word), buf_slice(&body));
    }
    HOLDS(slice_is(rest, "\n"));
    HOLDS(has_target && (has_body || call->operation->request_type == NULL));
    buf_free(&line);
    buf_free(&word);
    buf_free(&target);
    buf_free(&body);
}

/* What takes a sound call back can be sent. */
static void check_inverse(const struct api_call *call, struct slice before, struct slice answer)
{
    struct buf kept = buf_with_limit(TEXT_MAX);
    struct json_value value;
    inverse_answer(call->operation, answer, &kept);
    HOLDS(!kept.failed && (kept.length == 0 || json_check(buf_slice(&kept), &value, NULL)));
    struct change change = { .state = CHANGE_DONE,
                             .call = *call,
                             .before = before.length > 0 ? xstrndup(before.at, before.length) : NULL,
                             .answer = kept.length > 0 ? buf_take(&kept) : NULL };
    struct api_call *calls = NULL;
    size_t count = 0;
    struct error error = { 0 };
    if (!inverse_calls(&change, &calls, &count, &error))
        HOLDS(error.message[0] != '\0');
    for (size_t i = 0; i < count; i++) {
        HOLDS(api_call_has_path(&calls[i], NULL));
        check_text(&calls[i]);
        api_call_free(&calls[i]);
    }
    free(calls);
    free(change.before);
    free(change.answer);
    buf_free(&kept);
}

/* The first byte is the operation; then lines: the call, the resource before, the server's answer. */
void fuzz_call(struct slice input)
{
    const struct api_operation *operation = &api_operations[fuzz_byte(&input) % API_OPERATION_COUNT];
    const struct slice text = fuzz_line(&input), before = fuzz_line(&input);
    struct api_call call;
    struct error error = { 0 };
    if (!api_call_read(operation, text, &call, &error)) {
        HOLDS(error.kind != ERROR_NONE && error.message[0] != '\0' && call.arguments == NULL);
        return;
    }
    check_text(&call);
    check_curl(&call);
    char *lane = change_lane(&call);
    HOLDS(lane != NULL);
    free(lane);
    if (api_call_complete(&call, NULL))
        check_inverse(&call, before, input);
    api_call_free(&call);
}
