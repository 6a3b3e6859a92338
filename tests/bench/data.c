/* There is no operation that makes annotations, so the workspace is written directly. */
#include "data.h"

#include <annotty/base/mem.h>
#include <annotty/store/workspace.h>

#include <stdio.h>

enum { PEOPLE = 3 };

struct filling {
    struct workspace_session *session;
    struct arena scratch;
    char people[PEOPLE][UUID_SIZE];
    struct error *error;
};

static void set(const struct api_resource *resource, struct json_value *values, const char *name,
                struct json_value value)
{
    values[api_field_index(resource, slice_of(name))] = value;
}

static struct json_value text(struct filling *filling, const char *plain)
{
    return api_text_value(&filling->scratch, slice_of(plain));
}

static bool insert(struct filling *filling, enum api_resource_id id, int64_t parent, struct json_value *values,
                   struct workspace_row *row)
{
    return workspace_insert(filling->session, &api_resources[id], parent, values, &filling->scratch, row,
                            filling->error);
}

static bool annotate(struct filling *filling, const struct workspace_row *interaction, size_t number)
{
    static const char *const words[] = { "good", "mixed", "bad", "warm", "neutral", "cold" };
    const struct api_resource *resource = &api_resources[API_ANNOTATION];
    struct json_value values[API_FIELDS_MAX] = { 0 };
    struct workspace_row row;
    char labels[128];
    snprintf(labels, sizeof(labels), "{\"quality\":\"%s\",\"tone\":\"%s\",\"score\":%zu}", words[number % 3],
             words[3 + number / 3 % 3], number % 5 + 1);
    const struct json_value object = { JSON_OBJECT,
                                       { arena_copy(&filling->scratch, slice_of(labels)), strlen(labels) } };
    set(resource, values, "label_values", object);
    set(resource, values, "interaction_id", interaction->record.id);
    set(resource, values, "created_by", text(filling, filling->people[number % PEOPLE]));
    return insert(filling, API_ANNOTATION, interaction->seq, values, &row);
}

static bool add_interaction(struct filling *filling, int64_t queue, size_t number)
{
    const struct api_resource *resource = &api_resources[API_INTERACTION];
    struct json_value values[API_FIELDS_MAX] = { 0 };
    struct workspace_row row;
    char id[64];
    snprintf(id, sizeof(id), "trace-%08zu", number);
    set(resource, values, "content_id", text(filling, id));
    set(resource, values, "type", text(filling, "trace"));
    bool good = insert(filling, API_INTERACTION, queue, values, &row);
    for (size_t i = 0; good && i < ANNOTATIONS_EACH; i++)
        good = annotate(filling, &row, number * ANNOTATIONS_EACH + i);
    arena_reset(&filling->scratch);
    return good;
}

static bool add_queue(struct filling *filling, int64_t *seq)
{
    struct json_value project[API_FIELDS_MAX] = { 0 };
    struct json_value queue[API_FIELDS_MAX] = { 0 };
    struct workspace_row row;
    set(&api_resources[API_PROJECT], project, "name", text(filling, "Measured"));
    if (!insert(filling, API_PROJECT, 0, project, &row))
        return false;
    set(&api_resources[API_QUEUE], queue, "project_id", row.record.id);
    set(&api_resources[API_QUEUE], queue, "name", text(filling, "Many traces"));
    const bool good = insert(filling, API_QUEUE, 0, queue, &row);
    *seq = row.seq;
    return good;
}

static bool fill(struct filling *filling, size_t interactions)
{
    static const struct workspace_person reviewer = { "Reviewer", "reviewer", "" };
    int64_t queue = 0;
    bool good = true;
    for (size_t i = 0; good && i < PEOPLE; i++)
        good = workspace_add_person(filling->session, &reviewer, filling->people[i], filling->error);
    good = good && add_queue(filling, &queue);
    for (size_t i = 0; good && i < interactions; i++)
        good = add_interaction(filling, queue, i + 1);
    return good;
}

bool data_make(const char *dir, size_t interactions, struct error *error)
{
    const struct workspace_options options = { dir, "Bench", "bench" };
    struct workspace *workspace = workspace_open(&options, error);
    struct filling filling = { .error = error };
    if (workspace == NULL)
        return false;
    filling.session = workspace_write(workspace, error);
    bool good = filling.session != NULL && fill(&filling, interactions);
    good = good && workspace_commit(&filling.session, error);
    workspace_end(&filling.session);
    workspace_close(&workspace);
    arena_free(&filling.scratch);
    return good;
}
