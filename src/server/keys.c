#include "keys.h"

#include <annotty/base/mem.h>
#include <annotty/base/random.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The key file is lines of shell variables, as the client reads them from its environment. */
static const char api_line[] = "DD_API_KEY=";
static const char app_line[] = "DD_APP_KEY=";

enum { KEY_BYTES = 20, KEY_FILE_MAX = 4096 };

void keys_add(struct keys *keys, const char *api, const char *app)
{
    assert(keys->count < KEY_PAIRS_MAX);
    keys->pairs[keys->count++] = (struct key_pair){ .api = xstrdup(api), .app = xstrdup(app) };
}

static void wipe(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}

void keys_free(struct keys *keys)
{
    for (size_t i = 0; i < keys->count; i++) {
        wipe(keys->pairs[i].api);
        wipe(keys->pairs[i].app);
    }
    *keys = (struct keys){ 0 };
}

/* The key file */

static void write_random_line(struct buf *out, const char *name)
{
    unsigned char bytes[KEY_BYTES];
    random_bytes(bytes, sizeof(bytes));
    buf_append_text(out, name);
    for (size_t i = 0; i < sizeof(bytes); i++)
        buf_printf(out, "%02x", bytes[i]);
    buf_append_char(out, '\n');
    explicit_bzero(bytes, sizeof(bytes));
}

/* False without an error when somebody else has made it meanwhile. */
static bool make_file(const char *path, struct error *error)
{
    error_clear(error);
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return errno != EEXIST && error_set_errno(error, ERROR_STORE, path, errno, "%s: can't make the key file", path);
    struct buf text = buf_with_limit(KEY_FILE_MAX);
    write_random_line(&text, api_line);
    write_random_line(&text, app_line);
    const bool written = write(descriptor, text.data, text.length) == (ssize_t)text.length && fsync(descriptor) == 0;
    const int reason = errno;
    close(descriptor);
    wipe(buf_take(&text));
    if (written)
        return true;
    unlink(path);
    return error_set_errno(error, ERROR_STORE, path, reason, "%s: can't write the key file", path);
}

static bool read_descriptor(int descriptor, const char *path, struct buf *text, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return error_set_errno(error, ERROR_STORE, path, errno, "%s: can't read the key file", path);
    if ((status.st_mode & 077) != 0)
        return error_set(error, ERROR_STORE, path,
                         "%s can be read by others: chmod 600 it, or remove it to get new keys", path);
    const ssize_t length = read(descriptor, buf_reserve(text, KEY_FILE_MAX), KEY_FILE_MAX);
    if (length < 0)
        return error_set_errno(error, ERROR_STORE, path, errno, "%s: can't read the key file", path);
    buf_wrote(text, (size_t)length);
    return true;
}

static bool read_file(const char *path, struct buf *text, struct error *error)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return error_set_errno(error, ERROR_STORE, path, errno, "%s: can't read the key file", path);
    const bool is_read = read_descriptor(descriptor, path, text, error);
    close(descriptor);
    return is_read;
}

/* The rest of the line that begins with `name`, as a string of its own. */
static char *line_value(struct slice text, const char *name)
{
    struct slice line;
    while (slice_cut(&text, '\n', &line))
        if (slice_starts_with(line, slice_of(name))) {
            const struct slice value = slice_trim(slice_from(line, strlen(name)));
            return xstrndup(value.at, value.length);
        }
    return xstrdup("");
}

bool keys_add_file(struct keys *keys, const char *path, struct error *error)
{
    if (access(path, F_OK) != 0 && !make_file(path, error) && error->kind != ERROR_NONE)
        return false;
    struct buf text = buf_with_limit(KEY_FILE_MAX);
    if (!read_file(path, &text, error)) {
        buf_free(&text);
        return false;
    }
    char *const api = line_value(buf_slice(&text), api_line);
    char *const app = line_value(buf_slice(&text), app_line);
    const bool is_whole = api[0] != '\0' && app[0] != '\0';
    if (is_whole)
        keys_add(keys, api, app);
    wipe(api);
    wipe(app);
    wipe(buf_take(&text));
    return is_whole ||
           error_set(error, ERROR_STORE, path, "%s: a key is missing; remove the file to get new ones", path);
}

/* Checking a request */

/* How long this takes depends on the length of the given key, which its sender knows anyway, and on nothing else: every
 * byte is looked at, and `volatile` keeps the compiler from leaving the loop early. */
static bool is_same(const char *given, const char *kept)
{
    const size_t given_length = strlen(given);
    const size_t kept_size = strlen(kept) + 1;
    volatile unsigned char difference = given_length + 1 != kept_size;
    for (size_t i = 0; i < given_length; i++)
        difference = (unsigned char)(difference | (given[i] ^ kept[i % kept_size]));
    return difference == 0;
}

static bool refuse(struct api_problem *problem, struct arena *arena, int status, const char *header, const char *why)
{
    api_problem_set(problem, arena, status, "the header %s %s", header, why);
    problem->header = header;
    return false;
}

static bool is_empty(const char *key)
{
    return key == NULL || key[0] == '\0';
}

bool keys_check(const struct keys *keys, const char *api, const char *app, struct arena *arena,
                struct api_problem *problem)
{
    if (keys->need_none)
        return true;
    if (is_empty(api))
        return refuse(problem, arena, 401, KEY_API_HEADER, "is missing");
    if (is_empty(app))
        return refuse(problem, arena, 401, KEY_APP_HEADER, "is missing");
    if (keys->take_any)
        return true;
    bool knows_api = false;
    bool knows_pair = false;
    for (size_t i = 0; i < keys->count; i++) {
        const bool same_api = is_same(api, keys->pairs[i].api);
        const bool same_app = is_same(app, keys->pairs[i].app);
        knows_api |= same_api;
        knows_pair |= same_api && same_app;
    }
    if (!knows_api)
        return refuse(problem, arena, 403, KEY_API_HEADER, "holds a key that is not accepted");
    return knows_pair || refuse(problem, arena, 403, KEY_APP_HEADER, "holds a key that is not accepted");
}
