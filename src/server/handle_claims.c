/* Claims, annotty's own: so that two people don't review the same interaction. A claim ends by itself; to go on it is
 * made again. Nothing else depends on it: whoever may annotate still can. */
#include "handlers.h"

#include "wrapped.h"

#include <annotty/base/clock.h>

enum { CLAIM_USUAL_S = 120, CLAIM_MAX_S = 3600 };

struct claiming {
    struct handling *handling;
    struct workspace_row queue;
    int64_t now_ms, until_ms;
    struct buf errors;
    size_t count; /* claims in the answer */
};

static void write_members(struct buf *out, const struct workspace_claim *claim)
{
    char until[CLOCK_RFC3339_SIZE];
    clock_format_rfc3339(claim->until_ms, until);
    buf_append_text(out, "\"claimed_by\":");
    json_write_string(out, claim->person);
    buf_printf(out, ",\"claimed_until\":\"%s\"}", until);
}

static void write_claim(const struct workspace_claim *claim, void *data)
{
    struct claiming *const claiming = data;
    struct buf *const out = &claiming->handling->answer;
    buf_append_text(out, claiming->count++ > 0 ? ",{\"interaction_id\":" : "{\"interaction_id\":");
    json_write_string(out, claim->interaction_id);
    buf_append_char(out, ',');
    write_members(out, claim);
}

/* `claim` is the one in the way; NULL: there is no such interaction. */
static void note_error(struct claiming *claiming, struct slice id, const struct workspace_claim *claim)
{
    struct buf *const out = &claiming->errors;
    buf_append_text(out, out->length > 0 ? ",{\"interaction_id\":" : "{\"interaction_id\":");
    json_write_string(out, id);
    if (claim == NULL) {
        buf_append_text(out, ",\"error\":\"interaction not found\"}");
        return;
    }
    buf_append_text(out, ",\"code\":\"claimed\",\"error\":\"another person reviews it\",");
    write_members(out, claim);
}

static bool claim_one(struct claiming *claiming, struct slice id)
{
    struct handling *const handling = claiming->handling;
    const struct slice asks = slice_of(asking_person(handling));
    struct workspace_claim claim = { .interaction_id = id, .person = asks, .until_ms = claiming->until_ms };
    struct workspace_row interaction;
    const struct workspace_question question = {
        .resource = &api_resources[API_INTERACTION],
        .parent = claiming->queue.seq,
        .filters = { { .field = "id", .values = &id, .count = 1 } },
        .filter_count = 1,
    };
    switch (workspace_find(handling->session, &question, handling->arena, &interaction, &handling->error)) {
    case WORKSPACE_FAILED:
        return refuse_store(handling);
    case WORKSPACE_MISSING:
        note_error(claiming, id, NULL);
        return true;
    default:
        break;
    }
    if (!workspace_make_claim(handling->session, interaction.seq, claiming->now_ms, handling->arena, &claim,
                              &handling->error))
        return refuse_store(handling);
    if (slice_equal(claim.person, asks))
        write_claim(&claim, claiming);
    else
        note_error(claiming, id, &claim);
    return true;
}

/* How long: 120 seconds unless the body says otherwise. */
static bool read_seconds(struct handling *handling, int64_t *seconds)
{
    *seconds = CLAIM_USUAL_S;
    const struct json_value said = handling->body.values[1];
    return said.kind == JSON_ABSENT || (json_int64(said, seconds) && *seconds > 0 && *seconds <= CLAIM_MAX_S) ||
           refuse_member(handling, "seconds", "must be from 1 to 3600");
}

bool handle_claim(struct handling *handling)
{
    struct claiming claiming = { .handling = handling,
                                 .now_ms = clock_wall_ms(),
                                 .errors = buf_with_limit(BUF_LIMIT_ANSWER) };
    struct json_value id;
    int64_t seconds = 0;
    size_t at = 0;
    if (!read_seconds(handling, &seconds) || !begin_write(handling) || !find_by_path(handling, &claiming.queue))
        return false;
    claiming.until_ms = claiming.now_ms + seconds * 1000;
    wrapped_begin(&handling->answer, handling->operation, claiming.queue.record.id);
    bool good = true;
    while (good && json_next_element(handling->body.values[0], &at, &id))
        good = claim_one(&claiming, api_plain_text(handling->arena, id));
    good = good && commit_write(handling);
    buf_append_char(&handling->answer, ']');
    if (claiming.errors.length > 0)
        buf_printf(&handling->answer, ",\"errors\":[%s]", buf_text(&claiming.errors));
    buf_append_text(&handling->answer, "}}}");
    buf_free(&claiming.errors);
    handling->status = 200;
    return good;
}

bool handle_release(struct handling *handling)
{
    struct workspace_row queue;
    if (!begin_write(handling) || !find_by_path(handling, &queue))
        return false;
    if (!workspace_end_claims(handling->session, queue.seq, handling->body.values[0], asking_person(handling),
                              &handling->error))
        return refuse_store(handling);
    handling->status = 204;
    return commit_write(handling);
}

bool handle_list_claims(struct handling *handling)
{
    struct claiming claiming = { .handling = handling, .now_ms = clock_wall_ms() };
    if (!begin_moment(handling) || !find_by_path(handling, &claiming.queue))
        return false;
    wrapped_begin(&handling->answer, handling->operation, claiming.queue.record.id);
    if (!workspace_each_claim(handling->session, claiming.queue.seq, claiming.now_ms, handling->arena, write_claim,
                              &claiming, &handling->error))
        return refuse_store(handling);
    buf_append_text(&handling->answer, WRAPPED_END);
    handling->status = 200;
    return true;
}
