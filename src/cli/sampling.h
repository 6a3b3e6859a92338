/* A sample of traces, the same for the same seed whatever the order in which they come: each trace has a random place
 * made of the seed and its id. Of strata as many each as there is room for, so that what is rare is seen, too. */
#ifndef ANNOTTY_SRC_CLI_SAMPLING_H
#define ANNOTTY_SRC_CLI_SAMPLING_H

#include <annotty/base/slice.h>

#include <stdint.h>

struct sampling;

struct sampling *sampling_new(uint64_t seed);
void sampling_free(struct sampling **sampling);
/* A trace that was there already stays in the stratum that it came in first. */
void sampling_add(struct sampling *sampling, struct slice trace_id, struct slice stratum);
/* Chooses so many; 0: all. */
void sampling_choose(struct sampling *sampling, size_t size);

size_t sampling_count(const struct sampling *sampling);                     /* of traces */
size_t sampling_chosen(const struct sampling *sampling);                    /* how many were chosen */
const char *sampling_trace(const struct sampling *sampling, size_t number); /* the n-th that was chosen */

struct sampling_stratum {
    char *name;
    size_t count, chosen;
};
size_t sampling_strata(const struct sampling *sampling, const struct sampling_stratum **strata);

#endif
