/* Randomness from the operating system. */
#ifndef ANNOTTY_BASE_RANDOM_H
#define ANNOTTY_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

void random_bytes(void *bytes, size_t length);
uint32_t random_below(uint32_t limit);

/* A random lower-case UUID, version 4 (contract D43). */
enum { UUID_SIZE = 37 };
void random_uuid(char text[static UUID_SIZE]);

#endif
