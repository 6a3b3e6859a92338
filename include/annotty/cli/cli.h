/* The command line: `annotty NOUN VERB` for every operation, and a few commands of its own. Flags, arguments and help
 * come from the rows of the operations. */
#ifndef ANNOTTY_CLI_CLI_H
#define ANNOTTY_CLI_CLI_H

/* Runs what the arguments say and returns the exit status (base/error.h). */
int cli_run(int argc, char **argv);

#endif
