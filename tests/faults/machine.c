#include "machine.h"

#include "../e2e/home.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

enum { PATH_SIZE = 256 };

/* --- Disks ---------------------------------------------------------------------------------------------------------
 */

static bool write_once(const char *path, const char *text)
{
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    const bool done = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return done;
}

bool machine_can_mount(void)
{
    char map[64];
    const uid_t user = getuid();
    const gid_t group = getgid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
        return false;
    snprintf(map, sizeof(map), "%u %u 1", user, user);
    if (!write_once("/proc/self/setgroups", "deny") || !write_once("/proc/self/uid_map", map))
        return false;
    snprintf(map, sizeof(map), "%u %u 1", group, group);
    return write_once("/proc/self/gid_map", map) && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

void machine_skips(const char *what)
{
    fprintf(stderr, "skipped: %s (no user namespaces here)\n", what);
}

void machine_mount(const char *path, size_t bytes)
{
    char options[64];
    snprintf(options, sizeof(options), "size=%zu,mode=0700", bytes);
    ck_assert_msg(mount("none", path, "tmpfs", 0, options) == 0, "%s: %s", path, strerror(errno));
}

void machine_unmount(const char *path)
{
    umount2(path, MNT_DETACH);
}

void machine_set_read_only(const char *path, bool read_only)
{
    ck_assert_msg(mount("none", path, NULL, MS_REMOUNT | (read_only ? MS_RDONLY : 0), NULL) == 0, "%s: %s", path,
                  strerror(errno));
}

static void filler_of(const char *path, char name[static PATH_SIZE])
{
    snprintf(name, PATH_SIZE, "%s/filler", path);
}

void machine_fill(const char *path)
{
    static const char zeros[4096];
    char name[PATH_SIZE];
    filler_of(path, name);
    const int fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ck_assert_int_ge(fd, 0);
    while (write(fd, zeros, sizeof(zeros)) > 0)
        ;
    close(fd);
}

void machine_empty(const char *path)
{
    char name[PATH_SIZE];
    filler_of(path, name);
    ck_assert_int_eq(unlink(name), 0);
}

/* --- The clock ------------------------------------------------------------------------------------------------------
 */

void machine_shift_clock(long seconds)
{
    char path[PATH_SIZE];
    char text[32];
    snprintf(path, sizeof(path), "%s/clock", home_path());
    snprintf(text, sizeof(text), "%ld\n", seconds);
    home_write("clock.new", text);
    ck_assert_int_eq(rename("clock.new", "clock"), 0);
    setenv("ANNOTTY_TEST_CLOCK", path, 1);
    /* A sanitizer wants to be loaded first, and would end the program when it isn't. */
    setenv("ASAN_OPTIONS", "detect_leaks=1:verify_asan_link_order=0", 1);
    setenv("LD_PRELOAD", getenv("ANNOTTY_SHIFTED_CLOCK"), 1);
}
