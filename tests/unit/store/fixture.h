/* A workspace in a scratch directory with one session, and short words for what tests do with it. Everything that
 * fails ends the test. */
#ifndef ANNOTTY_TESTS_UNIT_STORE_FIXTURE_H
#define ANNOTTY_TESTS_UNIT_STORE_FIXTURE_H

#include <annotty/store/workspace.h>

#include "../scratch.h"

extern struct scratch scratch;
extern struct workspace *workspace;
extern struct workspace_session *session; /* the one that the functions below use */
extern struct arena arena;
extern struct error error;

void fixture_setup(void);
void fixture_teardown(void);
void reopen(void);

void begin(void); /* a write session */
void commit(void);
void read_again(void); /* a read session, instead of the one before */

int field(enum api_resource_id resource, const char *name);
void set(struct json_value *values, enum api_resource_id resource, const char *name, const char *json);
struct workspace_row insert(enum api_resource_id resource, int64_t parent, const struct json_value *values);
struct workspace_row add_project(const char *name, const char *description);
struct workspace_row add_dataset(const struct workspace_row *project, const char *name);
struct workspace_row add_record(struct workspace_row *dataset, const char *input); /* in a version of its own */
struct workspace_row add_queue(const struct workspace_row *project, const char *name);
struct workspace_row add_interaction(const struct workspace_row *queue, const char *content_id);
struct workspace_row add_annotation(const struct workspace_row *interaction, const char *label_values);
struct workspace_row find(enum api_resource_id resource, struct slice id);
void delete_rows(enum api_resource_id resource, int64_t parent, const char *ids);

/* Plain text of a string member, and of the id. */
struct slice text_of(const struct workspace_row *row, const char *name);
struct slice plain_id(const struct workspace_row *row);

/* Makes a date of the row in hand an old one. */
#define PAST "2020-01-01T00:00:00.000Z"
void set_past(struct workspace_row *row, const char *name);

/* Around the workspace's functions: in the session's database, and in one that nobody has open. */
int64_t count_rows(const char *table);
/* How the statement finds its rows: one step a line. */
const char *plan_of(const char *sql);
void run_sql(const char *path, const char *sql);

#endif
