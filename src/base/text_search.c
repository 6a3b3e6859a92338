/* Raw text by code points and clusters: borders for an editor, and search without regard to case. */
#include <annotty/base/text.h>

#include "cluster.h"

#include <annotty/base/utf8.h>

#include <stdint.h>
#include <utf8proc.h>

/* -1 for an invalid byte. */
static int32_t next_point(struct slice raw, size_t at, size_t *length)
{
    uint32_t code = 0;
    *length = utf8_decode(slice_from(raw, at), &code);
    if (*length > 0)
        return (int32_t)code;
    *length = 1;
    return -1;
}

size_t text_next_cluster(struct slice raw, size_t offset)
{
    if (offset >= raw.length)
        return raw.length;
    struct cluster cluster;
    cluster_read(slice_from(raw, offset), &cluster);
    return offset + cluster.raw_length;
}

size_t text_previous_cluster(struct slice raw, size_t offset)
{
    if (offset > raw.length)
        offset = raw.length;
    if (offset == 0)
        return 0;
    /* An ASCII character always begins a cluster, except the LF of a CRLF: start there and walk forward. */
    size_t border = offset - 1;
    while (border > 0 && ((signed char)raw.at[border] < 0 || raw.at[border] == '\n'))
        border--;
    for (size_t next = border; next < offset; next = text_next_cluster(raw, next))
        border = next;
    return border;
}

static char ascii_lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static bool starts_with_ascii(const char *at, struct slice needle)
{
    for (size_t i = 0; i < needle.length; i++)
        if (ascii_lower(at[i]) != ascii_lower(needle.at[i]))
            return false;
    return true;
}

static bool contains_ascii(struct slice haystack, struct slice needle)
{
    if (needle.length > haystack.length)
        return false;
    const char first = ascii_lower(needle.at[0]);
    const char *last = haystack.at + (haystack.length - needle.length);
    for (const char *at = haystack.at; at <= last; at++)
        if (ascii_lower(*at) == first && starts_with_ascii(at, needle))
            return true;
    return false;
}

static bool starts_with_folded(struct slice haystack, struct slice needle)
{
    size_t at = 0, length = 0, needle_length = 0;
    for (size_t in = 0; in < needle.length; in += needle_length, at += length) {
        if (at >= haystack.length)
            return false;
        const int32_t wanted = next_point(needle, in, &needle_length);
        const int32_t found = next_point(haystack, at, &length);
        if (wanted != found && utf8proc_tolower(wanted) != utf8proc_tolower(found))
            return false;
    }
    return true;
}

bool text_contains(struct slice haystack, struct slice needle)
{
    if (needle.length == 0)
        return true;
    size_t ascii = 0;
    while (ascii < needle.length && (signed char)needle.at[ascii] >= 0)
        ascii++;
    if (ascii == needle.length)
        return contains_ascii(haystack, needle);
    size_t length = 0;
    const int32_t first = utf8proc_tolower(next_point(needle, 0, &length));
    for (size_t at = 0; at < haystack.length; at += length) {
        const char byte = haystack.at[at];
        length = 1;
        if ((signed char)byte >= 0 && ascii_lower(byte) != first)
            continue;
        if (starts_with_folded(slice_from(haystack, at), needle))
            return true;
        next_point(haystack, at, &length);
    }
    return false;
}
