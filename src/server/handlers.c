#include "handlers.h"

static const handler handlers[API_OPERATION_COUNT] = {
    [API_LIST_PROJECTS] = handle_list,
    [API_CREATE_PROJECT] = handle_create,
    [API_UPDATE_PROJECT] = handle_update,
    [API_DELETE_PROJECTS] = handle_delete_many,
    [API_LIST_DATASETS] = handle_list,
    [API_CREATE_DATASET] = handle_create,
    [API_UPDATE_DATASET] = handle_update,
    [API_DELETE_DATASETS] = handle_delete_many,
    [API_LIST_EXPERIMENTS] = handle_list_experiments,
    [API_CREATE_EXPERIMENT] = handle_create_experiment,
    [API_UPDATE_EXPERIMENT] = handle_update,
    [API_DELETE_EXPERIMENTS] = handle_delete_many,
    [API_PUSH_EXPERIMENT_EVENTS] = handle_push_events,
    [API_LIST_RECORDS] = handle_list_records,
    [API_APPEND_RECORDS] = handle_append_records,
    [API_UPDATE_RECORDS] = handle_update_records,
    [API_DELETE_RECORDS] = handle_delete_records,
    [API_LIST_QUEUES] = handle_list,
    [API_CREATE_QUEUE] = handle_create_queue,
    [API_UPDATE_QUEUE] = handle_update_queue,
    [API_DELETE_QUEUE] = handle_delete_one,
    [API_ADD_INTERACTIONS] = handle_add_interactions,
    [API_DELETE_INTERACTIONS] = handle_delete_interactions,
    [API_GET_ANNOTATED_INTERACTIONS] = handle_annotated_interactions,
    [API_LIST_EXPERIMENT_EVENTS] = handle_list_events,
    [API_GET_LABEL_SCHEMA] = handle_show_labels,
    [API_PUT_LABEL_SCHEMA] = handle_put_labels,
    [API_UPSERT_ANNOTATIONS] = handle_upsert_annotations,
    [API_DELETE_ANNOTATIONS] = handle_delete_annotations,
    [API_LIST_ANNOTATED_BY_CONTENT] = handle_annotated_by_content,
    [API_GET_CURRENT_USER] = handle_current_user,
    [API_GET_USER] = handle_show,
    [API_LIST_SPANS] = handle_list_spans,
    [API_SEARCH_SPANS] = handle_list_spans,
    [API_GET_ANNOTATED_INTERACTION] = handle_annotated_interaction,
    [API_BATCH_UPDATE_RECORDS] = handle_batch_update,
    [API_CLONE_DATASET] = handle_clone_dataset,
    [API_LIST_DATASET_VERSIONS] = handle_list_versions,
    [API_RESTORE_DATASET] = handle_restore_dataset,
    [API_IMPORT_SPANS] = handle_import_spans,
};

handler handler_of(enum api_operation_id operation)
{
    return handlers[operation];
}
