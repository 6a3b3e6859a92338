/* The journals, one file a server: what of them isn't with the server yet, and what was damaged and put aside. */
#include "doctor.h"

#include <annotty/base/mem.h>
#include <annotty/store/journal.h>

#include <dirent.h>
#include <stdlib.h>

enum { PATIENCE_MS = 2000 };

static bool ends_with(const char *name, const char *end)
{
    const size_t length = strlen(name), end_length = strlen(end);
    return length > end_length && strcmp(name + length - end_length, end) == 0;
}

static void check_journal(struct findings *findings, const char *path)
{
    struct journal_facts facts;
    struct error error = { 0 };
    if (!journal_inspect(path, PATIENCE_MS, &facts, &error)) {
        findings_add_problem(findings, "journal", "file", &error)->advice =
            "Nothing is deleted: the next start takes over what can be read and puts the rest aside.";
        return;
    }
    struct finding *finding =
        facts.sender_pid == 0
            ? findings_add(findings, "journal", "file", "%s, open changes: %lld", path, (long long)facts.open_count)
            : findings_add(findings, "journal", "file", "%s, open changes: %lld, sent last by process %lld", path,
                           (long long)facts.open_count, (long long)facts.sender_pid);
    if (facts.open_count > 0)
        finding->advice = "annotty journal list shows them, annotty journal send sends them.";
}

static void check_file(struct findings *findings, const char *directory, const char *name)
{
    char *path = xasprintf("%s/%s", directory, name);
    if (ends_with(name, ".db")) {
        check_journal(findings, path);
    } else if (strstr(name, ".db.damaged-") != NULL && !ends_with(name, "-wal") && !ends_with(name, "-shm")) {
        struct finding *finding = findings_add(findings, "journal", "aside", "%s was damaged and put aside", path);
        finding->level = FINDING_WARNING;
        finding->advice = "What could be read was taken over; delete the file when nothing is missed.";
    }
    free(path);
}

void doctor_check_journals(struct findings *findings, const struct config *config)
{
    char *data = config_find_dir(config, CONFIG_DATA);
    char *directory = data != NULL ? xasprintf("%s/journal", data) : NULL;
    DIR *files = directory != NULL ? opendir(directory) : NULL;
    const size_t told = findings->count;
    if (files != NULL) {
        for (const struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files))
            check_file(findings, directory, entry->d_name);
        closedir(files);
    }
    if (findings->count == told)
        findings_add(findings, "journal", "file", "none yet: it is made with the first change");
    free(directory);
    free(data);
}
