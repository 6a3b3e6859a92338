/* What a value must be to be taken for a field: the rules of contract D11, D16, D23, D25, D26, D29, told once for the
 * server's validation and for the forms and flags of the client. */
#ifndef ANNOTTY_API_RULE_H
#define ANNOTTY_API_RULE_H

#include <annotty/api/tables.h>
#include <annotty/base/buf.h>
#include <annotty/json/json.h>

enum { API_NAME_MAX = 512, API_RULE_PROBLEM_SIZE = 160 };

/* The JSON kind of a type's values; JSON_ABSENT when any kind will do. */
enum json_kind api_kind_of(enum api_type type);

/* Whether `value`, present or absent, may stand for `field` in a request of this use (API_IN_CREATE or API_IN_UPDATE).
 * Looks at the value itself, not into records. On false `problem` says why, to follow the field's name: "is required".
 */
bool api_rule_check(const struct api_field *field, unsigned use, struct json_value value,
                    char problem[static API_RULE_PROBLEM_SIZE]);

/* Appends the JSON text for what a person typed: a string for text types, JSON itself for the others, an array for
 * lists of strings separated by blanks or commas. False with the problem when it is no such value. */
bool api_rule_from_typed(const struct api_field *field, struct slice typed, struct buf *json,
                         char problem[static API_RULE_PROBLEM_SIZE]);

#endif
