/* Listing, creating, changing and deleting resources that differ in nothing but their rows. */
#include "handlers.h"

#include "page.h"

#include <assert.h>

/* Reading the query */

static bool take_filters(struct handling *handling, struct workspace_question *question)
{
    const struct api_parameter *alone = NULL;
    for (size_t i = 0; i < API_PARAMETERS_MAX; i++) {
        const struct api_parameter *const parameter = &handling->operation->parameters[i];
        if (parameter->field == NULL || handling->query.counts[i] == 0)
            continue;
        if ((parameter->flags & API_PARAMETER_ALONE) != 0)
            alone = parameter;
        assert(question->filter_count < WORKSPACE_FILTERS_MAX);
        question->filters[question->filter_count++] = (struct workspace_filter){
            .field = parameter->field,
            .values = handling->query.values[i],
            .count = handling->query.counts[i],
        };
    }
    if (alone != NULL && question->filter_count > 1)
        return refuse_parameter(handling, alone->name, "can't be used together with another filter");
    return true;
}

/* A page asks for one more than it holds, to know whether it is the last (D3). */
static bool take_page(struct handling *handling, struct workspace_question *question)
{
    if (handling->operation->paging != API_PAGING_CURSOR)
        return true;
    struct cursor_place place;
    if (!page_begin(handling, &place))
        return false;
    question->limit = page_limit(handling, PAGE_USUAL) + 1;
    question->before = place.seq;
    return true;
}

/* Listing */

struct page {
    struct handling *handling;
    size_t count, limit; /* limit 0: no pages */
    int64_t last;        /* seq of the last item on the page */
};

static void write_resource(struct handling *handling, const struct api_record *record)
{
    api_encode(&handling->answer, record->resource, api_plain_text(handling->arena, record->id), record->values);
}

static void add_to_page(const struct workspace_row *row, void *data)
{
    struct page *const page = data;
    page->count++;
    if (page->limit != 0 && page->count > page->limit)
        return;
    if (page->count > 1)
        buf_append_char(&page->handling->answer, ',');
    write_resource(page->handling, &row->record);
    page->last = row->seq;
}

static void end_page(const struct page *page)
{
    struct handling *const handling = page->handling;
    buf_append_char(&handling->answer, ']');
    if (page->limit != 0) {
        const struct cursor_place place = { .seq = page->last };
        buf_append_char(&handling->answer, ',');
        page_write_meta(handling, page->count > page->limit ? &place : NULL);
    }
    buf_append_char(&handling->answer, '}');
}

bool handle_list(struct handling *handling)
{
    struct workspace_question question = { .resource = handling->operation->resource };
    if (!take_filters(handling, &question) || !take_page(handling, &question) || !begin_read(handling) ||
        !find_parent(handling, &question.parent))
        return false;
    struct page page = { .handling = handling, .limit = question.limit > 0 ? question.limit - 1 : 0 };
    buf_append_text(&handling->answer, "{\"data\":[");
    if (!workspace_each(handling->session, &question, handling->arena, add_to_page, &page, &handling->error))
        return refuse_store(handling);
    end_page(&page);
    handling->status = 200;
    return true;
}

/* One resource */

bool answer_one(struct handling *handling, int status, const struct workspace_row *row)
{
    buf_append_text(&handling->answer, "{\"data\":");
    write_resource(handling, &row->record);
    buf_append_char(&handling->answer, '}');
    handling->status = status;
    return true;
}

bool handle_show(struct handling *handling)
{
    struct workspace_row row;
    return begin_read(handling) && find_by_path(handling, &row) && answer_one(handling, 200, &row);
}

/* Creating and changing */

/* Contract D14: what a body refers to must be there. */
static bool check_reference(struct handling *handling, const struct api_field *field, struct json_value value)
{
    struct workspace_row row;
    const enum workspace_found found = workspace_find_id(
        handling->session, field->of, api_plain_text(handling->arena, value), handling->arena, &row, &handling->error);
    if (found == WORKSPACE_MISSING)
        return refuse_member(handling, field->name, arena_printf(handling->arena, "names no %s", field->of->noun));
    return found == WORKSPACE_FOUND || refuse_store(handling);
}

static bool check_references(struct handling *handling)
{
    const struct api_resource *const resource = handling->operation->resource;
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct json_value value = handling->body.values[i];
        if ((resource->fields[i].flags & API_REFERENCE) != 0 && value.kind != JSON_ABSENT &&
            !check_reference(handling, &resource->fields[i], value))
            return false;
    }
    return true;
}

/* Names that are unique in a project that the row names itself (API_SCOPE) are looked for in that one only. */
static void add_scope(struct workspace_question *question, const struct json_value *values, struct slice *text,
                      struct arena *arena)
{
    for (size_t i = 0; i < question->resource->field_count; i++) {
        if ((question->resource->fields[i].flags & API_SCOPE) == 0)
            continue;
        *text = api_plain_text(arena, values[i]);
        question->filters[question->filter_count++] = (struct workspace_filter){
            .field = question->resource->fields[i].name,
            .values = text,
            .count = 1,
        };
    }
}

/* The row below `parent`, in the scope that `values` name, that already has the name that the body gives, where names
 * are unique (D11), and the name's member. */
static enum workspace_found find_namesake(struct handling *handling, int64_t parent, const struct json_value *values,
                                          const char **member, struct workspace_row *row)
{
    const struct api_resource *const resource = handling->operation->resource;
    struct slice scope;
    for (size_t i = 0; i < resource->field_count; i++) {
        if ((resource->fields[i].flags & API_UNIQUE) == 0 || handling->body.values[i].kind == JSON_ABSENT)
            continue;
        const struct slice name = api_plain_text(handling->arena, handling->body.values[i]);
        struct workspace_question question = {
            .resource = resource,
            .parent = parent,
            .filters = { { .field = resource->fields[i].name, .values = &name, .count = 1 } },
            .filter_count = 1,
        };
        add_scope(&question, values, &scope, handling->arena);
        *member = resource->fields[i].name;
        return workspace_find(handling->session, &question, handling->arena, row, &handling->error);
    }
    return WORKSPACE_MISSING;
}

/* Contract D12: a name in use gives the one that has it, untouched. */
bool handle_create(struct handling *handling)
{
    struct workspace_row row;
    int64_t parent = 0;
    const char *member = NULL;
    if (!begin_write(handling) || !find_parent(handling, &parent) || !check_references(handling))
        return false;
    const enum workspace_found namesake = find_namesake(handling, parent, handling->body.values, &member, &row);
    if (namesake == WORKSPACE_FOUND)
        return answer_one(handling, 200, &row);
    if (namesake == WORKSPACE_FAILED ||
        !workspace_insert(handling->session, handling->operation->resource, parent, handling->body.values,
                          handling->arena, &row, &handling->error))
        return refuse_store(handling);
    return commit_write(handling) && answer_one(handling, 201, &row);
}

/* Contract D13: a rename must not take the name of another. */
bool handle_update(struct handling *handling)
{
    struct workspace_row row;
    struct workspace_row other;
    const char *member = NULL;
    if (!begin_write(handling) || !find_by_path(handling, &row))
        return false;
    const enum workspace_found namesake = find_namesake(handling, row.parent, row.record.values, &member, &other);
    if (namesake == WORKSPACE_FOUND && other.seq != row.seq)
        return refuse_member(handling, member, "is in use");
    if (namesake == WORKSPACE_FAILED ||
        !workspace_update(handling->session, handling->body.values, handling->arena, &row, &handling->error))
        return refuse_store(handling);
    return commit_write(handling) && answer_one(handling, 200, &row);
}

/* Deleting */

bool handle_delete_many(struct handling *handling)
{
    int64_t parent = 0;
    return begin_write(handling) && find_parent(handling, &parent) &&
           delete_ids(handling, parent, handling->body.values[0]);
}

bool handle_delete_one(struct handling *handling)
{
    struct workspace_row row;
    if (!begin_write(handling) || !find_by_path(handling, &row))
        return false;
    const char *const ids = arena_printf(handling->arena, "[%.*s]", SLICE_ARGS(row.record.id.raw));
    return delete_ids(handling, row.parent, (struct json_value){ .kind = JSON_ARRAY, .raw = slice_of(ids) });
}
