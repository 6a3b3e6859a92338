/* JSON as text: reading without a tree and writing without one, so that every number, escape and member order
 * comes through exactly as it was sent (contract section 8). cJSON, whose numbers are doubles, whose first repeated
 * key wins and whose strings end at \u0000, reads what is only shown: error documents (api/answer.c). */
#ifndef ANNOTTY_JSON_JSON_H
#define ANNOTTY_JSON_JSON_H

#include <annotty/base/buf.h>
#include <annotty/base/error.h>
#include <annotty/base/siphash.h>

#include <stdint.h>

enum json_kind { JSON_ABSENT, JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* A value inside checked text. JSON_ABSENT when there is none. */
struct json_value {
    enum json_kind kind;
    struct slice raw; /* its exact characters, quotes and brackets included */
};

enum { JSON_DEPTH_MAX = 128 }; /* contract D34 */

/* Checks that `text` is one JSON value in valid UTF-8, at most JSON_DEPTH_MAX levels deep, and sets *value.
 * On failure error->message says what and at which byte offset (kind ERROR_PROTOCOL). All functions below take
 * values that come from here (or from the stream), and don't check again. */
bool json_check(struct slice text, struct json_value *value, struct error *error);

/* Walks an object's members in order. Start with *at = 0; false at the end. `key` is raw, without quotes. */
bool json_next_member(struct json_value object, size_t *at, struct slice *key, struct json_value *member);
/* Walks an array's elements in order. */
bool json_next_element(struct json_value array, size_t *at, struct json_value *element);

/* The last member called `key` (contract D34: of repeated keys the last counts); JSON_ABSENT when none. */
struct json_value json_member(struct json_value object, const char *key);
/* By JSON pointer (RFC 6901), such as "/data/attributes/name". */
struct json_value json_at(struct json_value value, const char *pointer);

/* Appends the characters of a string value, unescaped; a lone surrogate becomes U+FFFD; \u0000 becomes a NUL byte. */
bool json_append_string(struct buf *out, struct json_value string);
/* Whether a string value is text: false when it holds a lone surrogate, which UTF-8 can't. */
bool json_is_text(struct json_value string);
/* Whether an escaped key (as json_next_member gives it) says `name`. */
bool json_key_is(struct slice raw_key, const char *name);
/* An integer literal without fraction or exponent that fits (contract D25). */
bool json_int64(struct json_value number, int64_t *value);

/* Appends `text` as a JSON string with quotes; invalid UTF-8 becomes U+FFFD. */
bool json_write_string(struct buf *out, struct slice text);
/* Whether the text stands between quotes as it is: ASCII, and nothing to escape. */
bool json_is_plain_text(struct slice text);
/* Appends a checked value indented by two spaces a level, every scalar with its own characters. */
bool json_write_pretty(struct buf *out, struct json_value value, int indent);
/* Appends a pointer segment: "/" and the segment with ~ and / escaped. */
bool json_write_pointer(struct buf *out, struct slice segment);

/* Structural equality (contract D21): objects by members in any order, arrays by order, strings by code points,
 * numbers by their text. */
bool json_equal(struct json_value a, struct json_value b);
/* Equal values have equal hashes, others have others: with the key nobody can make exceptions. */
uint64_t json_hash(struct json_value value, const struct siphash_key *key);

#endif
