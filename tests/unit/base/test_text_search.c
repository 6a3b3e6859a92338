#include <annotty/base/text.h>

#include <annotty/base/mem.h>

#include <check.h>

static const struct {
    const char *haystack, *needle;
    bool contains;
} searches[] = {
    { "Hallucination", "LUCI", true },
    { "Hallucination", "", true },
    { "", "", true },
    { "", "a", false },
    { "abc", "abcd", false },
    { "abcabd", "ABD", true },
    { "a_b", "A?B", false },
    { "[x", "{X", false },
    { "ÉLAN", "élan", true },
    { "Straße", "straße", true },
    { "naïve", "NAÏVE", true },
    { "ПРИВЕТ", "привет", true },
    { "привет", "приветы", false },
    { "\xff"
      "é",
      "é", true },
    { "aé", "éa", false },
    { "漢字", "字", true },
    { "e", "é", false },
    { "abc", "c", true },
    { "zu zür ZÜRICH", "Zürich", true },
    { "abc über", "Übel", false },
    { "5 k", "\u212a", true }, /* the Kelvin sign, which folds to a letter of ASCII */
};

START_TEST(text_is_found_in_either_case)
{
    ck_assert_msg(text_contains(slice_of(searches[_i].haystack), slice_of(searches[_i].needle)) ==
                      searches[_i].contains,
                  "%s in %s", searches[_i].needle, searches[_i].haystack);
}
END_TEST

static const struct {
    const char *raw;
    size_t borders[8]; /* after 0, in order; the last is the length */
} clusters[] = {
    { "abc", { 1, 2, 3 } },
    { "e\u0301x", { 3, 4 } },
    { "a\r\nb", { 1, 3, 4 } },
    { "\r\n", { 2 } },
    { "👨‍👩‍👧x", { 18, 19 } },
    { "🇫🇷🇩🇪", { 8, 16 } },
    { "\xff\xfe"
      "a",
      { 1, 2, 3 } },
    { "x\ny", { 1, 2, 3 } },
};

START_TEST(the_cursor_moves_by_clusters)
{
    const struct slice raw = slice_of(clusters[_i].raw);
    size_t offset = 0;
    for (size_t i = 0; offset < raw.length; i++) {
        const size_t next = text_next_cluster(raw, offset);
        ck_assert_uint_eq(next, clusters[_i].borders[i]);
        ck_assert_uint_eq(text_previous_cluster(raw, next), offset);
        offset = next;
    }
    ck_assert_uint_eq(text_next_cluster(raw, raw.length), raw.length);
    ck_assert_uint_eq(text_previous_cluster(raw, 0), 0);
    ck_assert_uint_lt(text_previous_cluster(raw, raw.length + 9), raw.length);
}
END_TEST

Suite *text_search_suite(void)
{
    Suite *suite = suite_create("text_search");
    TCase *tests = tcase_create("text_search");
    tcase_add_loop_test(tests, text_is_found_in_either_case, 0, ARRAY_LENGTH(searches));
    tcase_add_loop_test(tests, the_cursor_moves_by_clusters, 0, ARRAY_LENGTH(clusters));
    suite_add_tcase(suite, tests);
    return suite;
}
