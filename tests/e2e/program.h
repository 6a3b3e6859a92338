/* annotty as a process, in the test's home. `words` are its arguments, separated by '|'; NAME=VALUE words in front go
 * to the environment. "<FILE" is its standard input, "<-FILE" the same through a pipe; ">FILE" takes its standard
 * output, and ">-" is one that nobody reads. */
#ifndef ANNOTTY_TESTS_E2E_PROGRAM_H
#define ANNOTTY_TESTS_E2E_PROGRAM_H

#include <annotty/base/buf.h>

#include <sys/types.h>

/* Runs it to its end and returns its status; what it wrote goes to `output` and `errors`. */
int program_run(const char *words, struct buf *output, struct buf *errors);

/* One that goes on: its standard output can be read line by line, its standard error is the file "server-err" of the
 * home. */
struct program {
    pid_t process;
    int output;
};

struct program program_start(const char *words);
/* The next line without its end; false when there is none any more. Ends the test when nothing comes for long. */
bool program_line(const struct program *program, char *line, size_t size);
/* Sends the signal (0: none) and waits; returns the exit status, or minus the signal that it died of. */
int program_end(struct program *program, int signal);

#endif
