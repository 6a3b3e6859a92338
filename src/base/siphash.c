/* SipHash-2-4 as Aumasson and Bernstein describe it; the result is the same on every machine. */
#include <annotty/base/siphash.h>

struct state {
    uint64_t v0, v1, v2, v3;
};

static uint64_t rotate(uint64_t word, int bits)
{
    return word << bits | word >> (64 - bits);
}

static void mix(struct state *s, int rounds)
{
    for (int i = 0; i < rounds; i++) {
        s->v0 += s->v1;
        s->v1 = rotate(s->v1, 13) ^ s->v0;
        s->v0 = rotate(s->v0, 32);
        s->v2 += s->v3;
        s->v3 = rotate(s->v3, 16) ^ s->v2;
        s->v0 += s->v3;
        s->v3 = rotate(s->v3, 21) ^ s->v0;
        s->v2 += s->v1;
        s->v1 = rotate(s->v1, 17) ^ s->v2;
        s->v2 = rotate(s->v2, 32);
    }
}

static uint64_t read_word(const char *at, size_t length)
{
    uint64_t word = 0;
    for (size_t i = 0; i < length; i++)
        word |= (uint64_t)(unsigned char)at[i] << (8 * i);
    return word;
}

static void absorb(struct state *s, uint64_t word)
{
    s->v3 ^= word;
    mix(s, 2);
    s->v0 ^= word;
}

uint64_t siphash(const struct siphash_key *key, struct slice text)
{
    struct state s = {
        .v0 = key->halves[0] ^ 0x736f6d6570736575u,
        .v1 = key->halves[1] ^ 0x646f72616e646f6du,
        .v2 = key->halves[0] ^ 0x6c7967656e657261u,
        .v3 = key->halves[1] ^ 0x7465646279746573u,
    };
    const size_t whole = text.length - text.length % sizeof(uint64_t);
    for (size_t at = 0; at < whole; at += sizeof(uint64_t))
        absorb(&s, read_word(text.at + at, sizeof(uint64_t)));
    absorb(&s, read_word(text.at + whole, text.length - whole) | (uint64_t)text.length << 56);
    s.v2 ^= 0xff;
    mix(&s, 4);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
