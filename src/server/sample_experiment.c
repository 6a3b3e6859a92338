/* A dataset with a record a case, and an experiment with a span a case: what was asked, what was answered, and two
 * metrics that see what the reviewers of the same traces see. */
#include "sample_experiment.h"

#include <annotty/api/check.h>
#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

struct making {
    struct workspace_session *session;
    const struct sample_experiment *about;
    const struct sample_case *cases;
    size_t count;
    int64_t made_ms;
    struct workspace_row dataset, experiment;
    struct arena arena;
    struct error *error;
};

static const char *const questions[] = {
    "Where does the handbook speak of %s?",
    "What has changed about %s this year?",
    "Who decides about %s?",
};

/* "a new laptop" is on the page handbook/new-laptop. */
static const char *page_of(struct making *making, const char *topic)
{
    static const char *const articles[] = { "the ", "a " };
    struct slice words = slice_of(topic);
    for (size_t i = 0; i < ARRAY_LENGTH(articles); i++)
        if (slice_starts_with(words, slice_of(articles[i])))
            words = slice_from(words, strlen(articles[i]));
    char *const page = arena_copy(&making->arena, words);
    for (char *at = page; *at != '\0'; at++)
        *at = *at == ' ' ? '-' : (char)tolower((unsigned char)*at);
    return arena_printf(&making->arena, "handbook/%s", page);
}

static const char *question_of(struct making *making, size_t number)
{
    struct slice rest = slice_of(questions[number % ARRAY_LENGTH(questions)]);
    struct slice before;
    slice_cut(&rest, '%', &before);
    return arena_printf(&making->arena, "%.*s%s%.*s", SLICE_ARGS(before), making->cases[number].topic,
                        SLICE_ARGS(slice_from(rest, 1)));
}

/* Values */

static void set_json(struct json_value *values, enum api_resource_id resource, const char *field, const char *json)
{
    const bool sound =
        json_check(slice_of(json), &values[api_field_index(&api_resources[resource], slice_of(field))], NULL);
    if (!sound)
        abort();
}

static void set_text(struct making *making, struct json_value *values, enum api_resource_id resource, const char *field,
                     const char *text)
{
    values[api_field_index(&api_resources[resource], slice_of(field))] = api_text_value(&making->arena, slice_of(text));
}

static void set_dates(struct making *making, struct json_value *values, enum api_resource_id resource)
{
    char date[CLOCK_RFC3339_SIZE];
    clock_format_rfc3339(making->made_ms, date);
    set_text(making, values, resource, "created_at", date);
    set_text(making, values, resource, "updated_at", date);
}

/* The dataset */

static bool append_records(struct making *making, struct workspace_change *change)
{
    for (size_t i = 0; i < making->count; i++) {
        struct json_value values[API_FIELDS_MAX] = { 0 };
        struct workspace_row row;
        bool added = false;
        set_json(values, API_RECORD_ITEM, "input",
                 arena_printf(&making->arena, "{\"question\":\"%s\"}", question_of(making, i)));
        set_json(values, API_RECORD_ITEM, "expected_output",
                 arena_printf(&making->arena, "{\"page\":\"%s\"}", page_of(making, making->cases[i].topic)));
        set_json(values, API_RECORD_ITEM, "metadata",
                 arena_printf(&making->arena, "{\"topic\":\"%s\"}", making->cases[i].topic));
        if (!workspace_append_record(change, values, false, &making->arena, &row, &added, making->error))
            return false;
    }
    return workspace_change_end(change, making->error);
}

static bool add_dataset(struct making *making, const struct workspace_row *project)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set_text(making, values, API_DATASET, "name", making->about->dataset);
    set_text(making, values, API_DATASET, "description", making->about->dataset_description);
    set_dates(making, values, API_DATASET);
    if (!workspace_insert(making->session, &api_resources[API_DATASET], project->seq, values, &making->arena,
                          &making->dataset, making->error))
        return false;
    struct workspace_change *change =
        workspace_change_new(making->session, &making->dataset, making->made_ms, &making->arena, making->error);
    const bool added = change != NULL && append_records(making, change);
    workspace_change_free(&change);
    return added;
}

/* The experiment */

static bool add_experiment(struct making *making, const struct workspace_row *project)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    set_text(making, values, API_EXPERIMENT, "name", making->about->name);
    set_text(making, values, API_EXPERIMENT, "description", making->about->description);
    set_json(values, API_EXPERIMENT, "config", making->about->config);
    set_json(values, API_EXPERIMENT, "dataset_version", "1");
    values[api_field_index(&api_resources[API_EXPERIMENT], SLICE("project_id"))] = project->record.id;
    values[api_field_index(&api_resources[API_EXPERIMENT], SLICE("dataset_id"))] = making->dataset.record.id;
    set_dates(making, values, API_EXPERIMENT);
    return workspace_insert(making->session, &api_resources[API_EXPERIMENT], 0, values, &making->arena,
                            &making->experiment, making->error);
}

static bool put(struct making *making, enum api_resource_id resource, const char *json)
{
    struct json_value object;
    struct api_record event;
    if (!json_check(slice_of(json), &object, making->error))
        return false;
    api_item_read(&api_resources[resource], object, &event);
    return workspace_put_event(making->session, making->experiment.seq, &event, &making->arena, making->error);
}

static const char *answer_of(struct making *making, const struct sample_case *of)
{
    static const char *const answers[SAMPLE_LEVEL_COUNT] = {
        [SAMPLE_GOOD] = "See %s, section 2; it was revised in March.",
        [SAMPLE_MIXED] = "See %s. The rule differs for offices abroad, which is not covered here.",
        [SAMPLE_BAD] = "Usually your manager decides this case by case. I found no page on it.",
    };
    struct slice rest = slice_of(answers[of->level]);
    struct slice before;
    slice_cut(&rest, '%', &before);
    if (rest.at == NULL)
        return answers[of->level];
    return arena_printf(&making->arena, "%.*s%s%.*s", SLICE_ARGS(before), page_of(making, of->topic),
                        SLICE_ARGS(slice_from(rest, 1)));
}

static bool put_span(struct making *making, size_t number)
{
    enum { SHORTEST_NS = 640123457, STEP_NS = 97310011, LONGEST_STEPS = 11 };
    const struct sample_case *const of = &making->cases[number];
    return put(making, API_SPAN,
               arena_printf(&making->arena,
                            "{\"span_id\":\"answer-%04zu\",\"trace_id\":\"%s\",\"project_id\":%.*s,\"dataset_id\":%.*s,"
                            "\"name\":\"answer\",\"start_ns\":%" PRId64 ",\"duration\":%" PRId64 ",\"status\":\"ok\","
                            "\"tags\":[\"index:2\"],\"meta\":{\"input\":{\"question\":\"%s\"},\"output\":\"%s\","
                            "\"expected_output\":{\"page\":\"%s\"}}}",
                            number + 1, of->trace_id,
                            SLICE_ARGS(making->experiment.record
                                           .values[api_field_index(&api_resources[API_EXPERIMENT], SLICE("project_id"))]
                                           .raw),
                            SLICE_ARGS(making->dataset.record.id.raw), of->asked_ms * 1000000 + 371,
                            SHORTEST_NS + (int64_t)(number * 7 % LONGEST_STEPS) * STEP_NS, question_of(making, number),
                            answer_of(making, of), page_of(making, of->topic)));
}

/* In hundredths, so that the mean is a plain number, too. */
static int relevance_of(const struct sample_case *of, size_t number)
{
    static const int levels[SAMPLE_LEVEL_COUNT] = { [SAMPLE_GOOD] = 88, [SAMPLE_MIXED] = 61, [SAMPLE_BAD] = 14 };
    return levels[of->level] + (int)(number * 5 % 11);
}

static bool put_metrics(struct making *making, size_t number)
{
    const struct sample_case *const of = &making->cases[number];
    const bool is_found = of->level != SAMPLE_BAD;
    const int64_t judged_ms = of->asked_ms + 5000;
    return put(making, API_METRIC,
               arena_printf(&making->arena,
                            "{\"span_id\":\"answer-%04zu\",\"label\":\"page_found\",\"metric_type\":\"boolean\","
                            "\"timestamp_ms\":%" PRId64 ",\"boolean_value\":%s,\"assessment\":\"%s\"}",
                            number + 1, judged_ms, is_found ? "true" : "false", is_found ? "pass" : "fail")) &&
           put(making, API_METRIC,
               arena_printf(&making->arena,
                            "{\"span_id\":\"answer-%04zu\",\"label\":\"relevance\",\"metric_type\":\"score\","
                            "\"timestamp_ms\":%" PRId64 ",\"score_value\":0.%02d%s}",
                            number + 1, judged_ms, relevance_of(of, number),
                            is_found ? "" : ",\"reasoning\":\"Answers from general knowledge, without a page.\""));
}

static bool put_events(struct making *making)
{
    int sum = 0;
    for (size_t i = 0; i < making->count; i++) {
        if (!put_span(making, i) || !put_metrics(making, i))
            return false;
        sum += relevance_of(&making->cases[i], i);
    }
    return put(making, API_METRIC,
               arena_printf(&making->arena,
                            "{\"span_id\":\"\",\"label\":\"mean_relevance\",\"metric_type\":\"score\","
                            "\"timestamp_ms\":%" PRId64 ",\"score_value\":0.%02d}",
                            making->made_ms + 60000, sum / (int)making->count));
}

bool sample_add_experiment(struct workspace_session *session, const struct sample_experiment *experiment,
                           const struct workspace_row *project, const struct sample_case *cases, size_t count,
                           struct error *error)
{
    struct making making = { .session = session, .about = experiment, .cases = cases, .count = count, .error = error };
    making.made_ms = cases[0].asked_ms;
    const bool added = add_dataset(&making, project) && add_experiment(&making, project) && put_events(&making);
    arena_free(&making.arena);
    return added;
}
