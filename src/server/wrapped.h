/* The document around a queue's interactions: one resource whose id is the queue's (contract section 2). */
#ifndef ANNOTTY_SERVER_WRAPPED_H
#define ANNOTTY_SERVER_WRAPPED_H

#include <annotty/api/record.h>

static inline void wrapped_begin(struct buf *out, const struct api_operation *operation, struct json_value id)
{
    buf_append_text(out, "{\"data\":{\"id\":");
    buf_append_slice(out, id.raw);
    buf_printf(out, ",\"type\":\"%s\",\"attributes\":{\"%s\":[", operation->answer_type, operation->answer_member);
}

#define WRAPPED_END "]}}}"

#endif
