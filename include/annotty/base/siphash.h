/* A keyed hash (SipHash-2-4) for tables that others fill: without the key nobody can choose texts whose hashes meet. */
#ifndef ANNOTTY_BASE_SIPHASH_H
#define ANNOTTY_BASE_SIPHASH_H

#include <annotty/base/slice.h>

#include <stdint.h>

struct siphash_key {
    uint64_t halves[2];
};

uint64_t siphash(const struct siphash_key *key, struct slice text);

#endif
