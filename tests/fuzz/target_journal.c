/* A journal whose file was damaged on the disk: opened, read, and written to again. Nothing in it is ever another
 * change than one that was put there, and none that was still to be sent is missing without a word. */
#include "fuzz.h"

#include <annotty/api/call_text.h>
#include <annotty/base/mem.h>
#include <annotty/store/journal.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHANGES = 6, OPEN_CHANGES = 5, DAMAGES_MAX = 64, FILE_SIZE_MAX = 1024 * 1024 };

static struct buf sound;     /* the file's bytes as they should be */
static char *texts[CHANGES]; /* what each of its changes says */

/* --- A place of its own ------------------------------------------------------------------------------------------- */

static char directory[256];

static char *make_place(void)
{
    const char *parent = getenv("TMPDIR");
    snprintf(directory, sizeof(directory), "%s/annotty-fuzz-XXXXXX",
             parent != NULL && *parent != '\0' ? parent : "/tmp");
    HOLDS(mkdtemp(directory) != NULL);
    return xasprintf("%s/journal.db", directory);
}

static void remove_place(char *path)
{
    DIR *files = opendir(directory);
    HOLDS(files != NULL);
    for (const struct dirent *entry = readdir(files); entry != NULL; entry = readdir(files)) {
        char *file = xasprintf("%s/%s", directory, entry->d_name);
        unlink(file);
        free(file);
    }
    closedir(files);
    HOLDS(rmdir(directory) == 0);
    free(path);
}

/* --- The journal as it should be ---------------------------------------------------------------------------------- */

static struct change change_of(size_t number)
{
    static const enum api_operation_id operations[CHANGES] = { API_CREATE_QUEUE,   API_ADD_INTERACTIONS,
                                                               API_DELETE_QUEUE,   API_UPDATE_QUEUE,
                                                               API_CREATE_PROJECT, API_ADD_INTERACTIONS };
    struct change change = { .call = api_call_new(operations[number]) };
    char *name = xasprintf("\"Week %zu\"", number);
    if (strchr(change.call.operation->path, '{') != NULL)
        api_call_parameter(&change.call, "queue_id", slice_of("q-7"));
    if (operations[number] == API_ADD_INTERACTIONS)
        api_call_member_json(&change.call, "interactions", SLICE("[{\"content_id\":\"c1\",\"type\":\"trace\"}]"));
    else if (operations[number] == API_UPDATE_QUEUE)
        api_call_member_json(&change.call, "description", slice_of(name));
    else if (operations[number] != API_DELETE_QUEUE)
        api_call_member_json(&change.call, "name", slice_of(name));
    change.hold_ms = operations[number] == API_DELETE_QUEUE ? 5000 : 0;
    change.before = number == 3 ? xstrdup("{\"id\":\"q-7\",\"attributes\":{\"name\":\"n\"}}") : NULL;
    free(name);
    return change;
}

static char *text_of(const struct change *change)
{
    struct buf text = buf_with_limit(FILE_SIZE_MAX);
    buf_printf(&text, "%s ", change->call.operation->name);
    HOLDS(api_call_write(&change->call, &text));
    buf_printf(&text, " %s", change->before != NULL ? change->before : "");
    return buf_take(&text);
}

static struct journal *open_at(const char *path, char **aside, struct error *error)
{
    struct journal *journal = journal_open(path, aside, error);
    HOLDS(journal != NULL || (error->kind != ERROR_NONE && error->message[0] != '\0'));
    return journal;
}

static bool keep(struct journal *journal, struct change *change, struct error *error)
{
    struct step step = { .kind = STEP_DO, .title = xstrdup("done") };
    const bool kept = journal_add(journal, &step, change, 1, error);
    step_free(&step);
    return kept;
}

static void read_file(const char *path, struct buf *into)
{
    FILE *file = fopen(path, "r");
    HOLDS(file != NULL);
    char bytes[4096];
    for (size_t got = fread(bytes, 1, sizeof(bytes), file); got > 0; got = fread(bytes, 1, sizeof(bytes), file))
        HOLDS(buf_append(into, bytes, got));
    fclose(file);
}

/* All but the last are still to be sent. */
static void make_sound(void)
{
    char *path = make_place();
    char *aside = NULL;
    struct error error = { 0 };
    struct journal *journal = open_at(path, &aside, &error);
    HOLDS(journal != NULL && aside == NULL);
    for (size_t i = 0; i < CHANGES; i++) {
        struct change change = change_of(i);
        texts[i] = text_of(&change);
        HOLDS(keep(journal, &change, &error));
        if (i >= OPEN_CHANGES) {
            change.state = CHANGE_DONE;
            HOLDS(journal_update(journal, &change, &error));
        }
        change_free(&change);
    }
    journal_close(&journal);
    sound = buf_with_limit(FILE_SIZE_MAX);
    read_file(path, &sound);
    remove_place(path);
}

/* --- Damage ------------------------------------------------------------------------------------------------------- */

/* The first byte says whether the file is cut (but an empty one is a new one); then three bytes of place and one of
 * change for each damage. */
static void write_damaged(const char *path, struct slice input)
{
    size_t length = sound.length;
    char *bytes = xmalloc(length);
    memcpy(bytes, sound.data, length);
    if (fuzz_byte(&input) % 8 == 1)
        length = 16 + (fuzz_byte(&input) << 8 | fuzz_byte(&input)) * (size_t)16 % (length - 16);
    for (size_t i = 0; i < DAMAGES_MAX && input.length >= 4; i++) {
        const size_t place = (size_t)fuzz_byte(&input) << 16 | fuzz_byte(&input) << 8 | fuzz_byte(&input);
        bytes[place % sound.length] = (char)(bytes[place % sound.length] ^ (char)fuzz_byte(&input));
    }
    FILE *file = fopen(path, "w");
    HOLDS(file != NULL && fwrite(bytes, 1, length, file) == length && fclose(file) == 0);
    free(bytes);
}

struct reading {
    size_t open, count;
};

static bool check_change(const struct change *change, void *data)
{
    struct reading *reading = data;
    char *text = text_of(change);
    bool known = false;
    for (size_t i = 0; i < CHANGES; i++)
        known |= strcmp(text, texts[i]) == 0;
    HOLDS(known);
    free(text);
    reading->count++;
    reading->open += change_states[change->state].is_open;
    return true;
}

static bool check_step(const struct step *step, void *data)
{
    (void)data;
    HOLDS(step->title != NULL && step->kind < STEP_KIND_COUNT);
    return true;
}

static void check_reading(struct journal *journal, bool whole)
{
    struct reading all = { 0 }, open = { 0 };
    struct error error = { 0 };
    const bool read = journal_each(journal, JOURNAL_ALL, 0, check_change, &all, &error) &&
                      journal_each(journal, JOURNAL_OPEN, 0, check_change, &open, &error);
    HOLDS(read || error.message[0] != '\0');
    if (read && whole)
        HOLDS(open.open + journal_unreadable(journal) >= OPEN_CHANGES);
    journal_each_step(journal, check_step, NULL, &error);
    HOLDS(journal_undoable(journal, 0) >= 0 && journal_redoable(journal) >= 0);
}

/* What is kept is there; what can't be is refused with a reason. */
static void check_writing(struct journal *journal)
{
    struct change change = change_of(0), found = { 0 };
    struct error error = { 0 };
    const bool kept = keep(journal, &change, &error) && journal_get(journal, change.id, &found, &error);
    HOLDS(kept || (error.kind != ERROR_NONE && error.message[0] != '\0'));
    change_free(&found);
    change_free(&change);
}

void fuzz_journal(struct slice input)
{
    if (sound.length == 0)
        make_sound();
    char *path = make_place();
    char *aside = NULL;
    struct stat status;
    struct error error = { 0 };
    write_damaged(path, input);
    struct journal *journal = open_at(path, &aside, &error);
    HOLDS(aside == NULL || stat(aside, &status) == 0);
    if (journal != NULL) {
        check_reading(journal, aside == NULL);
        check_writing(journal);
    }
    journal_close(&journal);
    free(aside);
    remove_place(path);
}
