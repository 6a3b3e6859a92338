/* Rows for tests, from JSON as a server sends it. */
#ifndef ANNOTTY_TESTS_UNIT_MODEL_FIXTURE_H
#define ANNOTTY_TESTS_UNIT_MODEL_FIXTURE_H

#include <annotty/api/rows.h>

/* Calls `use` with one decoded item, a resource's JSON object. */
void with_record(enum api_resource_id resource, const char *json,
                 void (*use)(const struct api_record *record, void *data), void *data);
/* Adds one item. */
void put_json(struct rows *rows, const char *json);
/* New rows with the items, up to a NULL. */
struct rows *rows_from(enum api_resource_id resource, const char *const *items);

#endif
