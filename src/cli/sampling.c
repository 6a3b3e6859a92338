#include "sampling.h"

#include <annotty/base/mem.h>
#include <annotty/base/siphash.h>

#include <stdlib.h>

struct candidate {
    char *trace_id;
    size_t stratum;
    size_t turn; /* which one of its stratum it is, by place */
    uint64_t place;
};

struct sampling {
    struct siphash_key key;
    struct candidate *candidates; /* the chosen ones first, once they are chosen */
    size_t count, capacity, chosen;
    struct sampling_stratum *strata;
    size_t stratum_count, stratum_capacity;
};

struct sampling *sampling_new(uint64_t seed)
{
    struct sampling *const sampling = xcalloc(1, sizeof(*sampling));
    sampling->key = (struct siphash_key){ { seed, 0x616e6e6f74747973 } };
    return sampling;
}

void sampling_free(struct sampling **sampling)
{
    struct sampling *const old = *sampling;
    if (old == NULL)
        return;
    for (size_t i = 0; i < old->count; i++)
        free(old->candidates[i].trace_id);
    for (size_t i = 0; i < old->stratum_count; i++)
        free(old->strata[i].name);
    free(old->candidates);
    free(old->strata);
    free(old);
    *sampling = NULL;
}

static size_t find_stratum(struct sampling *sampling, struct slice name)
{
    size_t i = 0;
    while (i < sampling->stratum_count && !slice_is(name, sampling->strata[i].name))
        i++;
    if (i == sampling->stratum_count) {
        sampling->strata = xgrow(sampling->strata, &sampling->stratum_capacity, i + 1, sizeof(*sampling->strata));
        sampling->strata[sampling->stratum_count++] =
            (struct sampling_stratum){ .name = xstrndup(name.at, name.length) };
    }
    return i;
}

void sampling_add(struct sampling *sampling, struct slice trace_id, struct slice stratum)
{
    sampling->candidates =
        xgrow(sampling->candidates, &sampling->capacity, sampling->count + 1, sizeof(*sampling->candidates));
    sampling->candidates[sampling->count] = (struct candidate){ .trace_id = xstrndup(trace_id.at, trace_id.length),
                                                                .stratum = find_stratum(sampling, stratum),
                                                                .turn = sampling->count,
                                                                .place = siphash(&sampling->key, trace_id) };
    sampling->count++;
}

static int compare_places(const void *left, const void *right)
{
    const struct candidate *const a = left, *const b = right;
    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    const int ids = strcmp(a->trace_id, b->trace_id);
    return ids != 0 ? ids : (a->turn > b->turn) - (a->turn < b->turn);
}

static int compare_turns(const void *left, const void *right)
{
    const struct candidate *const a = left, *const b = right;
    return a->turn != b->turn ? (a->turn < b->turn ? -1 : 1) : compare_places(left, right);
}

/* Spans of one trace came one by one; side by side after sorting, the first of them stays. */
static void drop_repeated(struct sampling *sampling)
{
    size_t kept = 0;
    for (size_t i = 0; i < sampling->count; i++) {
        if (kept > 0 && strcmp(sampling->candidates[kept - 1].trace_id, sampling->candidates[i].trace_id) == 0)
            free(sampling->candidates[i].trace_id);
        else
            sampling->candidates[kept++] = sampling->candidates[i];
    }
    sampling->count = kept;
}

void sampling_choose(struct sampling *sampling, size_t size)
{
    if (sampling->count > 0)
        qsort(sampling->candidates, sampling->count, sizeof(*sampling->candidates), compare_places);
    drop_repeated(sampling);
    for (size_t i = 0; i < sampling->count; i++)
        sampling->candidates[i].turn = sampling->strata[sampling->candidates[i].stratum].count++;
    /* First the first of each stratum, then the second of each, and so on. */
    if (sampling->count > 0)
        qsort(sampling->candidates, sampling->count, sizeof(*sampling->candidates), compare_turns);
    sampling->chosen = size == 0 || size > sampling->count ? sampling->count : size;
    for (size_t i = 0; i < sampling->chosen; i++)
        sampling->strata[sampling->candidates[i].stratum].chosen++;
}

size_t sampling_count(const struct sampling *sampling)
{
    return sampling->count;
}

size_t sampling_chosen(const struct sampling *sampling)
{
    return sampling->chosen;
}

const char *sampling_trace(const struct sampling *sampling, size_t number)
{
    return sampling->candidates[number].trace_id;
}

size_t sampling_strata(const struct sampling *sampling, const struct sampling_stratum **strata)
{
    *strata = sampling->strata;
    return sampling->stratum_count;
}
