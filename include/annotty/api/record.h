/* One decoded resource: for each field of its row, the value as it stands in the text. */
#ifndef ANNOTTY_API_RECORD_H
#define ANNOTTY_API_RECORD_H

#include <annotty/api/tables.h>
#include <annotty/base/arena.h>
#include <annotty/json/json.h>

/* Points into the text it was decoded from and lives as long as that. */
struct api_record {
    const struct api_resource *resource;
    struct json_value id;                     /* JSON_ABSENT only for parts that have none */
    struct json_value values[API_FIELDS_MAX]; /* by field position; JSON_ABSENT where missing */
};

/* Reads one element of a list or the object under "data". Tolerant as contract D17 says: unknown members are ignored,
 * absent and null ones stay absent or null, unknown enum values stay text. Fails only when it is not an object, has
 * no id where one is required, or a member has another JSON kind than its row (error->where is the JSON pointer). */
bool api_decode(const struct api_resource *resource, struct json_value object, struct api_record *record,
                struct error *error);

/* Appends the object for one resource: enveloped, or flat when the resource is. `values` are by field position;
 * JSON_ABSENT is filled from the row's `fill` (D16) or left out when the row has none. `id` is plain text. */
bool api_encode(struct buf *out, const struct api_resource *resource, struct slice id,
                const struct json_value values[static API_FIELDS_MAX]);

/* A JSON string value for plain text, and back; the memory is in `arena`. */
struct json_value api_text_value(struct arena *arena, struct slice text);
struct slice api_plain_text(struct arena *arena, struct json_value string);

#endif
