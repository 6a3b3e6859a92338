/* Changing the records of a dataset.
 *
 * A record's row holds what the record is now, or was at last, and three versions of the dataset: the one that made it,
 * the one that gave it its present state, and the one that deleted it, if any. What it was before goes to record_state,
 * which tells up to which version. So a change writes what it changes, and reading the current version looks at nothing
 * else. Metadata are changed where they stand: they show in every version that has that state. */
#include "workspace_tables.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>

struct workspace_change {
    struct workspace_session *session;
    const struct workspace_table *table;
    struct workspace_row *dataset;
    struct arena *arena;
    int64_t version; /* the one that it makes, if it makes one */
    bool makes_version;
    bool is_in_place; /* its version is the current one */
    struct json_value now;
    char id[UUID_SIZE]; /* how the ids of its records begin */
    int input;          /* position of the field */
    struct sqlite3_stmt *insert, *update, *find, *find_same, *keep_state;
};

/* Statements. The fields stand at their usual places, behind them: */
enum {
    PLACE_VERSION = WORKSPACE_FIRST_FIELD + API_FIELDS_MAX,
    PLACE_HASH,
    PLACE_SIZE,
};

/* As in workspace_insert and workspace_update: ?1 id or seq, ?2 sample, ?3 dataset. */
static char *write_insert(const struct workspace_table *table)
{
    struct buf sql = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&sql,
               "INSERT INTO record (id, sample, dataset_seq, version_made, version_changed, input_hash, size, %s)"
               " VALUES (?1, ?2, ?3, ?%d, ?%d, ?%d, ?%d",
               table->columns, PLACE_VERSION, PLACE_VERSION, PLACE_HASH, PLACE_SIZE);
    for (size_t i = 0; i < table->field_count; i++)
        buf_printf(&sql, ", ?%zu", i + WORKSPACE_FIRST_FIELD);
    buf_append_char(&sql, ')');
    return buf_take(&sql);
}

static char *write_update(const struct workspace_table *table)
{
    struct buf sql = buf_with_limit(BUF_LIMIT_LINE);
    buf_printf(&sql, "UPDATE record SET sample = ?2, version_changed = ?%d, input_hash = ?%d, size = ?%d",
               PLACE_VERSION, PLACE_HASH, PLACE_SIZE);
    for (size_t i = 0; i < table->field_count; i++)
        buf_printf(&sql, ", \"%s\" = ?%zu", table->resource->fields[table->fields[i]].name, i + WORKSPACE_FIRST_FIELD);
    buf_append_text(&sql, " WHERE seq = ?1");
    return buf_take(&sql);
}

/* ?1 id, ?2 dataset; version_changed stands behind the fields. */
static char *write_find(const struct workspace_table *table)
{
    return xasprintf("SELECT seq, id, %s, version_changed FROM record"
                     " WHERE id = ?1 AND dataset_seq = ?2 AND version_deleted IS NULL",
                     table->columns);
}

/* ?1 dataset, ?2 hash */
static char *write_find_same(const struct workspace_table *table)
{
    (void)table;
    return xstrdup("SELECT input FROM record INDEXED BY record_by_input WHERE dataset_seq = ?1 AND input_hash = ?2 AND "
                   "version_deleted IS NULL");
}

/* ?1 seq, ?2 the first version that does not have the state any more */
static char *write_keep_state(const struct workspace_table *table)
{
    return xasprintf("INSERT INTO record_state (dataset_seq, record_seq, version_to, size, %s)"
                     " SELECT dataset_seq, seq, ?2, size, %s FROM record WHERE seq = ?1",
                     table->columns, table->columns);
}

static bool prepare(struct workspace_change *change, struct error *error)
{
    const struct {
        struct sqlite3_stmt **statement;
        char *(*write)(const struct workspace_table *table);
    } statements[] = {
        { &change->insert, write_insert },
        { &change->update, write_update },
        { &change->find, write_find },
        { &change->find_same, write_find_same },
        { &change->keep_state, write_keep_state },
    };
    for (size_t i = 0; i < ARRAY_LENGTH(statements); i++) {
        char *const sql = statements[i].write(change->table);
        *statements[i].statement = db_statement(change->session->db, sql, error);
        free(sql);
        if (*statements[i].statement == NULL)
            return false;
    }
    return true;
}

/* A change */

static int version_field(void)
{
    return api_field_index(&api_resources[API_DATASET], SLICE("current_version"));
}

struct workspace_change *workspace_change_new(struct workspace_session *session, struct workspace_row *dataset,
                                              int64_t wall_ms, struct arena *arena, struct error *error)
{
    assert(session->writes && dataset->record.resource == &api_resources[API_DATASET]);
    char now[CLOCK_RFC3339_SIZE];
    int64_t version = 0;
    clock_format_rfc3339(wall_ms, now);
    json_int64(dataset->record.values[version_field()], &version);
    struct workspace_change *change = xmalloc(sizeof(*change));
    *change = (struct workspace_change){
        .session = session,
        .table = workspace_table_of(session, &api_resources[API_RECORD_ITEM]),
        .dataset = dataset,
        .arena = arena,
        .version = version + 1,
        .now = api_text_value(arena, slice_of(now)),
        .input = api_field_index(&api_resources[API_RECORD_ITEM], SLICE("input")),
    };
    random_uuid(change->id);
    if (!prepare(change, error))
        workspace_change_free(&change);
    return change;
}

void workspace_change_free(struct workspace_change **change)
{
    free(*change);
    *change = NULL;
}

void workspace_change_in_place(struct workspace_change *change)
{
    change->version--;
    change->is_in_place = true;
}

/* Dates that `values` leave open are the change's. */
static void set_dates(const struct workspace_change *change, const struct api_resource *resource, unsigned flags,
                      struct json_value values[static API_FIELDS_MAX])
{
    for (size_t i = 0; i < resource->field_count; i++)
        if (resource->fields[i].type == API_DATE_TIME && (resource->fields[i].flags & flags) == flags &&
            values[i].kind == JSON_ABSENT)
            values[i] = change->now;
}

bool workspace_change_end(struct workspace_change *change, struct error *error)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    if (!change->makes_version || change->is_in_place)
        return true;
    values[version_field()] = (struct json_value){
        .kind = JSON_NUMBER,
        .raw = slice_of(arena_printf(change->arena, "%" PRId64, change->version)),
    };
    set_dates(change, &api_resources[API_DATASET], API_RENEWED, values);
    return workspace_update(change->session, values, change->arena, change->dataset, error);
}

/* Records */

static int64_t hash_input(const struct workspace_change *change, const struct api_record *record)
{
    return (int64_t)json_hash(record->values[change->input], &change->session->workspace->hash_key);
}

static void bind_record(struct workspace_change *change, struct sqlite3_stmt *statement,
                        const struct api_record *record, int64_t hash, int64_t version, struct arena *arena)
{
    size_t size = 0;
    for (size_t i = 0; i < change->table->field_count; i++)
        size += record->values[change->table->fields[i]].raw.length;
    db_bind_int64(statement, 2, change->session->is_sample);
    workspace_bind_fields(change->table, statement, record, arena);
    db_bind_int64(statement, PLACE_VERSION, version);
    db_bind_int64(statement, PLACE_HASH, hash);
    db_bind_int64(statement, PLACE_SIZE, (int64_t)size);
}

/* The ids, which have no columns among the fields. */
static void complete_row(const struct workspace_change *change, struct workspace_row *row)
{
    const struct api_resource *const resource = change->table->resource;
    row->parent = change->dataset->seq;
    row->record.values[api_field_index(resource, SLICE("id"))] = row->record.id;
    row->record.values[api_field_index(resource, slice_of(change->table->parent_id))] = change->dataset->record.id;
}

static bool is_same(struct slice stored, struct json_value input)
{
    struct json_value value;
    return slice_equal(stored, input.raw) || (json_check(stored, &value, NULL) && json_equal(value, input));
}

static enum workspace_found find_same(struct workspace_change *change, struct json_value input, int64_t hash,
                                      struct error *error)
{
    db_bind_int64(change->find_same, 1, change->dataset->seq);
    db_bind_int64(change->find_same, 2, hash);
    for (;;) {
        const enum db_step step = db_step(change->session->db, change->find_same, error);
        if (step != DB_ROW)
            return step == DB_END ? WORKSPACE_MISSING : WORKSPACE_FAILED;
        if (is_same(db_column_text(change->find_same, 0), input)) {
            db_reset(change->find_same);
            return WORKSPACE_FOUND;
        }
    }
}

/* The ids of a change begin alike, so that they stand together in the index: a thousand of them among a million would
 * else be written to a thousand places. */
static struct slice make_id(const struct workspace_change *change, struct arena *arena)
{
    enum { SHARED_DIGITS = 8 };
    char uuid[UUID_SIZE];
    random_uuid(uuid);
    return slice_of(arena_printf(arena, "rec-%.*s%s", SHARED_DIGITS, change->id, uuid + SHARED_DIGITS));
}

static bool insert(struct workspace_change *change, const struct api_record *record, int64_t hash, struct arena *arena,
                   struct workspace_row *row, struct error *error)
{
    const struct slice id = make_id(change, arena);
    *row = (struct workspace_row){ .record = *record };
    row->record.id = api_text_value(arena, id);
    complete_row(change, row);
    db_bind_text(change->insert, 1, id);
    db_bind_int64(change->insert, 3, change->dataset->seq);
    bind_record(change, change->insert, &row->record, hash, change->version, arena);
    if (!db_finish(change->session->db, change->insert, error))
        return false;
    row->seq = db_last_row(change->session->db);
    return true;
}

bool workspace_append_record(struct workspace_change *change, const struct json_value values[static API_FIELDS_MAX],
                             bool deduplicate, struct arena *arena, struct workspace_row *row, bool *added,
                             struct error *error)
{
    struct json_value complete[API_FIELDS_MAX];
    struct api_record record = { .resource = change->table->resource };
    memcpy(complete, values, sizeof(complete));
    set_dates(change, record.resource, 0, complete);
    workspace_fill_fields(change->session, change->table, complete, arena, &record);
    const int64_t hash = hash_input(change, &record);
    const enum workspace_found same =
        deduplicate ? find_same(change, record.values[change->input], hash, error) : WORKSPACE_MISSING;
    *added = same == WORKSPACE_MISSING && insert(change, &record, hash, arena, row, error);
    change->makes_version |= *added;
    return *added || same == WORKSPACE_FOUND;
}

static enum workspace_found find_record(struct workspace_change *change, struct slice id, struct arena *arena,
                                        struct workspace_row *row, int64_t *version_changed, struct error *error)
{
    db_bind_text(change->find, 1, id);
    db_bind_int64(change->find, 2, change->dataset->seq);
    const enum db_step step = db_step(change->session->db, change->find, error);
    if (step != DB_ROW)
        return step == DB_END ? WORKSPACE_MISSING : WORKSPACE_FAILED;
    workspace_row_of_columns(change->table, change->find, arena, row);
    complete_row(change, row);
    *version_changed = db_column_int64(change->find, 2 + (int)change->table->field_count);
    db_reset(change->find);
    return WORKSPACE_FOUND;
}

/* What an update does to a record, from the least on. */
enum difference {
    NO_DIFFERENCE,
    OTHER_WRITING, /* of equal values: kept as it was sent, but nothing changed (contract section 8, D15) */
    OTHER_VALUE,
    OTHER_VERSION,
};

static enum difference take_values(const struct workspace_table *table,
                                   const struct json_value values[static API_FIELDS_MAX], struct api_record *record)
{
    enum difference most = NO_DIFFERENCE;
    for (size_t i = 0; i < table->field_count; i++) {
        const int position = table->fields[i];
        const struct api_field *const field = &table->resource->fields[position];
        if (values[position].kind == JSON_ABSENT)
            continue;
        const struct json_value said = workspace_said_value(field, values[position]);
        struct json_value *const known = &record->values[position];
        const enum difference difference = slice_equal(said.raw, known->raw)     ? NO_DIFFERENCE
                                           : json_equal(said, *known)            ? OTHER_WRITING
                                           : (field->flags & API_VERSIONED) != 0 ? OTHER_VERSION
                                                                                 : OTHER_VALUE;
        *known = said;
        if (difference > most)
            most = difference;
    }
    return most;
}

static bool keep_state(struct workspace_change *change, int64_t seq, struct error *error)
{
    change->makes_version = true;
    db_bind_int64(change->keep_state, 1, seq);
    db_bind_int64(change->keep_state, 2, change->version);
    return db_finish(change->session->db, change->keep_state, error);
}

static void renew(const struct workspace_change *change, struct api_record *record)
{
    for (size_t i = 0; i < record->resource->field_count; i++)
        if ((record->resource->fields[i].flags & API_RENEWED) != 0)
            record->values[i] = change->now;
}

enum workspace_found workspace_update_record(struct workspace_change *change, struct slice id,
                                             const struct json_value values[static API_FIELDS_MAX], struct arena *arena,
                                             struct workspace_row *row, struct error *error)
{
    int64_t version = 0;
    const enum workspace_found found = find_record(change, id, arena, row, &version, error);
    if (found != WORKSPACE_FOUND)
        return found;
    const enum difference difference = take_values(change->table, values, &row->record);
    if (difference == NO_DIFFERENCE)
        return WORKSPACE_FOUND;
    const bool is_older = version < change->version;
    if (difference == OTHER_VERSION && is_older && !keep_state(change, row->seq, error))
        return WORKSPACE_FAILED;
    if (difference >= OTHER_VALUE)
        renew(change, &row->record);
    db_bind_int64(change->update, 1, row->seq);
    bind_record(change, change->update, &row->record, hash_input(change, &row->record),
                difference == OTHER_VERSION ? change->version : version, arena);
    return db_finish(change->session->db, change->update, error) ? WORKSPACE_FOUND : WORKSPACE_FAILED;
}

bool workspace_delete_records(struct workspace_change *change, struct json_value ids, struct error *error)
{
    struct sqlite3_stmt *const statement =
        db_statement(change->session->db,
                     "UPDATE record SET version_deleted = ?3 WHERE id IN (SELECT value FROM json_each(?1))"
                     " AND +dataset_seq = ?2 AND +version_deleted IS NULL",
                     error);
    if (statement == NULL)
        return false;
    struct buf array = buf_with_limit(BUF_LIMIT_BODY * 2);
    workspace_write_ids(&array, ids);
    db_bind_text(statement, 1, buf_slice(&array));
    db_bind_int64(statement, 2, change->dataset->seq);
    db_bind_int64(statement, 3, change->version);
    const bool deleted = db_finish(change->session->db, statement, error);
    buf_free(&array);
    change->makes_version |= deleted && db_changes(change->session->db) > 0;
    return deleted;
}

/* Many records at once */

static bool run_many(struct workspace_change *change, char *sql, int64_t other, struct error *error)
{
    struct sqlite3_stmt *const statement = db_statement(change->session->db, sql, error);
    free(sql);
    if (statement == NULL)
        return false;
    db_bind_int64(statement, 1, change->dataset->seq);
    db_bind_int64(statement, 2, change->version);
    db_bind_int64(statement, 3, other);
    const bool done = db_finish(change->session->db, statement, error);
    change->makes_version |= done && db_changes(change->session->db) > 0;
    return done;
}

/* The ids are random UUIDs, as make_id has them. */
bool workspace_copy_records(struct workspace_change *change, int64_t dataset, struct error *error)
{
    return run_many(change,
                    xasprintf("INSERT INTO record (id, sample, dataset_seq, version_made, version_changed, input_hash,"
                              "  size, %s)"
                              " SELECT 'rec-' || lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' ||"
                              "   substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' ||"
                              "   hex(randomblob(6))), %d, ?1, ?2, ?2, input_hash, size, %s"
                              " FROM record INDEXED BY record_now"
                              " WHERE dataset_seq = ?3 AND version_deleted IS NULL ORDER BY seq",
                              change->table->columns, change->session->is_sample, change->table->columns),
                    dataset, error);
}

bool workspace_delete_newer(struct workspace_change *change, int64_t version, struct error *error)
{
    return run_many(change,
                    xstrdup("UPDATE record INDEXED BY record_now SET version_deleted = ?2"
                            " WHERE dataset_seq = ?1 AND version_deleted IS NULL AND version_made > ?3"),
                    version, error);
}
