/* The program of test_terminal.c: opens the terminal, reports each key, and does with some of them what can go wrong.
 */
#ifndef ANNOTTY_TESTS_UNIT_UI_TERMINAL_PROGRAM_H
#define ANNOTTY_TESTS_UNIT_UI_TERMINAL_PROGRAM_H

/* `argument`: struct terminal_options. Reports "open depth DEPTH", "refused MESSAGE", "key NAME", "paste TEXT",
 * "resize COLUMNS ROWS", and what its keys in terminal_program.c say. */
void terminal_program(const void *argument);
/* The same with standard input and output leading nowhere; then also without a terminal to fall back on. */
void terminal_program_redirected(const void *argument);
void terminal_program_detached(const void *argument);

/* What the key 'w' writes in row 1 from column 2. */
extern const char terminal_program_text[];

#endif
