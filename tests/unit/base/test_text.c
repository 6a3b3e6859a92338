#include <annotty/base/text.h>

#include <annotty/base/mem.h>

#include <check.h>
#include <stdint.h>
#include <utf8proc.h>

static struct arena arena;

static void free_arena(void)
{
    arena_free(&arena);
    text_set_charset(TEXT_UTF8);
}

static const struct {
    const char *raw, *utf8;
    int cells;
    const char *ascii;
    int ascii_cells;
} cleanings[] = {
    { "", "", 0, "", 0 },
    { "plain text ~!", "plain text ~!", 13, "plain text ~!", 13 },
    { "a\tb", "a b", 3, "a b", 3 },
    { "a\nb", "a↵b", 3, "a^Jb", 4 },
    { "a\r\nb", "a↵b", 3, "a^Jb", 4 },
    { "a\rb", "a␍b", 3, "a^Mb", 4 },
    { "\033[31mred", "␛[31mred", 8, "^[[31mred", 9 },
    { "\033]0;title\a", "␛]0;title␇", 10, "^[]0;title^G", 12 },
    { "\177", "␡", 1, "^?", 2 },
    { "\xc2\x9b"
      "31m",
      "␦31m", 4, "?31m", 4 }, /* C1 as UTF-8 */
    { "\x9b"
      "31m",
      "␦31m", 4, "?31m", 4 },                      /* C1 as a bare byte */
    { "\xc2\x85", "␦", 1, "?", 1 },                /* next line */
    { "a\u200bb", "a⋅b", 3, "a?b", 3 },            /* zero-width space */
    { "a\u200d\u200db", "a⋅b", 3, "ab", 2 },       /* joiners on a letter */
    { "\u202etxt", "⋅txt", 4, "?txt", 4 },         /* right-to-left override */
    { "\u2066a\u2069", "⋅a⋅", 3, "?a?", 3 },       /* isolates */
    { "\u2028\u2029", "⋅⋅", 2, "??", 2 },          /* line and paragraph separator */
    { "\ufeff", "⋅", 1, "?", 1 },                  /* byte order mark */
    { "so\u00adft", "so⋅ft", 5, "so?ft", 5 },      /* soft hyphen */
    { "\u3164", "⋅", 1, "?", 1 },                  /* Hangul filler, a letter without a shape */
    { "\ue000\U000f0000", "␦␦", 2, "??", 2 },      /* private use */
    { "\u0378", "␦", 1, "?", 1 },                  /* unassigned */
    { "\xed\xa0\x80", "␦␦␦", 3, "???", 3 },        /* surrogate */
    { "\xc0\xaf", "␦␦", 2, "??", 2 },              /* overlong */
    { "\xf4\x90\x80\x80", "␦␦␦␦", 4, "????", 4 },  /* beyond Unicode */
    { "a\xe2\x82", "a␦␦", 3, "a??", 3 },           /* cut off */
    { "a\u00a0b\u3000c", "a b c", 5, "a?b?c", 5 }, /* other blanks */
    { "é", "é", 1, "?", 1 },
    { "e\u0301", "e\u0301", 1, "e", 1 },
    { "\u0301x", "◌\u0301x", 2, "?x", 2 }, /* a mark without a base */
    { "漢字", "漢字", 4, "??", 2 },
    { "का", "का", 2, "?", 1 },
    { "\u1112\u1161\u11ab", "\u1112\u1161\u11ab", 2, "?", 1 }, /* Hangul in parts */
    { "\u1161", "◌\u1161", 1, "?", 1 },
    { "\u4dc0", "␦", 1, "?", 1 },
    { "±§", "±§", 2, "??", 2 }, /* ambiguous width */
    { "a\u0300\u0301\u0302\u0303\u0304\u0305\u0306", "a\u0300\u0301\u0302\u0303⋅", 2, "a", 1 },
    { "👍", "👍", 2, "?", 1 },
    { "👍🏽", "👍", 2, "?", 1 }, /* skin tone */
    { "🏽", "⋅", 1, "?", 1 },
    { "👨‍👩‍👧‍👦!", "👨!", 3, "?!", 2 }, /* family */
    { "❤\ufe0f", "❤", 1, "?", 1 },
    { "1\ufe0f\u20e3", "1\u20e3", 1, "1", 1 }, /* keycap */
    { "🇫🇷🇩", "FRD", 3, "??", 2 },              /* flag, and half a flag */
    { "🏴\U000e0067\U000e0062\U000e007f", "🏴", 2, "?", 1 },
    { "a\U000e0067\U000e0062", "a⋅", 2, "a", 1 }, /* text hidden in tags */
    { "👍\u200d\033", "👍␛", 3, "?^[", 3 },
};

START_TEST(hostile_text_becomes_inert)
{
    const struct text text = text_clean(&arena, slice_of(cleanings[_i].raw));
    ck_assert_str_eq(text.bytes, cleanings[_i].utf8);
    ck_assert_int_eq(text.cells, cleanings[_i].cells);
    ck_assert_uint_eq(text.length, strlen(text.bytes));
    text_set_charset(TEXT_ASCII);
    const struct text ascii = text_clean(&arena, slice_of(cleanings[_i].raw));
    ck_assert_str_eq(ascii.bytes, cleanings[_i].ascii);
    ck_assert_int_eq(ascii.cells, cleanings[_i].ascii_cells);
    ck_assert_int_eq((int)ascii.length, ascii.cells);
}
END_TEST

static const struct {
    const char *raw, *clean;
    int cells;
} emoji[] = {
    { "👍🏽", "👍🏽", 2 },
    { "👨‍👩‍👧‍👦!", "👨‍👩‍👧‍👦!", 3 },
    { "❤\ufe0f", "❤\ufe0f", 2 },
    { "🇫🇷🇩", "🇫🇷D", 3 },
    { "🏳\u200d%", "🏳%", 2 },
    { "👍\u200d", "👍", 2 },
    { "👍\u0301\ufe0f", "👍\u0301", 2 },
    { "a\ufe0f", "a⋅", 2 },
    { "❤", "❤", 1 },
};

START_TEST(sequences_pass_where_the_terminal_knows_them)
{
    text_set_charset(TEXT_UTF8_EMOJI);
    const struct text text = text_clean(&arena, slice_of(emoji[_i].raw));
    ck_assert_str_eq(text.bytes, emoji[_i].clean);
    ck_assert_int_eq(text.cells, emoji[_i].cells);
}
END_TEST

START_TEST(long_text_ends_in_an_ellipsis)
{
    static char raw[TEXT_LINE_MAX + 1];
    memset(raw, 'x', sizeof(raw));
    const struct text whole = text_clean(&arena, (struct slice){ raw, TEXT_LINE_MAX });
    ck_assert_int_eq(whole.cells, TEXT_LINE_MAX);
    const struct text cut = text_clean(&arena, (struct slice){ raw, TEXT_LINE_MAX + 1 });
    ck_assert_int_eq(cut.cells, TEXT_LINE_MAX + 1);
    ck_assert_str_eq(cut.bytes + TEXT_LINE_MAX, "…");
}
END_TEST

/* Nothing that a terminal acts on, or draws in nobody knows how many columns. Plain tests: an assertion of the
 * test library costs a system call, and this runs for millions of code points. */
static bool is_inert(const char *bytes, size_t length, bool lines)
{
    for (size_t at = 0; at < length;) {
        utf8proc_int32_t point = -1;
        const utf8proc_ssize_t taken =
            utf8proc_iterate((const utf8proc_uint8_t *)bytes + at, (utf8proc_ssize_t)(length - at), &point);
        if (taken <= 0)
            return false;
        const bool line = lines && (point == '\n' || point == '\t');
        const utf8proc_category_t category = utf8proc_category(point);
        if (!line && (point < ' ' || (point >= 0x7f && point <= 0x9f) || category == UTF8PROC_CATEGORY_CF ||
                      category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP ||
                      category == UTF8PROC_CATEGORY_CO || category == UTF8PROC_CATEGORY_CN))
            return false;
        at += (size_t)taken;
    }
    return true;
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

/* Bytes that often make up valid sequences, controls and marks. */
static size_t random_raw(uint32_t *state, char *raw, size_t size)
{
    static const char *const pieces[] = { "\033[",    "\xc2\x9b", "\u202e", "a",  " ",   "\u0301", "\u200d",
                                          "👨",        "\ufe0f",   "🇫",      "漢", "\r",  "\n",     "\t",
                                          "\xe2\x80", "\u1100",   "\u1161", "1",  "🏽" };
    const size_t wanted = next_random(state) % (size - 8);
    size_t length = 0;
    while (length < wanted) {
        if (next_random(state) % 4 == 0) {
            raw[length++] = (char)next_random(state);
        } else {
            const char *piece = pieces[next_random(state) % ARRAY_LENGTH(pieces)];
            memcpy(raw + length, piece, strlen(piece));
            length += strlen(piece);
        }
    }
    return length;
}

START_TEST(no_random_bytes_get_through)
{
    uint32_t state = 20240115;
    char raw[200];
    for (int round = 0; round < 5000; round++) {
        text_set_charset(round % 2 == 0 ? TEXT_UTF8 : TEXT_ASCII);
        const struct slice slice = { raw, random_raw(&state, raw, sizeof(raw)) };
        const struct text once = text_clean(&arena, slice);
        ck_assert(is_inert(once.bytes, once.length, false));
        const struct text twice = text_clean(&arena, (struct slice){ once.bytes, once.length });
        ck_assert_str_eq(once.bytes, twice.bytes);
        ck_assert_int_eq(once.cells, twice.cells);
        struct buf out = buf_with_limit(BUF_LIMIT_LINE);
        ck_assert(text_append_clean(&out, slice, true));
        ck_assert(is_inert(buf_text(&out), out.length, true));
        buf_free(&out);
        arena_reset(&arena);
    }
}
END_TEST

START_TEST(every_code_point_is_inert_and_has_its_width)
{
    for (int32_t point = 1; point < 0x110000; point++) {
        if (point == 0xd800)
            point = 0xe000;
        utf8proc_uint8_t raw[4];
        const utf8proc_ssize_t length = utf8proc_encode_char(point, raw);
        const struct text text = text_clean(&arena, (struct slice){ (const char *)raw, (size_t)length });
        if (!is_inert(text.bytes, text.length, false) || text.cells < 1 || text.cells > 2)
            ck_abort_msg("U+%04X", (unsigned)point);
        arena_reset(&arena);
    }
}
END_TEST

START_TEST(our_own_words_are_measured_and_never_trusted)
{
    ck_assert_int_eq(text_own("● ok").cells, 4);
    ck_assert_int_eq(text_own("").cells, 0);
    ck_assert_str_eq(text_own("bad\033[31m").bytes, "");
    ck_assert_str_eq(text_sign("●", "*").bytes, "●");
    text_set_charset(TEXT_ASCII);
    ck_assert_str_eq(text_sign("●", "*").bytes, "*");
    ck_assert_str_eq(text_own("●").bytes, "");
}
END_TEST

START_TEST(texts_are_printed_and_joined)
{
    const struct text printed = text_printf(&arena, "%d of %s", 3, "漢\033");
    ck_assert_str_eq(printed.bytes, "3 of 漢␛");
    ck_assert_int_eq(printed.cells, 8);
    const struct text joined = text_join(&arena, printed, text_own("!"));
    ck_assert_str_eq(joined.bytes, "3 of 漢␛!");
    ck_assert_int_eq(joined.cells, 9);
    ck_assert_str_eq(text_join(&arena, TEXT_EMPTY, TEXT_EMPTY).bytes, "");
}
END_TEST

START_TEST(lines_stay_when_asked)
{
    struct buf out = buf_with_limit(100);
    ck_assert(text_append_clean(&out, SLICE("a\tb\r\nc\033\n"), true));
    ck_assert_str_eq(buf_text(&out), "a\tb\nc␛\n");
    buf_clear(&out);
    ck_assert(text_append_clean(&out, SLICE("a\tb\r\nc"), false));
    ck_assert_str_eq(buf_text(&out), "a b↵c");
    buf_free(&out);
    struct buf small = buf_with_limit(3);
    ck_assert(!text_append_clean(&small, SLICE("abcd"), false));
    buf_free(&small);
}
END_TEST

static const struct {
    const char *json, *shown, *ascii;
} documents[] = {
    { "{\"a\": [1e400, -0, \"b\\u001b\"]}", "{\"a\": [1e400, -0, \"b\\u001b\"]}", NULL },
    { "[1,\n\t2,\r\n3]", "[1,  2, 3]", NULL },
    { "\"漢 é\"", "\"漢 é\"", "\"\\u6f22 \\u00e9\"" },
    { "\"\x7f\xc2\x9b"
      "31m\"",
      "\"\\u007f\\u009b31m\"", NULL },
    { "\"\xe2\x80\xae\xe2\x80\x8b\"", "\"\\u202e\\u200b\"", NULL },
    { "\"\xf3\xa0\x81\x81\"", "\"\\udb40\\udc41\"", NULL },   /* a tag without a flag */
    { "\"\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\xcc\x81\"", /* marks on the quote itself, more than a cell holds */
      "\"\\u0301\\u0301\\u0301\\u0301\\u0301\\u0301\"", NULL },
};

START_TEST(json_stays_the_same_value_and_acts_on_nothing)
{
    struct buf out = buf_with_limit(1000);
    ck_assert(text_append_json(&out, slice_of(documents[_i].json)));
    ck_assert_str_eq(buf_text(&out), documents[_i].shown);
    text_set_charset(TEXT_ASCII);
    buf_clear(&out);
    ck_assert(text_append_json(&out, slice_of(documents[_i].json)));
    ck_assert_str_eq(buf_text(&out), documents[_i].ascii != NULL ? documents[_i].ascii : documents[_i].shown);
    buf_free(&out);
}
END_TEST

Suite *text_suite(void)
{
    Suite *suite = suite_create("text");
    TCase *tests = tcase_create("text");
    tcase_add_checked_fixture(tests, NULL, free_arena);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, hostile_text_becomes_inert, 0, ARRAY_LENGTH(cleanings));
    tcase_add_loop_test(tests, sequences_pass_where_the_terminal_knows_them, 0, ARRAY_LENGTH(emoji));
    tcase_add_test(tests, long_text_ends_in_an_ellipsis);
    tcase_add_test(tests, no_random_bytes_get_through);
    tcase_add_test(tests, every_code_point_is_inert_and_has_its_width);
    tcase_add_test(tests, our_own_words_are_measured_and_never_trusted);
    tcase_add_test(tests, texts_are_printed_and_joined);
    tcase_add_test(tests, lines_stay_when_asked);
    tcase_add_loop_test(tests, json_stays_the_same_value_and_acts_on_nothing, 0, ARRAY_LENGTH(documents));
    suite_add_tcase(suite, tests);
    return suite;
}
