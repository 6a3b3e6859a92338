/* How long a key takes while something else goes on: the server hangs, rows stream in, a job runs. */
#ifndef ANNOTTY_TESTS_BENCH_BUSY_H
#define ANNOTTY_TESTS_BENCH_BUSY_H

/* `program` is annotty; the workspace and the cache are those that the environment names, and have one queue with so
 * many interactions. Prints a line for each case. */
void bench_busy(char *program, int interactions, const char *home);

#endif
