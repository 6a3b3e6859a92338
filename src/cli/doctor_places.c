/* The directories of the workspace and of the page cache: there or possible, private, writable, with room, and sound.
 */
#include "doctor.h"

#include <annotty/base/mem.h>
#include <annotty/cli/connection.h>
#include <annotty/store/cache.h>
#include <annotty/store/workspace.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PATIENCE_MS = 2000 };
#define MEGABYTE         (1024.0 * 1024.0)
#define ROOM_LEAST       (16 * MEGABYTE)
#define ROOM_COMFORTABLE (256 * MEGABYTE)

/* One row a directory. What is wrong with the cache is a pity; what is wrong with the workspace is a problem. */
static const struct place {
    const char *area;
    enum config_key key;
    const char *file;
    bool (*inspect)(const char *dir, int64_t patience_ms, struct db_facts *facts, struct error *error);
    enum finding_level level;
    const char *advice; /* for a file that is no good */
} places[] = {
    { "workspace", CONFIG_DATA, WORKSPACE_FILE, workspace_inspect, FINDING_PROBLEM,
      "Move the file away to start anew, restore a copy, or choose another place with --data." },
    { "cache", CONFIG_CACHE, CACHE_FILE, cache_inspect, FINDING_WARNING,
      "Nothing is lost with the cache: delete the file." },
};

static void say(struct findings *findings, const struct place *place, const char *name, const char *text,
                const char *path, const char *advice)
{
    struct finding *finding = findings_add(findings, place->area, name, "%s%s", path, text);
    finding->level = place->level;
    finding->kind = ERROR_STORE;
    finding->advice = advice;
}

/* The directory itself, or the nearest one above it that is there. */
static char *nearest_directory(const char *path)
{
    char *nearest = xstrdup(path);
    struct stat status;
    while (stat(nearest, &status) != 0 && errno == ENOENT && strlen(nearest) > 1) {
        char *slash = strrchr(nearest, '/');
        if (slash == NULL)
            break;
        slash[slash == nearest ? 1 : 0] = '\0';
    }
    return nearest;
}

static void check_room(struct findings *findings, const struct place *place, const char *dir)
{
    struct statvfs room;
    if (statvfs(dir, &room) != 0)
        return;
    const double bytes = (double)room.f_bavail * (double)room.f_frsize;
    struct finding *finding =
        findings_add(findings, place->area, "disk", "%.0f MB free, for this user", bytes / MEGABYTE);
    if (bytes >= ROOM_COMFORTABLE)
        return;
    finding->level = bytes < ROOM_LEAST ? place->level : FINDING_WARNING;
    finding->kind = ERROR_STORE;
    finding->advice = "Free some space.";
}

/* Of the files in it, without what is below. */
static double directory_bytes(const char *path)
{
    double bytes = 0;
    DIR *directory = opendir(path);
    if (directory == NULL)
        return 0;
    for (const struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        struct stat status;
        if (fstatat(dirfd(directory), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode))
            bytes += (double)status.st_size;
    }
    closedir(directory);
    return bytes;
}

static void check_database(struct findings *findings, const struct place *place, const char *dir)
{
    struct db_facts facts;
    struct error error = { 0 };
    char *file = xasprintf("%s/%s", dir, place->file);
    struct stat status;
    if (stat(file, &status) != 0) {
        findings_add(findings, place->area, "database", "none yet: it is made at the first start");
    } else if (!place->inspect(dir, PATIENCE_MS, &facts, &error)) {
        struct finding *finding = findings_add_problem(findings, place->area, "database", &error);
        finding->level = place->level;
        finding->advice = place->advice;
    } else {
        findings_add(findings, place->area, "database", "version %lld of %lld, %s, %.1f MB", (long long)facts.version,
                     (long long)facts.newest, facts.whole ? "sound" : "sound as far as was looked",
                     directory_bytes(dir) / MEGABYTE);
        if ((status.st_mode & 077) != 0)
            findings_add(findings, place->area, "database", "others can read %s (mode %03o)", file,
                         (unsigned)status.st_mode & 0777)
                ->level = FINDING_WARNING;
    }
    free(file);
}

static void check_existing(struct findings *findings, const struct place *place, const char *dir,
                           const struct stat *status)
{
    if (!S_ISDIR(status->st_mode)) {
        say(findings, place, "directory", " is no directory", dir, "Move it away, or choose another place.");
        return;
    }
    if (access(dir, W_OK | X_OK) != 0)
        say(findings, place, "directory", " can't be written", dir, "Make it yours and writable: chmod u+rwx.");
    else
        findings_add(findings, place->area, "directory", "%s (mode %03o)", dir, (unsigned)status->st_mode & 0777);
    if ((status->st_mode & 077) != 0) {
        struct finding *finding = findings_add(findings, place->area, "directory", "others may look into %s", dir);
        finding->level = FINDING_WARNING;
        finding->advice = "chmod 700 keeps them out.";
    }
    check_room(findings, place, dir);
    check_database(findings, place, dir);
}

static void check_missing(struct findings *findings, const struct place *place, const char *dir)
{
    char *nearest = nearest_directory(dir);
    if (access(nearest, W_OK | X_OK) != 0) {
        say(findings, place, "directory", " is not there and can't be made", dir, "Choose another place.");
    } else {
        findings_add(findings, place->area, "directory", "%s is not there yet; it is made at the first start", dir);
        check_room(findings, place, nearest);
    }
    free(nearest);
}

static void check_place(struct findings *findings, const struct place *place, const struct config *config)
{
    char *dir = config_find_dir(config, place->key);
    struct stat status;
    if (dir == NULL)
        say(findings, place, "directory", "there is no place for it", "", "Set HOME, or name a directory.");
    else if (stat(dir, &status) == 0)
        check_existing(findings, place, dir, &status);
    else
        check_missing(findings, place, dir);
    free(dir);
}

void doctor_check_places(struct findings *findings, const struct config *config)
{
    for (size_t i = 0; i < ARRAY_LENGTH(places); i++) {
        struct place place = places[i];
        /* Who works on another server needs no workspace here. */
        if (!connection_is_local(config))
            place.level = FINDING_WARNING;
        check_place(findings, &place, config);
    }
}
