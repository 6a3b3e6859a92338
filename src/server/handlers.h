/* What the operations do: one row an operation, in handlers.c. */
#ifndef ANNOTTY_SERVER_HANDLERS_H
#define ANNOTTY_SERVER_HANDLERS_H

#include "handling.h"

/* A checked request goes in, a status and a body come out; false with the problem when it is refused. */
typedef bool (*handler)(struct handling *handling);

handler handler_of(enum api_operation_id operation);

/* handle_resources.c: what projects, datasets and queues have in common, by their rows */
bool handle_list(struct handling *handling);
bool handle_show(struct handling *handling);
bool handle_create(struct handling *handling);
bool handle_update(struct handling *handling);
bool handle_delete_one(struct handling *handling);
bool handle_delete_many(struct handling *handling);

/* The document of one resource; true. */
bool answer_one(struct handling *handling, int status, const struct workspace_row *row);

/* handle_experiments.c */
bool handle_list_experiments(struct handling *handling);
bool handle_create_experiment(struct handling *handling);

/* handle_events.c */
bool handle_push_events(struct handling *handling);
bool handle_list_events(struct handling *handling);

/* handle_users.c */
bool handle_current_user(struct handling *handling);

/* handle_records.c */
bool handle_list_records(struct handling *handling);
bool handle_append_records(struct handling *handling);
bool handle_update_records(struct handling *handling);
bool handle_delete_records(struct handling *handling);
bool handle_batch_update(struct handling *handling);

/* handle_versions.c */
/* The number of a dataset's current version. */
int64_t current_version(const struct workspace_row *dataset);
/* The version that the query asks for; *version stays where it asks for none. */
bool take_version(struct handling *handling, const struct workspace_row *dataset, const char *parameter,
                  int64_t *version);
bool handle_list_versions(struct handling *handling);
bool handle_clone_dataset(struct handling *handling);
bool handle_restore_dataset(struct handling *handling);

/* handle_export.c */
bool handle_export_dataset(struct handling *handling);

/* handle_interactions.c */
bool handle_add_interactions(struct handling *handling);
bool handle_delete_interactions(struct handling *handling);

/* handle_labels.c: what reviewers are asked, of a queue and as a part of it */
bool handle_create_queue(struct handling *handling);
bool handle_update_queue(struct handling *handling);
bool handle_show_labels(struct handling *handling);
bool handle_put_labels(struct handling *handling);

/* handle_annotations.c */
bool handle_upsert_annotations(struct handling *handling);
bool handle_delete_annotations(struct handling *handling);

/* handle_annotated.c */
bool handle_annotated_interactions(struct handling *handling);

/* handle_claims.c */
bool handle_list_claims(struct handling *handling);
bool handle_claim(struct handling *handling);
bool handle_release(struct handling *handling);

/* handle_content.c */
bool handle_annotated_by_content(struct handling *handling);

/* handle_spans.c */
bool handle_list_spans(struct handling *handling);
bool handle_import_spans(struct handling *handling);

/* handle_behind.c */
bool handle_annotated_interaction(struct handling *handling);

#endif
