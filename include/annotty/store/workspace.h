/* The server's store behind a narrow door: the local workspace in SQLite (WAL, synchronous=FULL, foreign keys). Another
 * database can stand beside it by offering these functions. Columns are made from the resource rows: a field that is in
 * a response and not computed is a column, added to an existing database when the row is new.
 *
 * A workspace may be used from several threads, each with a session of its own: one writes at a time, any number read
 * snapshots. Every write session is one transaction (D41) and is on the disk when workspace_commit returns true. */
#ifndef ANNOTTY_STORE_WORKSPACE_H
#define ANNOTTY_STORE_WORKSPACE_H

#include <annotty/api/record.h>
#include <annotty/base/random.h>
#include <annotty/store/db.h>

struct workspace;
struct workspace_session;

#define WORKSPACE_FILE "workspace.db" /* in its directory */

struct workspace_options {
    const char *dir;                         /* holds workspace.db */
    const char *person_name, *person_handle; /* who owns the store: put into it when it is made (D31) */
};

/* Opens or makes it. Failures (ERROR_STORE) say what to do: no permission, read-only, disk full, made by a newer
 * annotty, damaged (which is never overwritten). */
struct workspace *workspace_open(const struct workspace_options *options, struct error *error);
/* db_inspect for the one in `dir`. */
bool workspace_inspect(const char *dir, int64_t patience_ms, struct db_facts *facts, struct error *error);
/* Every session has ended before. */
void workspace_close(struct workspace **workspace);

/* Id of the person whose store it is. */
const char *workspace_owner(const struct workspace *workspace);

/* Sessions. The texts of records read in one live in the arena that was given, not in the session. */

/* One unchanging state. Fails rather than waits when too many are read at once. */
struct workspace_session *workspace_read(struct workspace *workspace, struct error *error);
/* Waits until no one else writes, in this process and in others. */
struct workspace_session *workspace_write(struct workspace *workspace, struct error *error);
/* Who writes from now on in this session, by id: what rows name as their maker or changer. NULL, and until it is said:
 * the store's owner. The text stays as long as the session. */
void workspace_set_author(struct workspace_session *session, const char *person);
/* Makes the writes durable and ends the session, also when it fails. */
bool workspace_commit(struct workspace_session **session, struct error *error);
/* Ends a read, or a write of which nothing shall remain. */
void workspace_end(struct workspace_session **session);

/* Rows of any resource */

struct workspace_row {
    int64_t seq;    /* place in the order of creation; never used again after a delete */
    int64_t parent; /* as asked for */
    struct api_record record;
};

/* Rows whose field has one of these values, compared byte for byte. */
struct workspace_filter {
    const char *field; /* of the resource's row, or "id" */
    const struct slice *values;
    size_t count;
};

enum { WORKSPACE_FILTERS_MAX = 4 };

struct workspace_question {
    const struct api_resource *resource;
    int64_t parent; /* seq of what the rows belong to without naming it (an interaction's queue, a dataset's project);
                     * 0: rows of a kind that has no such thing */
    struct workspace_filter filters[WORKSPACE_FILTERS_MAX]; /* all must hold */
    size_t filter_count;
    int64_t before; /* only rows made before this seq; 0: all */
    size_t limit;   /* 0: all */
};

/* Calls `visit` for each row that answers the question, the newest first (D4). False: error is set. */
typedef void (*workspace_visit)(const struct workspace_row *row, void *data);
bool workspace_each(struct workspace_session *session, const struct workspace_question *question, struct arena *arena,
                    workspace_visit visit, void *data, struct error *error);

enum workspace_found { WORKSPACE_FAILED, WORKSPACE_MISSING, WORKSPACE_FOUND };
/* The newest row that answers the question. */
enum workspace_found workspace_find(struct workspace_session *session, const struct workspace_question *question,
                                    struct arena *arena, struct workspace_row *row, struct error *error);
enum workspace_found workspace_find_id(struct workspace_session *session, const struct api_resource *resource,
                                       struct slice id, struct arena *arena, struct workspace_row *row,
                                       struct error *error);

/* Writes need a write session. `values` are by field position. */

/* Adds a row with a new id. What `values` leave absent or null is made: dates are now, persons the session's author,
 * all else the row's `fill` (D16). `parent` as above. *row is what was added. */
bool workspace_insert(struct workspace_session *session, const struct api_resource *resource, int64_t parent,
                      const struct json_value values[static API_FIELDS_MAX], struct arena *arena,
                      struct workspace_row *row, struct error *error);
/* Changes the members that `values` hold; null means `fill`. When one of them differs, the fields with API_RENEWED
 * are made anew (D15). *row, as found in this session, becomes what is stored now. */
bool workspace_update(struct workspace_session *session, const struct json_value values[static API_FIELDS_MAX],
                      struct arena *arena, struct workspace_row *row, struct error *error);
/* Deletes the rows with these ids (a JSON array of strings) below `parent`, with all that belongs to them (D27).
 * Unknown ids are skipped (D28). Nothing can reach any of it from then on; of very much, a part keeps its room on the
 * disk until workspace_sweep. */
bool workspace_delete(struct workspace_session *session, const struct api_resource *resource, int64_t parent,
                      struct json_value ids, struct error *error);
/* A short write session of its own that clears away some of what deletes left; *more tells that there may be more.
 * Whoever calls it again and again pauses in between, so that others can write. */
bool workspace_sweep(struct workspace *workspace, bool *more, struct error *error);

/* Where reading goes on, and how much of it. */
struct workspace_page {
    int64_t after; /* seq of the last item before, 0 at the beginning; then of the last one read */
    size_t limit;  /* the most items, at least 1 */
    size_t enough; /* bytes: no item is begun when this page has so many and an item */
    bool is_over;  /* after reading: there are no more items */
};

/* Datasets */

/* The current version of a project's dataset (D14). */
enum workspace_found workspace_dataset_version(struct workspace_session *session, struct slice project_id,
                                               struct slice dataset_id, int64_t *version, struct error *error);

/* Records of datasets, in versions (D19, D20) */

/* One change of a dataset in a write session: it makes one version at most, however many records it adds, changes or
 * deletes. */
struct workspace_change;

/* *dataset is as found in the session, and is brought up to date at the end; it and the arena outlive the change.
 * `wall_ms` is when it happens. */
struct workspace_change *workspace_change_new(struct workspace_session *session, struct workspace_row *dataset,
                                              int64_t wall_ms, struct arena *arena, struct error *error);
/* Without an end before, the session must not be committed. */
void workspace_change_free(struct workspace_change **change);
bool workspace_change_end(struct workspace_change *change, struct error *error);
/* Before anything is changed: the current version becomes another instead of a new one being made. */
void workspace_change_in_place(struct workspace_change *change);

/* Adds a record as workspace_insert does, unless it is to be unlike all others and a record of the dataset has an equal
 * input (D21): then *added is false and *row nothing. */
bool workspace_append_record(struct workspace_change *change, const struct json_value values[static API_FIELDS_MAX],
                             bool deduplicate, struct arena *arena, struct workspace_row *row, bool *added,
                             struct error *error);
/* Changes the record with this id as workspace_update does; *row is what is stored now. What it was remains in older
 * versions when a field with API_VERSIONED differs. A record is changed at most once in a change. */
enum workspace_found workspace_update_record(struct workspace_change *change, struct slice id,
                                             const struct json_value values[static API_FIELDS_MAX], struct arena *arena,
                                             struct workspace_row *row, struct error *error);
/* Takes the records with these ids (a JSON array of strings) out of the versions from now on. */
bool workspace_delete_records(struct workspace_change *change, struct json_value ids, struct error *error);

/* Adds the current records of another dataset (seq), in their order, with new ids. */
bool workspace_copy_records(struct workspace_change *change, int64_t dataset, struct error *error);
/* Takes the records out that came after this version. */
bool workspace_delete_newer(struct workspace_change *change, int64_t version, struct error *error);
/* Brings the dataset's records of an older version back. Those that were deleted since have new ids. */
bool workspace_restore_records(struct workspace_session *session, struct workspace_change *change,
                               const struct workspace_row *dataset, int64_t version, struct error *error);

/* Calls `visit` for each version of a dataset that is at `current`, the newest first; `last_used` is empty when no
 * experiment ran on it. */
typedef void (*workspace_version_visit)(int64_t version, struct slice last_used, void *data);
bool workspace_each_version(struct workspace_session *session, struct slice dataset_id, int64_t current,
                            workspace_version_visit visit, void *data, struct error *error);

/* Appends records of a version that the dataset has as JSON objects with commas between, the newest first (D4). */
bool workspace_read_records(struct workspace_session *session, const struct workspace_row *dataset, int64_t version,
                            struct workspace_page *page, struct buf *out, struct error *error);

/* Annotated interactions: the JSON text of a queue's interactions with their annotations, both in the order they were
 * made (D4), a piece at a time, because it can be a hundred megabytes. */

struct workspace_annotated;

/* Of the interaction with this seq alone; 0: of all. `can_annotate` is what each interaction says of who asks. */
struct workspace_annotated *workspace_annotated_new(struct workspace_session *session, int64_t queue,
                                                    int64_t interaction, bool can_annotate, struct error *error);
void workspace_annotated_free(struct workspace_annotated **annotated);
/* Before reading: every element has this member, too. */
void workspace_annotated_add(struct workspace_annotated *annotated, const char *member, struct slice json);
/* Appends whole elements, separated by commas, until `out` holds `enough` bytes or there are no more (*over). */
bool workspace_annotated_read(struct workspace_annotated *annotated, size_t enough, struct buf *out, bool *over,
                              struct error *error);
/* Back to the first element. Within a session the text is the same each time. */
void workspace_annotated_rewind(struct workspace_annotated *annotated);

/* An interaction, wherever it is. */
struct workspace_content {
    int64_t interaction; /* seq */
    struct slice queue_id;
};

/* Those with one of these content ids (a JSON array of strings), in the order they were added: at most `limit` after
 * the first `offset` of them, in the arena, and how many there are in all. */
bool workspace_find_content(struct workspace_session *session, struct json_value content_ids, size_t offset,
                            size_t limit, struct arena *arena, struct workspace_content **found, size_t *count,
                            size_t *total, struct error *error);

/* Claims: who reviews an interaction just now. They end by themselves. */

struct workspace_claim {
    struct slice interaction_id, person; /* in the arena */
    int64_t until_ms;                    /* wall clock */
};

/* Claims the interaction (seq) for the claim's person, unless another one holds it at `now_ms`; the claim becomes the
 * one in force. */
bool workspace_make_claim(struct workspace_session *session, int64_t interaction, int64_t now_ms, struct arena *arena,
                          struct workspace_claim *claim, struct error *error);
/* Ends the person's claims on interactions with these ids (a JSON array of strings) of the queue (seq). */
bool workspace_end_claims(struct workspace_session *session, int64_t queue, struct json_value ids, const char *person,
                          struct error *error);
/* Calls `visit` for each claim of the queue in force at `now_ms`, in the order of the interactions. */
typedef void (*workspace_claim_visit)(const struct workspace_claim *claim, void *data);
bool workspace_each_claim(struct workspace_session *session, int64_t queue, int64_t now_ms, struct arena *arena,
                          workspace_claim_visit visit, void *data, struct error *error);

/* The author of an annotation in this queue (seq); the id lives in the arena. */
enum workspace_found workspace_find_annotation(struct workspace_session *session, int64_t queue, struct slice id,
                                               struct arena *arena, struct slice *author, struct error *error);
/* Those with these ids (a JSON array of strings), wherever they are. */
bool workspace_delete_annotations(struct workspace_session *session, struct json_value ids, struct error *error);

/* Experiment events: spans, and the metrics that judge them, both in the order they were first pushed. */

/* Stores a span or metric (API_SPAN, API_METRIC) of the experiment, in place of one with the same key (D24). */
bool workspace_put_event(struct workspace_session *session, int64_t experiment, const struct api_record *event,
                         struct arena *arena, struct error *error);

/* Appends spans of the experiment as JSON objects with commas between, each with its metrics as `eval_metrics`. */
bool workspace_read_spans(struct workspace_session *session, int64_t experiment, struct workspace_page *page,
                          struct buf *out, struct error *error);
/* The metrics that name no span of the experiment. */
bool workspace_read_summary(struct workspace_session *session, int64_t experiment, struct workspace_page *page,
                            struct buf *out, struct error *error);

/* Spans of traces: those imported, and those of experiments, which are read in the same shape. */

/* Keeps a span (API_TRACE_SPAN), in place of one with the same ids. */
bool workspace_put_span(struct workspace_session *session, const struct api_record *span, struct arena *arena,
                        struct error *error);

/* By what spans are looked up; all else is for the visitor to look at. */
enum workspace_span_key { WORKSPACE_ANY_SPAN, WORKSPACE_OF_TRACE, WORKSPACE_OF_SESSION, WORKSPACE_WITH_ID };
enum { WORKSPACE_SPAN_KEYS = WORKSPACE_WITH_ID + 1 };

/* Where a span stands among all: by its start, and by a number among those that start at once. */
struct workspace_span_place {
    int64_t start_ns, number;
};

struct workspace_span_question {
    enum workspace_span_key key;
    struct slice value;     /* of the key */
    int64_t from_ns, to_ns; /* when they start, both included */
    bool latest_first;
    bool goes_on; /* from `after` on */
    struct workspace_span_place after;
};

struct workspace_span {
    struct workspace_span_place place;
    struct slice trace_id, span_id;
    struct slice attributes; /* JSON object */
};

/* Calls `visit` for each span in order until it returns false. What it is given lives until it returns. */
typedef bool (*workspace_span_visit)(const struct workspace_span *span, void *data);
bool workspace_each_span(struct workspace_session *session, const struct workspace_span_question *question,
                         workspace_span_visit visit, void *data, struct error *error);

/* People who annotate */

struct workspace_person {
    const char *name, *handle, *email; /* an email that isn't known is "" */
};

/* The id is a new one. */
bool workspace_add_person(struct workspace_session *session, const struct workspace_person *person,
                          char id[static UUID_SIZE], struct error *error);
/* The person with this handle, renamed and with this email where one is given; or a new one. The sample's people are
 * nobody's. */
bool workspace_put_person(struct workspace_session *session, const struct workspace_person *person,
                          char id[static UUID_SIZE], struct error *error);

/* Keys (D30): pairs that let somebody in. What is kept of a key is its digest. */

struct workspace_key {
    const char *id;                      /* names the pair, gives nothing away */
    const char *person;                  /* id of whose it is */
    const char *api_digest, *app_digest; /* hexadecimal */
    const char *created_at;
    struct workspace_person owner; /* when read */
};

bool workspace_add_key(struct workspace_session *session, const struct workspace_key *key, struct error *error);
bool workspace_remove_key(struct workspace_session *session, const char *id, bool *removed, struct error *error);
/* Calls `visit` for each pair, the oldest first. Texts live in the arena. */
typedef void (*workspace_key_visit)(const struct workspace_key *key, void *data);
bool workspace_each_key(struct workspace_session *session, struct arena *arena, workspace_key_visit visit, void *data,
                        struct error *error);

/* A number that stands for the state this session reads: as long as nothing is stored, by nobody, it stays. With the
 * seq of a queue it stays as long as nothing is stored that the queue's annotated interactions could tell of. */
bool workspace_stamp(struct workspace_session *session, int64_t queue, int64_t *stamp, struct error *error);

/* A number that differs from the one before when something was stored meanwhile, by this process or another; it means
 * nothing to anybody else. Cheap enough for every request. */
bool workspace_version(struct workspace *workspace, int64_t *version, struct error *error);

/* The sample workspace (server/sample.c makes it) */

/* Rows inserted from now on in this session are the sample's, until they are changed (workspace_update). */
void workspace_mark_sample(struct workspace_session *session);
/* True when nothing is stored, and no sample was made before: also one that was removed counts. */
bool workspace_wants_sample(struct workspace_session *session, bool *wanted, struct error *error);
bool workspace_note_sample(struct workspace_session *session, struct error *error);
/* Removes what the sample made and nobody changed: its annotations; its interactions, unless somebody else annotated
 * them; its queues, unless they still hold interactions; its events; its experiments, unless others pushed events to
 * them; its datasets, unless others added records or ran experiments; its projects, unless they still hold something;
 * its people, unless something still names them. Counts what went, without annotations, records and events. */
bool workspace_remove_sample(struct workspace_session *session, size_t *removed, struct error *error);

#endif
