/* Taking slices apart. */
#include <annotty/base/slice.h>

#include <limits.h>

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

struct slice slice_trim(struct slice slice)
{
    while (slice.length > 0 && is_blank(slice.at[0]))
        slice = slice_from(slice, 1);
    while (slice.length > 0 && is_blank(slice.at[slice.length - 1]))
        slice.length--;
    return slice;
}

bool slice_cut(struct slice *rest, char separator, struct slice *part)
{
    if (rest->at == NULL)
        return false;
    const char *found = rest->length > 0 ? memchr(rest->at, separator, rest->length) : NULL;
    if (found == NULL) {
        *part = *rest;
        *rest = (struct slice){ 0 };
        return true;
    }
    *part = (struct slice){ .at = rest->at, .length = (size_t)(found - rest->at) };
    *rest = slice_from(*rest, part->length + 1);
    return true;
}

bool slice_to_int64(struct slice slice, long long *value)
{
    const bool negative = slice.length > 0 && slice.at[0] == '-';
    if (negative)
        slice = slice_from(slice, 1);
    if (slice.length == 0)
        return false;
    /* Gathered below zero, where one more value fits. */
    long long sum = 0;
    for (size_t i = 0; i < slice.length; i++) {
        const int digit = slice.at[i] - '0';
        if (digit < 0 || digit > 9 || __builtin_mul_overflow(sum, 10LL, &sum) ||
            __builtin_sub_overflow(sum, (long long)digit, &sum))
            return false;
    }
    if (!negative && sum == LLONG_MIN)
        return false;
    *value = negative ? sum : -sum;
    return true;
}
