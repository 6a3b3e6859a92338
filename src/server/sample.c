/* Makes the sample workspace from the tables in sample_data.c: the same contents in every store, with ids of their own
 * and dates in the last two weeks. */
#include "sample.h"

#include "sample_data.h"
#include "sample_dataset.h"
#include "sample_experiment.h"
#include "sample_trace.h"

#include <annotty/api/label_notation.h>
#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <assert.h>
#include <stdio.h>

#define DAY_MS (24 * 60 * 60 * (int64_t)1000)

struct sample {
    struct workspace_session *session;
    struct error *error;
    struct arena arena;   /* of the whole sample: projects, people */
    struct arena scratch; /* of one interaction */
    uint64_t random;
    int64_t now_ms;
    struct json_value people[SAMPLE_REVIEWERS]; /* ids, as those of the projects */
    struct workspace_row projects[SAMPLE_PROJECTS];
};

/* An interaction while it is made. */
struct content {
    const struct sample_queue *queue;
    int number;
    const char *topic;
    enum sample_level level;
    int64_t added_ms;
};

/* The same row of numbers each time (splitmix64), so that everybody's sample reads the same. */
static uint64_t next_random(struct sample *sample)
{
    sample->random += 0x9e3779b97f4a7c15u;
    uint64_t mixed = sample->random;
    mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebu;
    return mixed ^ (mixed >> 31);
}

static int draw(struct sample *sample, int limit)
{
    return (int)(next_random(sample) % (uint64_t)limit);
}

static bool happens(struct sample *sample, int percent)
{
    return draw(sample, 100) < percent;
}

static const char *choose(struct sample *sample, const char *const *texts, int most)
{
    int count = 0;
    while (count < most && texts[count] != NULL)
        count++;
    return texts[draw(sample, count)];
}

/* Values */

static void set_text(struct arena *arena, struct json_value *values, enum api_resource_id resource, const char *field,
                     const char *text)
{
    values[api_field_index(&api_resources[resource], slice_of(field))] = api_text_value(arena, slice_of(text));
}

static void set_date(struct arena *arena, struct json_value *values, enum api_resource_id resource, const char *field,
                     int64_t wall_ms)
{
    char text[CLOCK_RFC3339_SIZE];
    clock_format_rfc3339(wall_ms, text);
    set_text(arena, values, resource, field, text);
}

static void set_value(struct json_value *values, enum api_resource_id resource, const char *field,
                      struct json_value value)
{
    values[api_field_index(&api_resources[resource], slice_of(field))] = value;
}

/* Annotations */

static enum sample_level level_seen(struct sample *sample, enum sample_level level, const struct sample_person *person)
{
    const int kindness = person->kindness;
    if (kindness > 0 && level > SAMPLE_GOOD && happens(sample, kindness))
        return level - 1;
    if (kindness < 0 && level < SAMPLE_BAD && happens(sample, -kindness))
        return level + 1;
    return level;
}

static void write_text(struct buf *out, const char *text, const char *topic)
{
    struct slice rest = slice_of(text);
    struct slice before;
    slice_cut(&rest, '@', &before);
    buf_append_slice(out, before);
    if (rest.at != NULL) {
        buf_append_text(out, topic);
        buf_append_slice(out, rest);
    }
}

static void write_value(struct sample *sample, struct buf *out, const struct sample_label *label,
                        const struct content *content, enum sample_level level)
{
    write_text(out, choose(sample, label->texts[level], SAMPLE_CHOICES_MAX), content->topic);
}

static void write_label(struct sample *sample, struct buf *out, const struct sample_label *label,
                        const struct content *content, enum sample_level level)
{
    if (!happens(sample, label->percent))
        return;
    buf_printf(out, "%s\"%s\":", out->length > 1 ? "," : "", label->name);
    write_value(sample, out, label, content, level);
}

/* A value with assessment and reasoning (contract D47). */
static void write_explained(struct sample *sample, struct buf *out, const struct content *content,
                            enum sample_level level)
{
    const struct sample_theme *const theme = content->queue->theme;
    const bool passes = level == SAMPLE_GOOD || (level == SAMPLE_MIXED && happens(sample, 50));
    buf_printf(out, "\"%s\":{\"value\":", theme->labels[0].name);
    write_value(sample, out, &theme->labels[0], content, level);
    buf_printf(out, ",\"assessment\":\"%s\",\"reasoning\":", passes ? "pass" : "fail");
    write_value(sample, out, &theme->note, content, level);
    buf_append_char(out, '}');
}

static struct json_value label_values(struct sample *sample, const struct content *content, enum sample_level level,
                                      const struct sample_person *person)
{
    const struct sample_theme *const theme = content->queue->theme;
    const bool is_explained = happens(sample, person->explains);
    struct buf json = buf_with_limit(BUF_LIMIT_LINE);
    buf_append_char(&json, '{');
    if (is_explained)
        write_explained(sample, &json, content, level);
    for (size_t i = is_explained ? 1 : 0; i < theme->label_count; i++)
        write_label(sample, &json, &theme->labels[i], content, level);
    if (!is_explained)
        write_label(sample, &json, &theme->note, content, level);
    buf_append_char(&json, '}');
    struct json_value value = { .kind = JSON_OBJECT };
    value.raw = (struct slice){ .at = arena_copy(&sample->scratch, buf_slice(&json)), .length = json.length };
    buf_free(&json);
    return value;
}

/* Some time after the interaction was added, and not in the future. */
static int64_t some_time_after(struct sample *sample, int64_t wall_ms, int64_t most_ms)
{
    const int64_t room_ms = sample->now_ms - wall_ms;
    const int64_t limit_ms = room_ms < most_ms ? room_ms : most_ms;
    return limit_ms <= 0 ? wall_ms : wall_ms + (int64_t)(next_random(sample) % (uint64_t)limit_ms);
}

static bool add_annotation(struct sample *sample, const struct content *content, int64_t interaction, int reviewer,
                           int64_t made_ms)
{
    enum { REVISED_PERCENT = 12 };
    struct workspace_row row;
    struct json_value values[API_FIELDS_MAX] = { 0 };
    const enum sample_level level = level_seen(sample, content->level, &sample_people[reviewer]);
    const int64_t changed_ms = happens(sample, REVISED_PERCENT) ? some_time_after(sample, made_ms, DAY_MS) : made_ms;
    set_value(values, API_ANNOTATION, "label_values", label_values(sample, content, level, &sample_people[reviewer]));
    set_value(values, API_ANNOTATION, "created_by", sample->people[reviewer]);
    set_value(values, API_ANNOTATION, "modified_by", sample->people[reviewer]);
    set_date(&sample->scratch, values, API_ANNOTATION, "created_at", made_ms);
    set_date(&sample->scratch, values, API_ANNOTATION, "modified_at", changed_ms);
    return workspace_insert(sample->session, &api_resources[API_ANNOTATION], interaction, values, &sample->scratch,
                            &row, sample->error);
}

/* The reviewers come one after the other, so that annotations are stored in the order of their dates. */
static bool add_annotations(struct sample *sample, const struct content *content, int64_t interaction)
{
    int64_t last_ms = content->added_ms;
    const int first = draw(sample, SAMPLE_REVIEWERS);
    for (int i = 0; i < SAMPLE_REVIEWERS; i++) {
        const int reviewer = (first + i) % SAMPLE_REVIEWERS;
        if (!happens(sample, content->queue->reviewed[reviewer]))
            continue;
        last_ms = some_time_after(sample, last_ms, 2 * DAY_MS);
        if (!add_annotation(sample, content, interaction, reviewer, last_ms))
            return false;
    }
    return true;
}

/* Interactions */

static const char *content_id(struct sample *sample, const struct content *content)
{
    char date[CLOCK_RFC3339_SIZE];
    switch (content->queue->content) {
    case SAMPLE_TRACE_ID:
        return arena_printf(&sample->scratch, "%016llx%016llx", (unsigned long long)next_random(sample),
                            (unsigned long long)next_random(sample));
    case SAMPLE_NUMBERED:
        return arena_printf(&sample->scratch, "%s-%d-comment-%d", content->queue->prefix, 3900 + content->number / 3,
                            content->number % 3 + 1);
    default:
        clock_format_rfc3339(content->added_ms, date);
        return arena_printf(&sample->scratch, "%s-%.10s-%04d", content->queue->prefix, date, content->number + 1);
    }
}

static struct content make_content(struct sample *sample, const struct sample_queue *queue, int number)
{
    const int64_t age_ms = queue->days * DAY_MS;
    const int luck = draw(sample, 100);
    return (struct content){
        .queue = queue,
        .number = number,
        .topic = choose(sample, queue->theme->topics, 64),
        .level = luck < queue->good         ? SAMPLE_GOOD
                 : luck >= 100 - queue->bad ? SAMPLE_BAD
                                            : SAMPLE_MIXED,
        .added_ms = sample->now_ms - age_ms + age_ms * number / queue->size,
    };
}

static bool add_trace(struct sample *sample, const struct content *content, const char *id)
{
    const struct sample_queue *const queue = content->queue;
    const struct sample_trace trace = {
        .story = queue->experiment != NULL          ? SAMPLE_HANDBOOK
                 : queue->project == SAMPLE_SUPPORT ? SAMPLE_ASSISTANT
                                                    : SAMPLE_CODE_REVIEW,
        .trace_id = id,
        .topic = content->topic,
        .level = content->level,
        .started_ms = content->added_ms,
        .number = content->number,
    };
    return content->number >= SAMPLE_TRACES_MAX ||
           sample_add_trace(sample->session, &trace, &sample->scratch, sample->error);
}

static bool add_interaction(struct sample *sample, const struct content *content, int64_t queue)
{
    struct workspace_row row;
    struct json_value values[API_FIELDS_MAX] = { 0 };
    const char *const type = happens(sample, content->queue->experiments) ? "experiment_trace" : "trace";
    const char *const id = content_id(sample, content);
    set_text(&sample->scratch, values, API_INTERACTION, "type", type);
    set_text(&sample->scratch, values, API_INTERACTION, "content_id", id);
    set_date(&sample->scratch, values, API_INTERACTION, "created_at", content->added_ms);
    set_date(&sample->scratch, values, API_INTERACTION, "modified_at", content->added_ms);
    return workspace_insert(sample->session, &api_resources[API_INTERACTION], queue, values, &sample->scratch, &row,
                            sample->error) &&
           add_annotations(sample, content, row.seq) && add_trace(sample, content, id);
}

/* What the experiment was asked when it made the content. */
static struct sample_case make_case(struct sample *sample, const struct content *content)
{
    return (struct sample_case){
        .trace_id = arena_copy(&sample->arena, slice_of(content_id(sample, content))),
        .topic = content->topic,
        .level = content->level,
        .asked_ms = content->added_ms,
    };
}

/* Queues, projects, people */

/* A label's id is its name, so that it is the same in every sample. */
static struct json_value label_schema(struct sample *sample, const char *notation)
{
    struct buf typed = buf_with_limit(BUF_LIMIT_LINE), json = buf_with_limit(BUF_LIMIT_LINE);
    struct json_value document, label, schema = { .kind = JSON_ABSENT };
    size_t at = 0;
    const char *between = "{\"label_schemas\":[";
    if (label_notation_read(slice_of(notation), &typed, sample->error) &&
        json_check(buf_slice(&typed), &document, sample->error)) {
        while (json_next_element(json_member(document, "label_schemas"), &at, &label)) {
            buf_printf(&json, "%s{\"id\":%.*s,%.*s", between, SLICE_ARGS(json_member(label, "name").raw),
                       SLICE_ARGS(slice_from(label.raw, 1)));
            between = ",";
        }
        buf_append_text(&json, "]}");
        json_check(slice_of(arena_copy(&sample->arena, buf_slice(&json))), &schema, sample->error);
    }
    buf_free(&typed);
    buf_free(&json);
    return schema;
}

static bool add_queue(struct sample *sample, const struct sample_queue *queue, size_t position)
{
    struct workspace_row row;
    struct json_value values[API_FIELDS_MAX] = { 0 };
    const struct json_value owner = sample->people[position % SAMPLE_REVIEWERS];
    const int64_t made_ms = sample->now_ms - queue->days * DAY_MS;
    set_text(&sample->arena, values, API_QUEUE, "name", queue->name);
    set_text(&sample->arena, values, API_QUEUE, "description", queue->description);
    if (queue->theme != NULL)
        set_value(values, API_QUEUE, "annotation_schema", label_schema(sample, queue->theme->asks));
    set_value(values, API_QUEUE, "project_id", sample->projects[queue->project].record.id);
    set_value(values, API_QUEUE, "owned_by", owner);
    set_value(values, API_QUEUE, "created_by", owner);
    set_value(values, API_QUEUE, "modified_by", owner);
    set_date(&sample->arena, values, API_QUEUE, "created_at", made_ms);
    set_date(&sample->arena, values, API_QUEUE, "modified_at", made_ms);
    if (!workspace_insert(sample->session, &api_resources[API_QUEUE], 0, values, &sample->arena, &row, sample->error))
        return false;
    struct sample_case cases[SAMPLE_CASES_MAX];
    assert(queue->experiment == NULL || queue->size <= SAMPLE_CASES_MAX);
    for (int i = 0; i < queue->size; i++) {
        const struct content content = make_content(sample, queue, i);
        const bool added = add_interaction(sample, &content, row.seq);
        if (queue->experiment != NULL)
            cases[i] = make_case(sample, &content);
        arena_reset(&sample->scratch);
        if (!added)
            return false;
    }
    return queue->experiment == NULL ||
           sample_add_experiment(sample->session, queue->experiment, &sample->projects[queue->project], cases,
                                 (size_t)queue->size, sample->error);
}

static bool add_project(struct sample *sample, size_t position)
{
    struct json_value values[API_FIELDS_MAX] = { 0 };
    const int64_t made_ms = sample->now_ms - 15 * DAY_MS;
    set_text(&sample->arena, values, API_PROJECT, "name", sample_projects[position].name);
    set_text(&sample->arena, values, API_PROJECT, "description", sample_projects[position].description);
    set_date(&sample->arena, values, API_PROJECT, "created_at", made_ms);
    set_date(&sample->arena, values, API_PROJECT, "updated_at", made_ms);
    return workspace_insert(sample->session, &api_resources[API_PROJECT], 0, values, &sample->arena,
                            &sample->projects[position], sample->error);
}

static bool add_person(struct sample *sample, size_t position)
{
    char id[UUID_SIZE];
    const struct workspace_person person = { sample_people[position].name, sample_people[position].handle, "" };
    if (!workspace_add_person(sample->session, &person, id, sample->error))
        return false;
    sample->people[position] = api_text_value(&sample->arena, slice_of(id));
    return true;
}

static bool fill(struct sample *sample)
{
    workspace_mark_sample(sample->session);
    for (size_t i = 0; i < SAMPLE_REVIEWERS; i++)
        if (!add_person(sample, i))
            return false;
    for (size_t i = 0; i < SAMPLE_PROJECTS; i++)
        if (!add_project(sample, i))
            return false;
    for (size_t i = 0; i < SAMPLE_QUEUES; i++)
        if (!add_queue(sample, &sample_queues[i], i))
            return false;
    return sample_add_dataset(sample->session, &sample->projects[SAMPLE_SUPPORT], sample->now_ms, sample->error) &&
           workspace_note_sample(sample->session, sample->error);
}

bool sample_make(struct workspace *workspace, struct error *error)
{
    bool wanted = false;
    struct sample sample = { .error = error, .now_ms = clock_wall_ms() };
    sample.session = workspace_write(workspace, error);
    if (sample.session == NULL)
        return false;
    bool done = workspace_wants_sample(sample.session, &wanted, error);
    if (done && wanted)
        done = fill(&sample) && workspace_commit(&sample.session, error);
    workspace_end(&sample.session);
    arena_free(&sample.arena);
    arena_free(&sample.scratch);
    return done;
}
