/* The table of flags that operations have beside their parameters and members. */
#include "arguments.h"

static bool is_delete(const struct api_operation *operation)
{
    return operation->can_vanish;
}

static bool has_answer(const struct api_operation *operation)
{
    return operation->answer != API_SHAPE_NONE && operation->answer != API_SHAPE_TEXT;
}

static bool is_list(const struct api_operation *operation)
{
    return !operation->writes && operation->answer_array != NULL;
}

static bool writes(const struct api_operation *operation)
{
    return operation->writes;
}

static bool takes_items(const struct api_operation *operation)
{
    return api_operation_list(operation, 0) != NULL;
}

static bool takes_objects(const struct api_operation *operation)
{
    return takes_items(operation) && api_operation_list(operation, 0)->type == API_RECORDS;
}

static bool takes_any_values(const struct api_operation *operation)
{
    const struct api_field *list = arguments_item_list(operation);
    for (size_t i = 0; list != NULL && i < list->of->field_count; i++)
        if (list->of->fields[i].type == API_ANY && (list->of->fields[i].flags & operation->body_use) != 0)
            return true;
    return false;
}

const struct operation_flag_row operation_flags[FLAG_COUNT] = {
    [FLAG_JSON] = { { "json", NULL, "Print the API's own JSON, as one array." }, has_answer, 0 },
    [FLAG_JSONL] = { { "jsonl", NULL, "Print the API's own JSON, one resource a line." }, has_answer, 0 },
    [FLAG_CSV] = { { "csv", NULL, "Print CSV (RFC 4180), every value as the API says it." }, has_answer, 0 },
    [FLAG_COLUMNS] = { { "columns", "NAME,...", "Which members to print, in this order." }, has_answer, 0 },
    [FLAG_FILTER] = { { "filter", "EXPR", "Print only what matches, as the workbench's / does." }, is_list, 0 },
    [FLAG_LIMIT] = { { "limit", "N", "Print at most N, and ask for no more." }, is_list, UINT32_MAX },
    [FLAG_FORMAT] = { { "format", "json|jsonl|csv|tsv|lines", "What the input is written in; else it is found out." },
                      takes_items,
                      0 },
    [FLAG_JSON_CELLS] = { { "json-cells", NULL, "Cells of CSV that may be any value are JSON, not text." },
                          takes_any_values,
                          0 },
    [FLAG_IGNORE_UNKNOWN] = { { "ignore-unknown", NULL, "Leave out members that the API doesn't know." },
                              takes_objects,
                              0 },
    [FLAG_PARALLEL] = { { "parallel", "N", "Requests at once, 1 to 16; 1 keeps the order of the input." },
                        takes_items,
                        16 },
    [FLAG_FAILURES] = { { "failures", "FILE", "Where to put what wasn't done; else NAME.failed beside the input." },
                        takes_items,
                        0 },
    [FLAG_DRY_RUN] = { { "dry-run", NULL, "Print the requests, and send nothing." }, NULL, 0 },
    [FLAG_JOURNAL] = { { "journal", NULL, "Put it into the journal, to be sent later, and return." }, writes, 0 },
    [FLAG_YES] = { { "yes", NULL, "Delete without asking." }, is_delete, 0 },
    [FLAG_HELP] = { { "help", NULL, "Print this." }, NULL, 0 },
};

bool operation_flag_fits(const struct operation_flag_row *row, const struct api_operation *operation)
{
    return row->fits == NULL || row->fits(operation);
}
