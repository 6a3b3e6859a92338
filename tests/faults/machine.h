/* This side's misfortunes: a disk that is full or may not be written, a wall clock that jumps. */
#ifndef ANNOTTY_TESTS_FAULTS_MACHINE_H
#define ANNOTTY_TESTS_FAULTS_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

/* Makes the process and all it starts later see mounts of its own. Before any thread is there. False where the kernel
 * doesn't let people do that; the test then says what it left out (machine_skips). */
bool machine_can_mount(void);
void machine_skips(const char *what);

/* A file system of its own at `path`, so large. */
void machine_mount(const char *path, size_t bytes);
void machine_unmount(const char *path);
void machine_set_read_only(const char *path, bool read_only);
/* Takes all the room that is left on it, or gives it back. */
void machine_fill(const char *path);
void machine_empty(const char *path);

/* From now on programs are started with a wall clock that is so far off; what runs jumps. Monotonic time goes on. */
void machine_shift_clock(long seconds);

#endif
