/* How resources lie in the database; shared by the workspace*.c files only.
 *
 * A table has: seq, its row number, never used again, which is the order of creation; id; sample, 1 for what the sample
 * made and nobody changed; where the resource belongs to another that its fields don't name, the seq of that (parent);
 * and a column for each field that is stored. Keys, references and indexes are the migrations' (structure); all other
 * columns are added when the database lacks them. Strings, dates and enums are kept as plain text, everything else as
 * its JSON text, so nothing is ever turned into another number (contract section 8). */
#ifndef ANNOTTY_STORE_WORKSPACE_TABLES_H
#define ANNOTTY_STORE_WORKSPACE_TABLES_H

#include <annotty/store/db.h>
#include <annotty/store/workspace.h>

#include <pthread.h>

struct workspace_table {
    const struct api_resource *resource; /* NULL: the resource has no table */
    const char *parent;                  /* column with the seq of what a row belongs to; NULL: none */
    const char *parent_id;               /* field that is the parent's id, hence no column of its own; NULL: none */
    int fields[API_FIELDS_MAX];          /* position in the resource of each stored field, the id not among them */
    size_t field_count;
    char *columns; /* "name", "description", ... in the order of `fields` */
    char *insert;  /* ?1 id, ?2 sample, ?3 parent, from WORKSPACE_FIRST_FIELD on the fields; of rows without an id: put
                    * in place of the one with the same key, without ?1 */
    char *update;  /* ?1 seq, ?2 sample, and the fields as above; NULL for rows without an id */
};

enum { WORKSPACE_FIRST_FIELD = 4 };

extern const struct db_schema workspace_schema;

/* Derives each table from its resource row, and adds the columns that the database lacks. */
bool workspace_tables_open(struct workspace_table tables[static API_RESOURCE_COUNT], struct db *db,
                           struct error *error);
void workspace_tables_close(struct workspace_table tables[static API_RESOURCE_COUNT]);

/* Whether the field's column holds plain text, around which JSON needs quotes. */
bool workspace_is_plain_text(const struct api_field *field);
/* What the column holds for a value that is there. */
struct slice workspace_column_text(const struct api_field *field, struct json_value value, struct arena *arena);

enum { WORKSPACE_READERS_MAX = 32 }; /* sessions that read at once */

struct workspace {
    char *path;
    struct workspace_table tables[API_RESOURCE_COUNT];
    char owner[UUID_SIZE];       /* id of the person whose store it is */
    struct siphash_key hash_key; /* for hashes of what others choose */

    pthread_mutex_t writing; /* held through a write session */
    struct db *writer;

    pthread_mutex_t watching; /* guards the next */
    struct db *watcher;       /* never writes, so that all others' writes change its data_version */

    pthread_mutex_t pool; /* guards the three below */
    struct db *idle_readers[WORKSPACE_READERS_MAX];
    size_t idle_count;
    size_t busy_count;
};

struct workspace_session {
    struct workspace *workspace;
    struct db *db;
    bool writes;
    int64_t changes_at_begin; /* of a write: rows changed before it */
    bool is_sample;           /* what is inserted is the sample's */
    const char *author;       /* NULL: the store's owner */
};

/* Notes about the store itself. An unknown one is empty. */
bool workspace_get_note(struct workspace_session *session, const char *name, struct buf *value, struct error *error);
bool workspace_set_note(struct workspace_session *session, const char *name, const char *value, struct error *error);

/* Between rows and statements */

/* Columns of a select: seq, id, then the table's fields. */
void workspace_row_of_columns(const struct workspace_table *table, struct sqlite3_stmt *statement, struct arena *arena,
                              struct workspace_row *row);
/* From WORKSPACE_FIRST_FIELD on; absent values are null. */
void workspace_bind_fields(const struct workspace_table *table, struct sqlite3_stmt *statement,
                           const struct api_record *record, struct arena *arena);
/* What is stored when `given` was said: null stands for the field's `fill` where there is one. */
struct json_value workspace_said_value(const struct api_field *field, struct json_value given);
/* All stored fields of a new row: what `values` say, and made values where they say nothing. */
void workspace_fill_fields(const struct workspace_session *session, const struct workspace_table *table,
                           const struct json_value values[static API_FIELDS_MAX], struct arena *arena,
                           struct api_record *record);
/* A JSON array of strings without those that can't be stored. */
void workspace_write_ids(struct buf *out, struct json_value ids);

/* Begins and ends a write session's part in the stamps (workspace_stamp). */
bool workspace_stamp_write(struct workspace_session *session, struct error *error);
bool workspace_is_unchanged(const struct workspace_session *session);

/* Deletes some of what belongs to things that are no more; *more tells that there may be others. */
bool workspace_sweep_batch(struct workspace_session *session, bool *more, struct error *error);

const struct workspace_table *workspace_table_of(const struct workspace_session *session,
                                                 const struct api_resource *resource);

#endif
