/* Times: monotonic milliseconds for waiting, milliseconds since the epoch for showing and storing. */
#ifndef ANNOTTY_BASE_CLOCK_H
#define ANNOTTY_BASE_CLOCK_H

#include <annotty/base/slice.h>

#include <stdint.h>

int64_t clock_monotonic_ms(void);
int64_t clock_wall_ms(void);

/* "2024-01-15T10:30:00.123Z" (contract D42, server side): UTC, always three fraction digits. */
enum { CLOCK_RFC3339_SIZE = 32 };
void clock_format_rfc3339(int64_t wall_ms, char text[static CLOCK_RFC3339_SIZE]);

/* RFC 3339 with 0 to 9 fraction digits and any offset (contract D42, client side); cut to milliseconds. */
bool clock_parse_rfc3339(struct slice text, int64_t *wall_ms);

/* The time of an HTTP header, "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, the form that is sent). */
bool clock_parse_http(struct slice text, int64_t *wall_ms);

/* A short age for a screen: "now", "12s", "3 min", "5 h", "2 d", "3 w", "1 y". */
enum { CLOCK_AGE_SIZE = 16 };
void clock_format_age(int64_t age_ms, char text[static CLOCK_AGE_SIZE]);

/* Local time of the person at the screen: "2024-01-15 11:30". */
void clock_format_local(int64_t wall_ms, char text[static CLOCK_RFC3339_SIZE]);

#endif
