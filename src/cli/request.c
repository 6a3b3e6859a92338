#include "request.h"

#include "output.h"

#include <annotty/base/text.h>

#include <stdio.h>
#include <unistd.h>

bool request_print(const struct api_call *call, struct error *error)
{
    struct buf target = buf_with_limit(BUF_LIMIT_LINE * 16), body = buf_with_limit(BUF_LIMIT_ANSWER);
    struct buf shown = buf_with_limit(BUF_LIMIT_ANSWER);
    api_call_target(call, &target);
    api_call_body(call, &body);
    if (isatty(STDOUT_FILENO) == 1)
        text_append_json(&shown, buf_slice(&body));
    else
        buf_append_slice(&shown, buf_slice(&body));
    /* The target is percent-encoded: plain ASCII. */
    printf("%s %s\n", api_method_names[call->operation->method], buf_text(&target));
    if (shown.length > 0)
        puts(buf_text(&shown));
    buf_free(&target);
    buf_free(&body);
    buf_free(&shown);
    return output_flush(error);
}
