/* Up to REMEMBERED_MAX short sets are kept, found by their JSON text; labels with long prose are rarely equal and are
 * read each time into `scratch`. The text itself is copied, because cells move when rows are added. */
#include "query_labels.h"

#include <annotty/base/index.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

enum { REMEMBERED_MAX = 8192, REMEMBERED_LENGTH_MAX = 512 };

struct labels {
    struct label_set *sets; /* REMEMBERED_MAX, so that they never move */
    size_t count;
    struct index by_json; /* handles are positions in `sets` */
    struct arena arena;   /* what `sets` points to */
    struct arena scratch; /* sets that aren't remembered */
    struct label_value values[LABEL_VALUES_MAX];
};

struct labels *labels_new(void)
{
    struct labels *labels = xcalloc(1, sizeof(*labels));
    labels->sets = xcalloc(REMEMBERED_MAX, sizeof(*labels->sets));
    return labels;
}

void labels_free(struct labels **labels)
{
    if (*labels == NULL)
        return;
    free((*labels)->sets);
    index_free(&(*labels)->by_json);
    arena_free(&(*labels)->arena);
    arena_free(&(*labels)->scratch);
    free(*labels);
    *labels = NULL;
}

void labels_forget(struct labels *labels)
{
    if (labels->scratch.used > 0)
        arena_reset(&labels->scratch);
}

static struct label_set read_set(struct labels *labels, struct slice json, struct arena *arena)
{
    const struct slice copy = { .at = arena_copy(arena, json), .length = json.length };
    const size_t count = label_values_read(copy, arena, labels->values);
    struct label_value *values = arena_alloc(arena, count * sizeof(*values));
    memcpy(values, labels->values, count * sizeof(*values));
    return (struct label_set){ .json = copy, .values = values, .count = count };
}

static struct slice json_of(uint32_t handle, const void *owner)
{
    const struct labels *labels = owner;
    return labels->sets[handle].json;
}

static const struct label_set *read_aside(struct labels *labels, struct slice json)
{
    struct label_set *set = arena_alloc(&labels->scratch, sizeof(*set));
    *set = read_set(labels, json, &labels->scratch);
    return set;
}

const struct label_set *labels_of(struct labels *labels, struct slice json)
{
    if (json.length > REMEMBERED_LENGTH_MAX)
        return read_aside(labels, json);
    const uint32_t known = index_find(&labels->by_json, json, json_of, labels);
    if (known != INDEX_NONE)
        return &labels->sets[known];
    if (labels->count == REMEMBERED_MAX)
        return read_aside(labels, json);
    labels->sets[labels->count] = read_set(labels, json, &labels->arena);
    index_insert(&labels->by_json, labels->sets[labels->count].json, (uint32_t)labels->count);
    return &labels->sets[labels->count++];
}
