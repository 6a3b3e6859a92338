#include "fixture.h"

#include <check.h>

void with_record(enum api_resource_id resource, const char *json,
                 void (*use)(const struct api_record *record, void *data), void *data)
{
    struct json_value object;
    struct api_record record;
    struct error error = { 0 };
    ck_assert_msg(json_check(slice_of(json), &object, &error), "%s: %s", json, error.message);
    ck_assert_msg(api_decode(&api_resources[resource], object, &record, &error), "%s: %s", json, error.message);
    use(&record, data);
}

static void put_record(const struct api_record *record, void *data)
{
    rows_put(data, record, NULL);
}

void put_json(struct rows *rows, const char *json)
{
    with_record(rows_resource(rows)->id, json, put_record, rows);
}

struct rows *rows_from(enum api_resource_id resource, const char *const *items)
{
    struct rows *rows = rows_new(&api_resources[resource]);
    for (; *items != NULL; items++)
        put_json(rows, *items);
    return rows;
}
