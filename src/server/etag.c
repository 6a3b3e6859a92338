#include "etag.h"

#include <annotty/base/index.h>

#include <inttypes.h>
#include <stdio.h>

void etag_write(int64_t stamp, const char *person, char tag[static ETAG_SIZE])
{
    snprintf(tag, ETAG_SIZE, "\"%016" PRIx64 "-%08" PRIx32 "-" ANNOTTY_VERSION "\"", (uint64_t)stamp,
             index_hash(slice_of(person)));
}

bool etag_is_known(const char *header, const char *tag)
{
    const struct slice weak = SLICE("W/");
    struct slice rest = slice_of(header);
    struct slice item;
    while (slice_cut(&rest, ',', &item)) {
        item = slice_trim(item);
        if (slice_starts_with(item, weak))
            item = slice_from(item, weak.length);
        if (slice_is(item, tag))
            return true;
    }
    return false;
}
