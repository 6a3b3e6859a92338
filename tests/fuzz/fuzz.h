/* Fuzzing: a target takes any bytes to one part of the program and aborts where something doesn't hold. The same
 * functions are driven by libFuzzer (`./dev fuzz`) and, over the kept inputs in corpus/, by every test run. */
#ifndef ANNOTTY_TESTS_FUZZ_FUZZ_H
#define ANNOTTY_TESTS_FUZZ_FUZZ_H

#include <annotty/base/slice.h>

#include <stdint.h>

struct fuzz_target {
    const char *name; /* of its folder in corpus/ */
    const char *about;
    void (*run)(struct slice input);
};
/* Ends with a name of NULL. */
extern const struct fuzz_target fuzz_targets[];
const struct fuzz_target *fuzz_target_named(const char *name);

/* What is being run, for the report: the file of an input. */
extern const char *fuzz_subject;
#define HOLDS(condition) ((condition) ? (void)0 : fuzz_broken(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_broken(const char *file, int line, const char *condition);

/* Cuts a choice off the input; 0 when it is used up. */
unsigned fuzz_byte(struct slice *input);
/* Cuts a line off the input, without its end; the rest is what follows, empty when nothing does. */
struct slice fuzz_line(struct slice *input);
/* Makes `text` the content of one nameless file that goes with the process. Returns its path. */
const char *fuzz_file(struct slice text, unsigned mode);

void fuzz_json(struct slice input);
void fuzz_stream(struct slice input);
void fuzz_resource(struct slice input);
void fuzz_answer(struct slice input);
void fuzz_request(struct slice input);
void fuzz_query(struct slice input);
void fuzz_import(struct slice input);
void fuzz_span_query(struct slice input);
void fuzz_theme(struct slice input);
void fuzz_config(struct slice input);
void fuzz_keys(struct slice input);
void fuzz_text(struct slice input);
void fuzz_call(struct slice input);
void fuzz_journal(struct slice input);

#endif
