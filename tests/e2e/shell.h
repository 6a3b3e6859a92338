/* What a person does at a shell: commands one after the other, in a home of their own; what the last one wrote can be
 * looked at. */
#ifndef ANNOTTY_TESTS_E2E_SHELL_H
#define ANNOTTY_TESTS_E2E_SHELL_H

#include "home.h"
#include "program.h"

/* Of the last command. */
extern struct buf output, errors;

/* Before and after each test. */
void shell_open(void);
void shell_close(void);

/* `words` as in program.h. Returns the exit status. */
int run(const char *words);
/* Runs a command that prints JSON, and copies the text at the pointer of it. */
void run_for(const char *words, const char *pointer, char *text, size_t size);
/* What a file of the home holds, in place of what `into` held. */
void read_back(const char *name, struct buf *into);

#endif
