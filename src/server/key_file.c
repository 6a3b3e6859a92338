#include "key_file.h"

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>
#include <annotty/base/random.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char api_line[] = "DD_API_KEY=";
static const char app_line[] = "DD_APP_KEY=";

enum { KEY_BYTES = (KEYRING_KEY_SIZE - 1) / 2, KEY_FILE_MAX = 4096 };

static void make_one(char key[static KEYRING_KEY_SIZE])
{
    unsigned char bytes[KEY_BYTES];
    random_bytes(bytes, sizeof(bytes));
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(key + 2 * i, 3, "%02x", bytes[i]);
    explicit_bzero(bytes, sizeof(bytes));
}

void key_make(struct key_plain *plain)
{
    make_one(plain->api);
    make_one(plain->app);
}

void key_wipe(struct key_plain *plain)
{
    explicit_bzero(plain, sizeof(*plain));
}

static void wipe_buf(struct buf *text)
{
    if (text->data != NULL)
        explicit_bzero(text->data, text->capacity);
    buf_free(text);
}

bool key_file_write(const char *path, const struct key_plain *plain, struct error *error)
{
    const int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return error_set_errno(error, ERROR_STORE, path, errno, "%s: can't make the key file", path);
    struct buf text = buf_with_limit(KEY_FILE_MAX);
    buf_printf(&text, "%s%s\n%s%s\n", api_line, plain->api, app_line, plain->app);
    const bool written = write(descriptor, text.data, text.length) == (ssize_t)text.length && fsync(descriptor) == 0;
    const int reason = errno;
    close(descriptor);
    wipe_buf(&text);
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
        return error_set(error, ERROR_STORE, path, "%s can be read by others: chmod 600 it, or remove it", path);
    const ssize_t length = read(descriptor, buf_reserve(text, KEY_FILE_MAX), KEY_FILE_MAX);
    if (length < 0)
        return error_set_errno(error, ERROR_STORE, path, errno, "%s: can't read the key file", path);
    buf_wrote(text, (size_t)length);
    return true;
}

/* The rest of the line that begins with `name`. */
static bool take_line(struct slice text, const char *name, char key[static KEYRING_KEY_SIZE])
{
    struct slice line;
    while (slice_cut(&text, '\n', &line)) {
        if (!slice_starts_with(line, slice_of(name)))
            continue;
        const struct slice value = slice_trim(slice_from(line, strlen(name)));
        snprintf(key, KEYRING_KEY_SIZE, "%.*s", SLICE_ARGS(value));
        return value.length > 0 && value.length < KEYRING_KEY_SIZE;
    }
    return false;
}

bool key_file_read(const char *path, struct key_plain *plain, bool *found, struct error *error)
{
    const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    *found = descriptor >= 0;
    if (descriptor < 0)
        return errno == ENOENT || error_set_errno(error, ERROR_STORE, path, errno, "%s: can't read the key file", path);
    struct buf text = buf_with_limit(KEY_FILE_MAX);
    const bool is_read = read_descriptor(descriptor, path, &text, error);
    close(descriptor);
    const bool is_whole = is_read && take_line(buf_slice(&text), api_line, plain->api) &&
                          take_line(buf_slice(&text), app_line, plain->app);
    wipe_buf(&text);
    return is_whole ||
           (is_read && error_set(error, ERROR_STORE, path,
                                 "%s: a key is missing or too long; remove the file to get new ones", path));
}
