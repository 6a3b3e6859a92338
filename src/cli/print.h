/* What help, doctor and config print: lines no wider than the terminal. */
#ifndef ANNOTTY_SRC_CLI_PRINT_H
#define ANNOTTY_SRC_CLI_PRINT_H

#include <annotty/base/arena.h>
#include <annotty/base/text.h>

/* Cells of a line on standard output: the terminal's, within reason; 80 where it is none. */
int print_width(void);

/* A line with `left` (ours or clean) in `left_cells` cells after an indent of two, and `right`, foreign or not, beside
 * it, going on below itself where it is longer than the width. A longer `left` has a line of its own. */
void print_entry(struct buf *out, int width, int left_cells, struct text left, struct slice right);
/* `text`, broken at blanks. */
void print_paragraph(struct buf *out, int width, struct slice text);

/* Writes it to standard output and frees it. */
void print_all(struct buf *out);

#endif
