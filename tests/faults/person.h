/* A person at the workbench, which is the real program on a pty and reaches the server through the bad network. */
#ifndef ANNOTTY_TESTS_FAULTS_PERSON_H
#define ANNOTTY_TESTS_FAULTS_PERSON_H

#include "../e2e/pty.h"

extern struct pty *pty;

/* Starts the workbench; `words` as in program.h without redirections, beside --url. */
void person_starts(const char *words);
/* The screen answers keys: help opens and closes, each as fast as when all is well, with room for a busy machine. */
void person_looks_up_help(void);
/* So does the JSON of what is under the cursor. */
void person_looks_at_json(void);
/* Reads anew, again and again, until the text is there: the network is well. */
void person_asks_until(const char *text);
/* Leaves with :quit, then person_sees_terminal. */
void person_quits(void);
/* The program has ended with that status, and the terminal is as it was: screen, modes, cursor, mouse, paste. */
enum { PERSON_ANY_STATUS = -1 };
void person_sees_terminal(int status);
/* For the end of a test that failed. */
void person_goes(void);

#endif
