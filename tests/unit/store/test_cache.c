#include <annotty/store/cache.h>

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/annotty-cache-XXXXXX";
static struct cache *cache;

static void setup(void)
{
    snprintf(dir, sizeof(dir), "/tmp/annotty-cache-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    cache = cache_open(dir, NULL);
    ck_assert_ptr_nonnull(cache);
}

static void teardown(void)
{
    cache_close(&cache);
    static const char *const files[] = { "cache.db", "cache.db-wal", "cache.db-shm" };
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        char path[100];
        snprintf(path, sizeof(path), "%s/%s", dir, files[i]);
        unlink(path);
    }
    rmdir(dir);
}

struct seen {
    struct buf text;
    uint32_t stop_after;
};

static bool see(const struct cache_part *part, void *data)
{
    struct seen *seen = data;
    buf_printf(&seen->text, "%u/%u@%lld=%.*s;", part->number, part->count, (long long)part->fetched_at_ms,
               SLICE_ARGS(part->elements));
    return part->number + 1 != seen->stop_after;
}

static void assert_cached(const char *site, const char *key, uint32_t stop_after, const char *expected)
{
    struct seen seen = { .text = buf_with_limit(4096), .stop_after = stop_after };
    ck_assert_int_eq(cache_read(cache, site, key, see, &seen), *expected != '\0');
    ck_assert_str_eq(buf_text(&seen.text), expected);
    buf_free(&seen.text);
}

static cache_draft draft_of(const char *first, const char *second)
{
    const cache_draft draft = cache_draft_begin(cache);
    ck_assert_int_gt(draft, 0);
    ck_assert(cache_draft_add(cache, draft, slice_of(first)));
    if (second != NULL)
        ck_assert(cache_draft_add(cache, draft, slice_of(second)));
    return draft;
}

START_TEST(gives_back_parts_in_order)
{
    assert_cached("s", "GET /a", 0, "");
    ck_assert(cache_draft_commit(cache, draft_of("[1]", "[2]"), "s", "GET /a", 7, ""));
    assert_cached("s", "GET /a", 0, "0/2@7=[1];1/2@7=[2];");
    assert_cached("s", "GET /a", 1, "0/2@7=[1];");
    assert_cached("other", "GET /a", 0, "");
    assert_cached("s", "GET /b", 0, "");
}
END_TEST

static void assert_tag(const char *key, int64_t fetched_at_ms, const char *expected)
{
    struct buf tag = buf_with_limit(4096);
    ck_assert_int_eq(cache_get_tag(cache, "s", key, fetched_at_ms, &tag), *expected != '\0');
    ck_assert_str_eq(buf_text(&tag), expected);
    buf_free(&tag);
}

START_TEST(a_tag_belongs_to_one_answer)
{
    ck_assert(cache_draft_commit(cache, draft_of("[1]", NULL), "s", "k", 7, "\"one\""));
    ck_assert(cache_draft_commit(cache, draft_of("[1]", NULL), "s", "untagged", 7, ""));
    assert_tag("k", 7, "\"one\"");
    assert_tag("k", 8, "");
    assert_tag("other", 7, "");
    assert_tag("untagged", 7, "");
    ck_assert(cache_draft_commit(cache, draft_of("[2]", NULL), "s", "k", 9, "\"two\""));
    assert_tag("k", 7, "");
    assert_tag("k", 9, "\"two\"");
}
END_TEST

START_TEST(a_confirmed_answer_is_as_old_as_its_confirmation)
{
    ck_assert(cache_draft_commit(cache, draft_of("[1]", NULL), "s", "k", 7, "\"one\""));
    ck_assert(cache_confirm(cache, "s", "k", "\"other\"", 100));
    assert_cached("s", "k", 0, "0/1@7=[1];");
    ck_assert(cache_confirm(cache, "s", "k", "\"one\"", 100));
    assert_cached("s", "k", 0, "0/1@100=[1];");
    assert_tag("k", 100, "\"one\"");
    ck_assert(!cache_confirm(NULL, "s", "k", "\"one\"", 100));
}
END_TEST

START_TEST(a_draft_is_not_seen_before_its_commit)
{
    ck_assert(cache_draft_commit(cache, draft_of("[1]", NULL), "s", "k", 1, ""));
    const cache_draft draft = draft_of("[2]", NULL);
    const cache_draft other = draft_of("[3]", NULL);
    assert_cached("s", "k", 0, "0/1@1=[1];");
    ck_assert(cache_draft_commit(cache, draft, "s", "k", 2, ""));
    assert_cached("s", "k", 0, "0/1@2=[2];");
    cache_draft_drop(cache, other);
    ck_assert(!cache_draft_add(cache, other, SLICE("[4]")));
}
END_TEST

START_TEST(notes_are_kept_by_site)
{
    struct buf value = buf_with_limit(100);
    ck_assert(!cache_get_note(cache, "s", "queue", &value));
    ck_assert(cache_set_note(cache, "s", "queue", SLICE("q1")));
    ck_assert(cache_set_note(cache, "s", "queue", SLICE("q2")));
    cache_close(&cache);
    cache = cache_open(dir, NULL);
    ck_assert(cache_get_note(cache, "s", "queue", &value));
    ck_assert_str_eq(buf_text(&value), "q2");
    buf_free(&value);
}
END_TEST

START_TEST(no_cache_is_an_empty_cache)
{
    struct buf value = buf_with_limit(100);
    ck_assert(!cache_read(NULL, "s", "k", see, NULL));
    ck_assert_int_eq(cache_draft_begin(NULL), 0);
    ck_assert(!cache_draft_add(NULL, 1, SLICE("[]")));
    ck_assert(!cache_draft_commit(cache, 0, "s", "k", 1, ""));
    ck_assert(!cache_get_note(NULL, "s", "n", &value));
    ck_assert(!cache_set_note(NULL, "s", "n", SLICE("v")));
    struct error error;
    ck_assert_ptr_null(cache_open("/nonexistent/directory", &error));
    ck_assert_int_eq(error.kind, ERROR_STORE);
}
END_TEST

START_TEST(a_damaged_file_is_made_anew)
{
    cache_close(&cache);
    char path[100];
    snprintf(path, sizeof(path), "%s/cache.db", dir);
    FILE *file = fopen(path, "wb");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 1000; i++)
        fputs("not a database ", file);
    fclose(file);
    cache = cache_open(dir, NULL);
    ck_assert_ptr_nonnull(cache);
    assert_cached("s", "k", 0, "");
    struct stat status;
    ck_assert_int_eq(stat(path, &status), 0);
    ck_assert_uint_eq(status.st_mode & 0777, 0600);
}
END_TEST

/* A page of this many kilobytes. */
static void put_page(const char *site, const char *key, int kilobytes, int64_t fetched_at_ms)
{
    struct buf elements = buf_with_limit(BUF_LIMIT_BODY);
    const cache_draft draft = cache_draft_begin(cache);
    buf_append_text(&elements, "[\"");
    for (int i = 0; i < 1000; i++)
        buf_append_char(&elements, 'x');
    buf_append_text(&elements, "\"]");
    for (int i = 0; i < kilobytes; i++)
        ck_assert(cache_draft_add(cache, draft, buf_slice(&elements)));
    ck_assert(cache_draft_commit(cache, draft, site, key, fetched_at_ms, ""));
    buf_free(&elements);
}

static bool see_any(const struct cache_part *part, void *data)
{
    (void)part, (void)data;
    return false;
}

static bool is_cached(const char *key)
{
    return cache_read(cache, "s", key, see_any, NULL);
}

START_TEST(what_was_read_longest_ago_is_forgotten_first)
{
    struct cache_facts facts;
    put_page("s", "old", 100, 1);
    put_page("s", "older", 100, 2);
    put_page("s", "new", 100, 3);
    ck_assert(is_cached("old")); /* read now: no longer the oldest */
    ck_assert(cache_look(cache, "", &facts));
    const int64_t before = facts.file_bytes;
    ck_assert_int_eq(facts.page_count, 3);
    ck_assert_int_eq(facts.oldest_ms, 1);
    ck_assert_int_eq(facts.newest_ms, 3);
    ck_assert(!cache_tidy(cache));
    cache_set_limit(cache, 210 * 1004);
    while (cache_tidy(cache))
        continue;
    ck_assert(is_cached("old"));
    ck_assert(!is_cached("older"));
    ck_assert(is_cached("new"));
    ck_assert(cache_look(cache, "", &facts));
    ck_assert_int_lt(facts.file_bytes, before * 3 / 4);
    ck_assert(!cache_tidy(NULL));
}
END_TEST

START_TEST(a_page_larger_than_the_limit_is_not_kept)
{
    cache_set_limit(cache, 1000);
    put_page("s", "large", 10, 1);
    while (cache_tidy(cache))
        continue;
    ck_assert(!is_cached("large"));
}
END_TEST

static void note_site(const char *site, void *data)
{
    buf_printf(data, "%s;", site);
}

START_TEST(a_site_is_cleared_alone)
{
    struct cache_facts facts;
    struct buf sites = buf_with_limit(1000);
    put_page("s", "k", 1, 1);
    put_page("t", "k", 1, 2);
    cache_each_site(cache, note_site, &sites);
    ck_assert_str_eq(buf_text(&sites), "s;t;");
    buf_free(&sites);
    ck_assert(cache_clear(cache, "s", NULL));
    ck_assert(!is_cached("k"));
    ck_assert(cache_look(cache, "t", &facts));
    ck_assert_int_eq(facts.page_count, 1);
    ck_assert(cache_clear(cache, NULL, NULL));
    ck_assert(cache_look(cache, "", &facts));
    ck_assert_int_eq(facts.page_count, 0);
    ck_assert_int_eq(facts.byte_count, 0);
}
END_TEST

START_TEST(a_page_is_forgotten_by_name)
{
    put_page("s", "k", 1, 5);
    ck_assert_int_eq(cache_fetched_at_ms(cache, "s", "k"), 5);
    cache_forget(cache, "s", "k");
    cache_forget(cache, "s", "k");
    cache_forget(NULL, "s", "k");
    ck_assert(!is_cached("k"));
    ck_assert_int_eq(cache_fetched_at_ms(cache, "s", "k"), 0);
    ck_assert(cache_tidy(cache));
}
END_TEST

Suite *cache_suite(void)
{
    Suite *suite = suite_create("cache");
    TCase *tests = tcase_create("cache");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, gives_back_parts_in_order);
    tcase_add_test(tests, a_tag_belongs_to_one_answer);
    tcase_add_test(tests, a_confirmed_answer_is_as_old_as_its_confirmation);
    tcase_add_test(tests, a_draft_is_not_seen_before_its_commit);
    tcase_add_test(tests, notes_are_kept_by_site);
    tcase_add_test(tests, no_cache_is_an_empty_cache);
    tcase_add_test(tests, a_damaged_file_is_made_anew);
    tcase_add_test(tests, what_was_read_longest_ago_is_forgotten_first);
    tcase_add_test(tests, a_page_larger_than_the_limit_is_not_kept);
    tcase_add_test(tests, a_site_is_cleared_alone);
    tcase_add_test(tests, a_page_is_forgotten_by_name);
    suite_add_tcase(suite, tests);
    return suite;
}
