/* Random JSON values that hold what readers like to damage: odd numbers and escapes, repeated keys, blanks, depth. The
 * same seed gives the same values. */
#ifndef ANNOTTY_TESTS_CONTRACT_RANDOM_JSON_H
#define ANNOTTY_TESTS_CONTRACT_RANDOM_JSON_H

#include <annotty/base/buf.h>

uint32_t random_json_draw(uint64_t *seed, uint32_t limit);
void random_json_write(struct buf *out, uint64_t *seed);
void random_json_write_object(struct buf *out, uint64_t *seed);

#endif
