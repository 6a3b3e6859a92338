#include "span_time.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>

#include <stdio.h>

#define S_MS ((int64_t)1000)
#define D_MS (24 * 3600 * S_MS)

static const struct unit {
    const char *name;
    int64_t ms;
} units[] = {
    { "s", S_MS }, { "m", 60 * S_MS }, { "h", 3600 * S_MS }, { "d", D_MS }, { "w", 7 * D_MS }, { "y", 365 * D_MS },
};

/* Further than any span is away, and far from overflow. */
#define LONGEST_MS (1000 * 365 * D_MS)

/* What stands behind "now": nothing, or a sign, a number and a unit. */
static bool parse_distance(struct slice text, int64_t *ms)
{
    long long number = 0;
    *ms = 0;
    if (text.length == 0)
        return true;
    if (text.length < 3 || (text.at[0] != '-' && text.at[0] != '+'))
        return false;
    const struct slice digits = { text.at + 1, text.length - 2 };
    const struct slice unit = slice_from(text, text.length - 1);
    if (strspn(digits.at, "0123456789") < digits.length || !slice_to_int64(digits, &number))
        return false;
    for (size_t i = 0; i < ARRAY_LENGTH(units); i++) {
        if (!slice_is(unit, units[i].name) || number > LONGEST_MS / units[i].ms)
            continue;
        *ms = (text.at[0] == '-' ? -number : number) * units[i].ms;
        return true;
    }
    return false;
}

static bool parse_date(struct slice text, int64_t *wall_ms)
{
    enum { DATE_LENGTH = 10 };
    char whole[CLOCK_RFC3339_SIZE];
    if (text.length != DATE_LENGTH)
        return clock_parse_rfc3339(text, wall_ms);
    snprintf(whole, sizeof(whole), "%.*sT00:00:00Z", SLICE_ARGS(text));
    return clock_parse_rfc3339(slice_of(whole), wall_ms);
}

bool span_time_parse(struct slice text, int64_t now_ms, int64_t *wall_ms)
{
    static const struct slice now = { "now", 3 };
    long long number = 0;
    if (slice_starts_with(text, now)) {
        int64_t distance_ms = 0;
        if (!parse_distance(slice_from(text, now.length), &distance_ms))
            return false;
        *wall_ms = now_ms + distance_ms;
        return true;
    }
    if (parse_date(text, wall_ms))
        return true;
    if (!slice_to_int64(text, &number) || number < -LONGEST_MS || number > LONGEST_MS)
        return false;
    *wall_ms = number;
    return true;
}
