#include "reviewers.h"

#include <strings.h>

static struct json_value member(const struct workspace_row *row, const char *name)
{
    return row->record.values[api_field_index(row->record.resource, slice_of(name))];
}

static bool is_listed(struct json_value emails, struct slice email, struct arena *arena)
{
    size_t at = 0;
    struct json_value item;
    while (email.length > 0 && json_next_element(emails, &at, &item)) {
        const struct slice listed = api_plain_text(arena, item);
        if (listed.length == email.length && strncasecmp(listed.at, email.at, email.length) == 0)
            return true;
    }
    return false;
}

bool may_annotate(struct handling *handling, const struct workspace_row *queue, bool *may)
{
    struct workspace_row person;
    const struct slice asks = slice_of(asking_person(handling));
    *may = !slice_is(member(queue, "restrict_to_reviewers").raw, "true") ||
           slice_equal(api_plain_text(handling->arena, member(queue, "owned_by")), asks);
    if (*may)
        return true;
    const enum workspace_found found = workspace_find_id(handling->session, &api_resources[API_PERSON_ITEM], asks,
                                                         handling->arena, &person, &handling->error);
    if (found == WORKSPACE_FOUND)
        *may = is_listed(member(queue, "reviewer_emails"), api_plain_text(handling->arena, member(&person, "email")),
                         handling->arena);
    return found != WORKSPACE_FAILED || refuse_store(handling);
}
