/* The API's description (openapi.json, and extensions.json for what goes beyond the reference), and a checker for the
 * part of JSON Schema that it uses. Built on cJSON, apart from the program's own tables and reader, so that the two
 * can't err alike. */
#ifndef ANNOTTY_TESTS_CONTRACT_OPENAPI_H
#define ANNOTTY_TESTS_CONTRACT_OPENAPI_H

#include <annotty/base/slice.h>

#include <cjson/cJSON.h>

/* Both as one, read once; ends the test when that can't be. */
const cJSON *openapi(void);
/* The text of each, for values whose numbers a tree would damage. */
enum { OPENAPI_FILES = 2 };
struct slice openapi_text(size_t number);
/* By operationId; NULL when there is none. */
const cJSON *openapi_operation(const char *name);
/* The schema of the body that the operation answers with this status. *documented tells whether the status is; NULL for
 * one without a body. */
const cJSON *openapi_answer(const char *operation, int status, bool *documented);
/* Statuses that the operation documents; returns how many. */
enum { OPENAPI_STATUSES_MAX = 12 };
bool openapi_is_text(const char *operation, int status); /* the documented body is CSV */
size_t openapi_statuses(const char *operation, int statuses[static OPENAPI_STATUSES_MAX]);

/* False: `problem` says where the value isn't what the schema wants. */
bool openapi_check(const cJSON *schema, const cJSON *value, char *problem, size_t size);

#endif
