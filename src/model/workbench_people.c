/* Names of people: asked for behind the screen, one after the other, and never spoken of when they aren't to be had. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

/* A team's worth of people is asked for before the screen shows them, so that filters know them by name. */
enum { ASKED_AHEAD = 64 };

static void ask(struct workbench *workbench, struct api_call call, struct slice id)
{
    free(workbench->people_id);
    workbench->people_id = xstrndup(id.at, id.length);
    workbench->people_errand =
        workbench_send(workbench, (struct errand){ .kind = ERRAND_READ, .call = call, .in_background = true });
}

/* The list that is on the screen comes first. */
void workbench_ask_name(struct workbench *workbench)
{
    struct slice id;
    if (!workbench->started || workbench->people_errand != 0 || workbench->queues.errand != 0)
        return;
    if (!workbench->asked_for_me) {
        workbench->asked_for_me = true;
        ask(workbench, api_call_new(API_GET_CURRENT_USER), SLICE(""));
    } else if (people_ask(workbench->people, &id)) {
        struct api_call call = api_call_new(API_GET_USER);
        api_call_parameter(&call, "person_id", id);
        ask(workbench, call, id);
    }
}

static void look_at(struct people *people, const struct rows *rows, uint32_t first, uint32_t count)
{
    const struct api_resource *const resource = rows_resource(rows);
    for (size_t i = 0; i < resource->field_count; i++) {
        const struct rows *const children = rows_children(rows, (int)i);
        const bool is_person = (resource->fields[i].flags & API_PERSON) != 0;
        for (uint32_t row = first; (is_person || children != NULL) && row < first + count; row++) {
            uint32_t first_child = 0, child_count = 0;
            if (people_count(people) >= ASKED_AHEAD)
                return;
            if (is_person)
                people_name(people, rows_cell(rows, row, (int)i));
            if (children == NULL)
                continue;
            rows_child_range(rows, row, (int)i, &first_child, &child_count);
            look_at(people, children, first_child, child_count);
        }
    }
}

void workbench_look_at_people(struct workbench *workbench, const struct rows *rows)
{
    look_at(workbench->people, rows, 0, rows_count(rows));
}

/* A filter was read with the names that were known then. */
static void filter_again(struct workbench *workbench, struct list *list)
{
    const struct query *const old = list_query(list);
    if (old == NULL)
        return;
    struct query *query = query_parse(query_line(old), rows_resource(list_rows(list)), workbench->people);
    if (query_person_count(query) == query_person_count(old)) {
        query_free(&query);
        return;
    }
    list_filter(list, NULL);
    list_filter(list, query);
}

bool workbench_name_done(struct workbench *workbench, uint64_t errand, struct slice body)
{
    if (errand == 0 || errand != workbench->people_errand)
        return false;
    const struct slice id = slice_of(workbench->people_id);
    const bool knew_me = people_me(workbench->people).length > 0;
    if (!people_read_answer(workbench->people, id, body) && id.length > 0)
        people_put(workbench->people, id, people_name(workbench->people, id));
    workbench->people_errand = 0;
    if (!knew_me && people_me(workbench->people).length > 0)
        overlay_know_me(workbench);
    filter_again(workbench, workbench->queues.list);
    filter_again(workbench, workbench->interactions.list);
    workbench_follow_wanted(workbench);
    workbench_review_knows_me(workbench);
    return true;
}

/* 404 may mean the person or the operation, and who is at the screen may be nobody: the others are asked for all the
 * same. */
bool workbench_name_failed(struct workbench *workbench, uint64_t errand, const struct error *error)
{
    enum { NOT_FOUND = 404 };
    if (errand == 0 || errand != workbench->people_errand)
        return false;
    const struct slice id = slice_of(workbench->people_id);
    workbench->people_errand = 0;
    if (id.length > 0 && error->http_status == NOT_FOUND)
        people_put(workbench->people, id, people_name(workbench->people, id));
    else if (id.length > 0 || error_is_passing(error->kind))
        people_give_up(workbench->people, !error_is_passing(error->kind));
    workbench_follow_wanted(workbench);
    return true;
}
