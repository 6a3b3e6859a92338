#include "figures.h"

#include <annotty/base/mem.h>

#include <stdio.h>
#include <stdlib.h>

static int by_value(const void *a, const void *b)
{
    const int64_t left = *(const int64_t *)a;
    const int64_t right = *(const int64_t *)b;
    return left < right ? -1 : left > right;
}

void sample_add(struct sample *sample, int64_t value)
{
    if (value < 0)
        sample->missed++;
    else if (sample->count < ARRAY_LENGTH(sample->values))
        sample->values[sample->count++] = value;
}

double sample_percentile(struct sample *sample, int percent)
{
    qsort(sample->values, sample->count, sizeof(*sample->values), by_value);
    return sample->count > 0 ? (double)sample->values[(sample->count * (size_t)percent + 99) / 100 - 1] : 0;
}

void sample_tell_missed(const char *what, const struct sample *sample)
{
    if (sample->missed > 0)
        fprintf(stderr, "bench: %zu of %s got no answer and are in no figure\n", sample->missed, what);
}
