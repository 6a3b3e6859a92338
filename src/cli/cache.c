#include "cache.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/json/json.h>
#include <annotty/store/cache.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

struct report {
    struct cache *cache;
    const char *path;
    int64_t limit;
    bool json, any;
};

static struct cache *open_cache(const struct command_input *input, char **path, struct error *error)
{
    const char *dir = NULL;
    if (!config_cache_dir(input->config, &dir, error))
        return NULL;
    *path = xasprintf("%s/" CACHE_FILE, dir);
    return cache_open(dir, error);
}

static void print_bytes(const char *title, int64_t bytes)
{
    printf("%-8s %.1f MB\n", title, (double)bytes / 1024 / 1024);
}

static void print_time(const char *title, int64_t wall_ms)
{
    char text[CLOCK_RFC3339_SIZE];
    if (wall_ms == 0)
        return;
    clock_format_local(wall_ms, text);
    printf("%-8s %s\n", title, text);
}

static void print_site(const char *site, void *data)
{
    struct report *report = data;
    struct cache_facts facts;
    struct arena arena = ARENA_EMPTY;
    struct buf name = buf_with_limit(BUF_LIMIT_LINE);
    cache_look(report->cache, site, &facts);
    json_write_string(&name, slice_of(site));
    if (report->json)
        printf("%s{\"site\":%s,\"pages\":%" PRId64 ",\"bytes\":%" PRId64 "}", report->any ? "," : "", buf_text(&name),
               facts.page_count, facts.byte_count);
    else
        printf("%-8s %s: %" PRId64 " page%s, %.1f MB\n", "site", text_clean(&arena, slice_of(site)).bytes,
               facts.page_count, facts.page_count == 1 ? "" : "s", (double)facts.byte_count / 1024 / 1024);
    report->any = true;
    buf_free(&name);
    arena_free(&arena);
}

static void print_json(struct report *report, const struct cache_facts *facts)
{
    struct buf path = buf_with_limit(BUF_LIMIT_LINE);
    json_write_string(&path, slice_of(report->path));
    printf("{\"path\":%s,\"file_bytes\":%" PRId64 ",\"limit_bytes\":%" PRId64 ",\"pages\":%" PRId64
           ",\"bytes\":%" PRId64 ",\"sites\":[",
           buf_text(&path), facts->file_bytes, report->limit, facts->page_count, facts->byte_count);
    cache_each_site(report->cache, print_site, report);
    puts("]}");
    buf_free(&path);
}

static void print_lines(struct report *report, const struct cache_facts *facts)
{
    struct arena arena = ARENA_EMPTY;
    printf("%-8s %s\n", "file", text_clean(&arena, slice_of(report->path)).bytes);
    print_bytes("size", facts->file_bytes);
    print_bytes("limit", report->limit);
    printf("%-8s %" PRId64 "\n", "pages", facts->page_count);
    print_time("oldest", facts->oldest_ms);
    print_time("newest", facts->newest_ms);
    cache_each_site(report->cache, print_site, report);
    arena_free(&arena);
}

bool run_cache_info(const struct command_input *input, struct error *error)
{
    struct cache_facts facts;
    char *path = NULL;
    struct cache *cache = open_cache(input, &path, error);
    if (cache != NULL) {
        struct report report = { .cache = cache,
                                 .path = path,
                                 .limit = config_number(input->config, CONFIG_CACHE_SIZE_MB) * 1024 * 1024,
                                 .json = input->flags[CACHE_INFO_JSON] != NULL };
        cache_look(cache, "", &facts);
        (report.json ? print_json : print_lines)(&report, &facts);
    }
    const bool good = cache != NULL;
    cache_close(&cache);
    free(path);
    return good;
}

bool run_cache_clear(const struct command_input *input, struct error *error)
{
    const char *site = input->word_count > 0 ? input->words[0] : NULL;
    struct cache_facts facts;
    char *path = NULL;
    struct cache *cache = open_cache(input, &path, error);
    bool good = cache != NULL;
    if (good)
        good = cache_look(cache, site != NULL ? site : "", &facts);
    if (good && site != NULL && facts.page_count == 0)
        good =
            error_set(error, ERROR_USAGE, "site", "nothing is cached of that site; annotty cache info tells the sites");
    good = good && cache_clear(cache, site, error);
    if (good)
        printf("forgot %" PRId64 " page%s\n", facts.page_count, facts.page_count == 1 ? "" : "s");
    cache_close(&cache);
    free(path);
    return good;
}
