/* A frame as one write. curses writes at every movement of the cursor, some fifty times a screen, and each of those
 * wakes the terminal; over a slow line each can become a packet. What it writes in a frame is caught here instead, and
 * sent whole. UI thread only. */
#ifndef ANNOTTY_SRC_UI_TERM_FRAME_H
#define ANNOTTY_SRC_UI_TERM_FRAME_H

#include <stdio.h>

/* A file in memory where the system has such, else an unnamed one on the disk. NULL: neither. */
FILE *term_memory_file(void);

/* A stream for newterm that goes to the terminal `fd`. NULL: there are no descriptors left. */
FILE *term_frame_open(int fd);
void term_frame_close(void);

/* What is written to the stream in between goes to the terminal at the end. Where nothing can be caught, at once. */
void term_frame_begin(void);
void term_frame_end(void);

#endif
