/* Times as queries for spans say them (extensions, section 6): "now", "now-15m", a date, or milliseconds. */
#ifndef ANNOTTY_SERVER_SPAN_TIME_H
#define ANNOTTY_SERVER_SPAN_TIME_H

#include <annotty/base/slice.h>

#include <stdint.h>

#define SPAN_TIME_MUST_BE "must be now, now-1h (s, m, h, d, w or y), a date, or milliseconds since the epoch"

/* Milliseconds since the epoch; false when it is no time, or beyond all times. */
bool span_time_parse(struct slice text, int64_t now_ms, int64_t *wall_ms);

#endif
