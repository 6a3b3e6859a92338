#include "items.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

bool items_open(struct items *items, const struct item_rules *rules, const struct origin *origins, size_t count,
                const char *format, struct error *error)
{
    *items = (struct items){ .rules = *rules, .sources = xcalloc(count, sizeof(struct source *)) };
    for (; items->count < count; items->count++) {
        items->sources[items->count] = source_open(&origins[items->count], format, &items->rules, error);
        if (items->sources[items->count] == NULL)
            return false;
    }
    return true;
}

void items_close(struct items *items)
{
    for (size_t i = 0; i < items->count; i++)
        source_close(&items->sources[i]);
    free(items->sources);
    *items = (struct items){ 0 };
}

enum source_step items_next(struct items *items, struct item *item, struct error *error)
{
    while (items->current < items->count) {
        const enum source_step step = source_next(items->sources[items->current], item, error);
        if (step != SOURCE_END)
            return step;
        items->current++;
    }
    return SOURCE_END;
}

const struct source *items_source(const struct items *items)
{
    return items->sources[items->current];
}

bool items_can_rewind(const struct items *items)
{
    for (size_t i = 0; i < items->count; i++)
        if (!source_can_rewind(items->sources[i]))
            return false;
    return true;
}

static bool rewind_all(struct items *items, struct error *error)
{
    items->current = 0;
    for (size_t i = 0; i < items->count; i++)
        if (!source_rewind(items->sources[i]))
            return error_set(error, ERROR_INPUT, NULL, "the input can't be read a second time");
    return true;
}

/* The first problem, with the number of them. */
static bool tell_problems(const struct error *first, size_t count, struct error *error)
{
    if (first->kind != ERROR_INPUT)
        *error = *first;
    else if (count == 1)
        error_set(error, ERROR_INPUT, first->where, "%.400s; nothing was sent", first->message);
    else
        error_set(error, ERROR_INPUT, first->where, "%.400s (and %zu more like it); nothing was sent", first->message,
                  count - 1);
    return false;
}

bool items_check(struct items *items, size_t *count, struct error *error)
{
    struct item item = item_new();
    struct error problem, first = { 0 };
    size_t problems = 0;
    *count = 0;
    enum source_step step = items_next(items, &item, &problem);
    for (; step == SOURCE_ITEM || step == SOURCE_BAD; step = items_next(items, &item, &problem)) {
        *count += step == SOURCE_ITEM;
        if (step == SOURCE_BAD && problems++ == 0)
            first = problem;
    }
    item_free(&item);
    if (step == SOURCE_BROKEN && problems++ == 0)
        first = problem;
    return problems == 0 ? rewind_all(items, error) : tell_problems(&first, problems, error);
}
