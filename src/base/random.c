/* Random numbers and ids from the kernel; there is no generator of our own and nothing to seed. */
#include <annotty/base/random.h>

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>

void random_bytes(void *bytes, size_t length)
{
    unsigned char *at = bytes;
    while (length > 0) {
        const ssize_t got = getrandom(at, length, 0);
        if (got < 0 && errno != EINTR)
            abort();
        if (got > 0) {
            at += got;
            length -= (size_t)got;
        }
    }
}

uint32_t random_below(uint32_t limit)
{
    if (limit == 0)
        return 0;
    /* Values of the incomplete last run are drawn again, else low results would come more often. */
    const uint32_t uneven = UINT32_MAX - UINT32_MAX % limit;
    uint32_t value = 0;
    do
        random_bytes(&value, sizeof(value));
    while (value >= uneven);
    return value % limit;
}

void random_uuid(char text[static UUID_SIZE])
{
    unsigned char b[16];
    random_bytes(b, sizeof(b));
    b[6] = (unsigned char)((b[6] & 0x0f) | 0x40); /* version 4 */
    b[8] = (unsigned char)((b[8] & 0x3f) | 0x80); /* variant of RFC 9562 */
    char *at = text;
    for (size_t i = 0; i < sizeof(b); i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *at++ = '-';
        *at++ = "0123456789abcdef"[b[i] >> 4];
        *at++ = "0123456789abcdef"[b[i] & 0x0f];
    }
    *at = '\0';
}
