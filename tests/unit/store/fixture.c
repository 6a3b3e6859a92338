#include "fixture.h"

#include "../../../src/store/workspace_tables.h"

#include <annotty/base/clock.h>

#include <check.h>

struct scratch scratch;
struct workspace *workspace;
struct workspace_session *session;
struct arena arena;
struct error error;

void reopen(void)
{
    workspace_close(&workspace);
    const struct workspace_options options = { .dir = scratch.path, .person_name = "Ada", .person_handle = "ada" };
    workspace = workspace_open(&options, &error);
    ck_assert_msg(workspace != NULL, "%s", error.message);
}

void fixture_setup(void)
{
    scratch = scratch_new();
    reopen();
}

void fixture_teardown(void)
{
    workspace_end(&session);
    workspace_close(&workspace);
    arena_free(&arena);
    scratch_remove(&scratch);
}

void begin(void)
{
    session = workspace_write(workspace, &error);
    ck_assert_msg(session != NULL, "%s", error.message);
}

void commit(void)
{
    ck_assert_msg(workspace_commit(&session, &error), "%s", error.message);
}

void read_again(void)
{
    workspace_end(&session);
    session = workspace_read(workspace, &error);
    ck_assert_msg(session != NULL, "%s", error.message);
}

int field(enum api_resource_id resource, const char *name)
{
    const int index = api_field_index(&api_resources[resource], slice_of(name));
    ck_assert_int_ge(index, 0);
    return index;
}

void set(struct json_value *values, enum api_resource_id resource, const char *name, const char *json)
{
    ck_assert(json_check(slice_of(json), &values[field(resource, name)], &error));
}

struct workspace_row insert(enum api_resource_id resource, int64_t parent, const struct json_value *values)
{
    struct workspace_row row;
    ck_assert_msg(workspace_insert(session, &api_resources[resource], parent, values, &arena, &row, &error), "%s",
                  error.message);
    return row;
}

static void set_text(struct json_value *values, enum api_resource_id resource, const char *name, const char *text)
{
    if (text != NULL)
        values[field(resource, name)] = api_text_value(&arena, slice_of(text));
}

struct workspace_row add_project(const char *name, const char *description)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set_text(values, API_PROJECT, "name", name);
    set_text(values, API_PROJECT, "description", description);
    return insert(API_PROJECT, 0, values);
}

struct workspace_row add_dataset(const struct workspace_row *project, const char *name)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set_text(values, API_DATASET, "name", name);
    return insert(API_DATASET, project->seq, values);
}

struct workspace_row add_record(struct workspace_row *dataset, const char *input)
{
    bool added = false;
    struct workspace_row row;
    struct json_value values[API_FIELDS_MAX] = { 0 };
    struct workspace_change *change = workspace_change_new(session, dataset, clock_wall_ms(), &arena, &error);
    ck_assert_msg(change != NULL, "%s", error.message);
    set(values, API_RECORD_ITEM, "input", arena_copy(&arena, slice_of(input)));
    ck_assert_msg(workspace_append_record(change, values, false, &arena, &row, &added, &error), "%s", error.message);
    ck_assert_msg(workspace_change_end(change, &error), "%s", error.message);
    workspace_change_free(&change);
    return row;
}

struct workspace_row add_queue(const struct workspace_row *project, const char *name)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set_text(values, API_QUEUE, "name", name);
    values[field(API_QUEUE, "project_id")] = project->record.id;
    return insert(API_QUEUE, 0, values);
}

struct workspace_row add_interaction(const struct workspace_row *queue, const char *content_id)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set_text(values, API_INTERACTION, "content_id", content_id);
    set_text(values, API_INTERACTION, "type", "trace");
    return insert(API_INTERACTION, queue->seq, values);
}

struct workspace_row add_annotation(const struct workspace_row *interaction, const char *label_values)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set(values, API_ANNOTATION, "label_values", label_values);
    return insert(API_ANNOTATION, interaction->seq, values);
}

struct workspace_row find(enum api_resource_id resource, struct slice id)
{
    struct workspace_row row;
    ck_assert_int_eq(workspace_find_id(session, &api_resources[resource], id, &arena, &row, &error), WORKSPACE_FOUND);
    return row;
}

void delete_rows(enum api_resource_id resource, int64_t parent, const char *ids)
{
    struct json_value array;
    ck_assert(json_check(slice_of(ids), &array, &error));
    ck_assert_msg(workspace_delete(session, &api_resources[resource], parent, array, &error), "%s", error.message);
}

struct slice text_of(const struct workspace_row *row, const char *name)
{
    return api_plain_text(&arena, row->record.values[field(row->record.resource->id, name)]);
}

struct slice plain_id(const struct workspace_row *row)
{
    return api_plain_text(&arena, row->record.id);
}

void set_past(struct workspace_row *row, const char *name)
{
    row->record.values[field(row->record.resource->id, name)] = api_text_value(&arena, slice_of(PAST));
}

int64_t count_rows(const char *table)
{
    struct sqlite3_stmt *const statement =
        db_statement(session->db, arena_printf(&arena, "SELECT count(*) FROM %s", table), &error);
    ck_assert_msg(statement != NULL && db_step(session->db, statement, &error) == DB_ROW, "%s", error.message);
    const int64_t count = db_column_int64(statement, 0);
    db_reset(statement);
    return count;
}

const char *plan_of(const char *sql)
{
    const char *plan = "";
    struct sqlite3_stmt *const statement =
        db_statement(session->db, arena_printf(&arena, "EXPLAIN QUERY PLAN %s", sql), &error);
    ck_assert_msg(statement != NULL, "%s", error.message);
    while (db_step(session->db, statement, &error) == DB_ROW)
        plan = arena_printf(&arena, "%s%.*s\n", plan, SLICE_ARGS(db_column_text(statement, 3)));
    return plan;
}

void run_sql(const char *path, const char *sql)
{
    struct db *db = db_open(&workspace_schema, path, &error);
    ck_assert_msg(db != NULL && db_run(db, sql, &error), "%s", error.message);
    db_close(&db);
}
