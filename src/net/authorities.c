#include "authorities.h"

#include <stdio.h>

enum { AUTHORITIES_MAX = 16 * 1024 * 1024 };

static bool append_file(struct buf *text, const char *path)
{
    FILE *const file = fopen(path, "re");
    bool is_read = file != NULL;
    while (is_read && feof(file) == 0) {
        char piece[16 * 1024];
        const size_t length = fread(piece, 1, sizeof(piece), file);
        is_read = ferror(file) == 0 && (length == 0 || buf_append(text, piece, length));
    }
    if (file != NULL)
        fclose(file);
    return is_read && buf_append_char(text, '\n');
}

struct buf authorities_read(const struct curl_library *curl, const char *file)
{
    struct buf text = buf_with_limit(AUTHORITIES_MAX);
    char *system = NULL;
    CURL *const easy = curl->curl_easy_init();
    const bool is_known = curl->curl_easy_getinfo(easy, CURLINFO_CAINFO, &system) == CURLE_OK && system != NULL;
    if (!is_known || !append_file(&text, system) || !append_file(&text, file))
        buf_clear(&text);
    curl->curl_easy_cleanup(easy);
    return text;
}
