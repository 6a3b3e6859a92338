/* Clocks of the system, and times as text: RFC 3339 both ways, ages and local times for people. */
#include <annotty/base/clock.h>

#include <annotty/base/mem.h>

#include <limits.h>
#include <stdio.h>
#include <time.h>

enum { MS_PER_S = 1000, S_PER_MINUTE = 60, S_PER_HOUR = 3600, S_PER_DAY = 86400 };

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / 1000000;
}

int64_t clock_monotonic_ms(void)
{
    return clock_ms(CLOCK_MONOTONIC);
}

int64_t clock_wall_ms(void)
{
    return clock_ms(CLOCK_REALTIME);
}

/* Division that rounds down, so that times before 1970 keep a positive remainder. */
static int64_t floor_divide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0);
}

void clock_format_rfc3339(int64_t wall_ms, char text[static CLOCK_RFC3339_SIZE])
{
    const int64_t seconds = floor_divide(wall_ms, MS_PER_S);
    const int milliseconds = (int)(wall_ms - seconds * MS_PER_S);
    const time_t time = (time_t)seconds;
    struct tm utc = { 0 };
    gmtime_r(&time, &utc);
    snprintf(text, CLOCK_RFC3339_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1,
             utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, milliseconds);
}

void clock_format_local(int64_t wall_ms, char text[static CLOCK_RFC3339_SIZE])
{
    const time_t time = (time_t)floor_divide(wall_ms, MS_PER_S);
    struct tm local = { 0 };
    localtime_r(&time, &local);
    if (strftime(text, CLOCK_RFC3339_SIZE, "%Y-%m-%d %H:%M", &local) == 0)
        text[0] = '\0';
}

/* Days from 1970-01-01 in the Gregorian calendar, counted in years that begin in March. */
static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
    const int64_t march_year = month > 2 ? year : year - 1;
    const int64_t era = floor_divide(march_year, 400);
    const int64_t year_of_era = march_year - era * 400;
    const int64_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static int days_in_month(int64_t year, int64_t month)
{
    static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}

/* Takes exactly `digits` digits off the front of *rest. */
static bool take_number(struct slice *rest, size_t digits, int64_t *number)
{
    if (rest->length < digits)
        return false;
    *number = 0;
    for (size_t i = 0; i < digits; i++) {
        if (rest->at[i] < '0' || rest->at[i] > '9')
            return false;
        *number = *number * 10 + (rest->at[i] - '0');
    }
    *rest = slice_from(*rest, digits);
    return true;
}

static bool take_any(struct slice *rest, const char *choices, char *taken)
{
    if (rest->length == 0 || rest->at[0] == '\0' || strchr(choices, rest->at[0]) == NULL)
        return false;
    *taken = rest->at[0];
    *rest = slice_from(*rest, 1);
    return true;
}

static bool take_date(struct slice *rest, int64_t *days)
{
    int64_t year, month, day;
    char dash;
    if (!take_number(rest, 4, &year) || !take_any(rest, "-", &dash) || !take_number(rest, 2, &month) ||
        !take_any(rest, "-", &dash) || !take_number(rest, 2, &day))
        return false;
    if (month < 1 || month > 12 || day < 1 || day > days_in_month(year, month))
        return false;
    *days = days_from_date(year, month, day);
    return true;
}

static bool take_time(struct slice *rest, int64_t *milliseconds)
{
    int64_t hour, minute, second, fraction_ms = 0;
    char mark;
    if (!take_number(rest, 2, &hour) || !take_any(rest, ":", &mark) || !take_number(rest, 2, &minute) ||
        !take_any(rest, ":", &mark) || !take_number(rest, 2, &second))
        return false;
    if (hour > 23 || minute > 59 || second > 60)
        return false;
    if (take_any(rest, ".", &mark)) {
        int64_t digit;
        size_t digits = 0;
        for (int64_t weight = 100; take_number(rest, 1, &digit); weight /= 10, digits++)
            fraction_ms += digit * weight;
        if (digits == 0 || digits > 9)
            return false;
    }
    *milliseconds = (hour * S_PER_HOUR + minute * S_PER_MINUTE + second) * MS_PER_S + fraction_ms;
    return true;
}

static bool take_offset(struct slice *rest, int64_t *offset_ms)
{
    char sign, colon;
    if (!take_any(rest, "Zz+-", &sign))
        return false;
    *offset_ms = 0;
    if (sign == 'Z' || sign == 'z')
        return true;
    int64_t hours, minutes;
    if (!take_number(rest, 2, &hours) || !take_any(rest, ":", &colon) || !take_number(rest, 2, &minutes) ||
        hours > 23 || minutes > 59)
        return false;
    *offset_ms = (hours * S_PER_HOUR + minutes * S_PER_MINUTE) * MS_PER_S * (sign == '-' ? -1 : 1);
    return true;
}

bool clock_parse_rfc3339(struct slice text, int64_t *wall_ms)
{
    int64_t days, time_ms, offset_ms;
    char separator;
    if (!take_date(&text, &days) || !take_any(&text, "Tt ", &separator) || !take_time(&text, &time_ms) ||
        !take_offset(&text, &offset_ms) || text.length > 0)
        return false;
    *wall_ms = days * S_PER_DAY * MS_PER_S + time_ms - offset_ms;
    return true;
}

static bool take_month(struct slice *rest, int64_t *month)
{
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (*month = 1; *month <= 12 && rest->length >= 3; ++*month) {
        if (memcmp(rest->at, &names[(*month - 1) * 3], 3) != 0)
            continue;
        *rest = slice_from(*rest, 3);
        return true;
    }
    return false;
}

bool clock_parse_http(struct slice text, int64_t *wall_ms)
{
    enum { DAY_NAME = 3 };
    int64_t year, month, day, time_ms;
    char mark;
    if (text.length < DAY_NAME)
        return false;
    text = slice_from(text, DAY_NAME);
    if (!take_any(&text, ",", &mark) || !take_any(&text, " ", &mark) || !take_number(&text, 2, &day) ||
        !take_any(&text, " ", &mark) || !take_month(&text, &month) || !take_any(&text, " ", &mark) ||
        !take_number(&text, 4, &year) || !take_any(&text, " ", &mark) || !take_time(&text, &time_ms) ||
        !slice_is(text, " GMT") || day < 1 || day > days_in_month(year, month))
        return false;
    *wall_ms = days_from_date(year, month, day) * S_PER_DAY * MS_PER_S + time_ms;
    return true;
}

void clock_format_age(int64_t age_ms, char text[static CLOCK_AGE_SIZE])
{
    static const struct {
        int64_t below_s, unit_s;
        const char *unit;
    } rows[] = {
        { S_PER_MINUTE, 1, "s" },
        { S_PER_HOUR, S_PER_MINUTE, " min" },
        { S_PER_DAY, S_PER_HOUR, " h" },
        { 7 * S_PER_DAY, S_PER_DAY, " d" },
        { 365 * S_PER_DAY, 7 * S_PER_DAY, " w" },
        { INT64_MAX, 365 * S_PER_DAY, " y" },
    };
    const int64_t age_s = age_ms / MS_PER_S;
    if (age_s <= 0) {
        snprintf(text, CLOCK_AGE_SIZE, "now");
        return;
    }
    size_t row = 0;
    while (age_s >= rows[row].below_s && row + 1 < ARRAY_LENGTH(rows))
        row++;
    snprintf(text, CLOCK_AGE_SIZE, "%lld%s", (long long)(age_s / rows[row].unit_s), rows[row].unit);
}
