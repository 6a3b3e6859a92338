/* Values measured, and what is told of them. */
#ifndef ANNOTTY_TESTS_BENCH_FIGURES_H
#define ANNOTTY_TESTS_BENCH_FIGURES_H

#include <stddef.h>
#include <stdint.h>

enum { SAMPLE_MAX = 1000 };

struct sample {
    int64_t values[SAMPLE_MAX];
    size_t count, missed; /* missed: never answered, so in no figure */
};

/* A negative value is one that was missed. */
void sample_add(struct sample *sample, int64_t value);
/* The nearest rank; 0 where there is none. */
double sample_percentile(struct sample *sample, int percent);
void sample_tell_missed(const char *what, const struct sample *sample);

#endif
