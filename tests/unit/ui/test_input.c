/* Bytes and times in, keys out. Keys are compared by their names; a paste shows its text, the mouse its place. */
#include "../../../src/ui/input.h"

#include <annotty/base/mem.h>

#include <check.h>
#include <stdlib.h>

enum { ESCAPE_MS = 25, LONG_MS = 5000 };

/* Some of what terminfo says of real terminals, and a string that begins another one. */
static const struct input_strings strings = {
    .count = 7,
    .items = {
        { "\033OA", 3, KEY_NAME_UP },
        { "\033[[B", 4, KEY_NAME_F1 + 1 },
        { "\177", 1, KEY_NAME_BACKSPACE },
        { "\033[5~", 4, KEY_NAME_PAGE_UP },
        { "\033[a", 3, KEY_NAME_INSERT },
        { "\033a", 2, KEY_NAME_HOME },
        { "\033ab", 3, KEY_NAME_END },
    },
};

struct player {
    struct input *input;
    int64_t now_ms;
    struct buf keys;
};

static struct player player_new(void)
{
    return (struct player){ .input = input_new(&strings, ESCAPE_MS), .keys = buf_with_limit(1 << 20) };
}

static void player_free(struct player *player)
{
    input_free(&player->input);
    ck_assert_ptr_null(player->input);
    buf_free(&player->keys);
}

static void drain(struct player *player)
{
    struct key_input key = { .key = KEY_NAME_NONE };
    while (input_next(player->input, player->now_ms, &key)) {
        char text[KEY_TEXT_SIZE];
        bool was_cut = false;
        buf_printf(&player->keys, "%s%s", player->keys.length > 0 ? " " : "", key_describe(&key, text));
        if (key.key == KEY_NAME_PASTE)
            buf_printf(&player->keys, "(%.*s)", SLICE_ARGS(input_pasted(player->input, &was_cut)));
        if (key.key == KEY_NAME_CLICK || key.key == KEY_NAME_WHEEL_UP)
            buf_printf(&player->keys, "(%d,%d)", key.row, key.column);
        key = (struct key_input){ .key = KEY_NAME_NONE };
    }
}

/* As the loop does: asks again when input_wait_ms says so. */
static void wait_until(struct player *player, int64_t until_ms)
{
    for (int wait_ms = input_wait_ms(player->input, player->now_ms);
         wait_ms >= 0 && player->now_ms + wait_ms < until_ms; wait_ms = input_wait_ms(player->input, player->now_ms)) {
        player->now_ms += wait_ms;
        drain(player);
    }
    player->now_ms = until_ms;
    drain(player);
}

static void feed(struct player *player, int64_t at_ms, struct slice bytes)
{
    if (at_ms > player->now_ms)
        wait_until(player, at_ms);
    input_feed(player->input, bytes, at_ms);
    drain(player);
}

#define SLICE_ROW(literal)                                                                                             \
    {                                                                                                                  \
        (literal), sizeof(literal) - 1                                                                                 \
    }

static const struct {
    struct slice bytes;
    const char *keys;
} whole[] = {
    { SLICE_ROW("jJ1 ?"), "j J 1 space ?" },
    { SLICE_ROW("\r\n\t\b\177"), "enter ctrl-j tab backspace backspace" },
    { SLICE_ROW("\0\1\4\32\34\35\36\37"), "ctrl-space ctrl-a ctrl-d ctrl-z ctrl-\\ ctrl-] ctrl-^ ctrl-_" },
    { SLICE_ROW("ä日👍"), "ä 日 👍" },
    { SLICE_ROW("a\xff"
                "b\xc0\x80"
                "c\xed\xa0\x80"
                "d\xf5"
                "e\xc2\x85"
                "f"),
      "a b c d e f" },
    { SLICE_ROW("a\xe2\x82"
                "b\xf0\x9f"
                "\033[A"),
      "a b up" },
    { SLICE_ROW("\033[A\033[B\033[C\033[D\033[H\033[F"), "up down right left home end" },
    { SLICE_ROW("\033OA\033OB\033OC\033OD\033OH\033OF"), "up down right left home end" },
    { SLICE_ROW("\033[1~\033[2~\033[3~\033[4~\033[5~\033[6~\033[7~\033[8~"),
      "home insert delete end page-up page-down home end" },
    { SLICE_ROW("\033[1;5A\033[1;3B\033[1;2C\033[5;3~\033[3;5~"), "up alt-down right alt-page-up delete" },
    { SLICE_ROW("\033[Z\033[1;2Z"), "shift-tab shift-tab" },
    { SLICE_ROW("\033OP\033OQ\033OR\033OS\033[15~\033[24~\033[1;5P\033[13~"), "f1 f2 f3 f4 f5 f12 f1 f3" },
    { SLICE_ROW("\033[[A\033[[B\033[[E\033[[Zq"), "f1 f2 f5 q" },
    { SLICE_ROW("\033OM\033Oj\033Ok\033Om\033On\033Oo\033Op\033Oy\033OXq"), "enter * + - . / 0 9 q" },
    { SLICE_ROW("\033x\033X\0331\033\r\033\177\033\030\033\xc3\xa4"),
      "alt-x alt-X alt-1 alt-enter alt-backspace alt-ctrl-x alt-ä" },
    { SLICE_ROW("\033\033[A\033\033OA\033\033[3~q"), "alt-up alt-up alt-delete q" },
    { SLICE_ROW("\033\033xq"), "escape alt-x q" },
    { SLICE_ROW("\033aq\033abq\033[aq"), "home q end q insert q" },
    { SLICE_ROW("\033[97;5uq"), "ctrl-a q" },
    { SLICE_ROW("\033[97u\033[97;3u\033[97;2u\033[13u\033[27u\033[9;2u\033[127u\033[32;5u"),
      "a alt-a A enter escape shift-tab backspace ctrl-space" },
    { SLICE_ROW("\033[105;5u\033[109;5u\033[64;5u\033[228u"), "tab enter ctrl-space ä" },
    { SLICE_ROW("\033[49;5u\033[97;9u\033[57441u\033[97;1:3u\033[1;1:3A\033[133u\033[0uq"), "q" },
    { SLICE_ROW("\033[27;5;97~\033[27;2;65~\033[27;5;49~q"), "ctrl-a A q" },
    { SLICE_ROW("\033[200~a\033[Ab\rc\033[201~q"), "paste(a\033[Ab\rc) q" },
    { SLICE_ROW("\033[200~\033[201~\033[201~q"), "paste() q" },
    { SLICE_ROW("\033[200~x\033[201\033[201~q"), "paste(x\033[201) q" },
    { SLICE_ROW("\033[<0;5;3M\033[<0;5;3m\033[<64;1;1M\033[<4;300;2M"), "click(2,4) wheel-up(0,0) click(1,299)" },
    { SLICE_ROW("\033[<35;5;3M\033[<2;5;3M\033[<66;5;3M\033[<0;0;0M\033[<0Mq"), "q" },
    { SLICE_ROW("\033[M !\"\033[M#!!\033[M`!!\033[Ma!!q"), "click(1,0) wheel-up(0,0) wheel-down q" },
    { SLICE_ROW("\033[I\033[Oq"), "q" },
    { SLICE_ROW("\033[?62;1;6c\033[>41;354;0c\033[24;80R\033[?2026;1$y\033[4;2$y\033[8;24;80t\033[0nq"), "q" },
    { SLICE_ROW("\033[3$\033[3^\033[3@\033[ q\033[!pq"), "q" },
    { SLICE_ROW("\033]11;rgb:0000/1111/2222\033\\q\033]10;x\aq\033P1+r524742=38\033\\q\033_Ga;OK\033\\q\033^x\033\\q"),
      "q q q q q" },
    { SLICE_ROW("\033]11;abc\033[A"), "up" },
    { SLICE_ROW("\033]11;abc\030q\033]11;abc\032q"), "q q" },
    { SLICE_ROW("\033[1;2\033[A\033[3\003\033O\004\033O q\033[5\xc3\xa4"), "up ctrl-c ctrl-d space q ä" },
    { SLICE_ROW("\033[12345678901234567890123456789012345678901234567890123456789012345678901234567890uq"), "q" },
};

static void check_row(int row, struct player *player, const char *how, size_t at)
{
    wait_until(player, player->now_ms + LONG_MS);
    ck_assert_msg(strcmp(buf_text(&player->keys), whole[row].keys) == 0, "row %d %s %zu: '%s', not '%s'", row, how, at,
                  buf_text(&player->keys), whole[row].keys);
    player_free(player);
}

START_TEST(keys_are_whole_however_the_bytes_are_split)
{
    const struct slice bytes = whole[_i].bytes;
    for (int64_t gap_ms = 0; gap_ms < ESCAPE_MS; gap_ms += ESCAPE_MS - 1) {
        for (size_t at = 0; at <= bytes.length; at++) {
            struct player player = player_new();
            feed(&player, 0, (struct slice){ bytes.at, at });
            feed(&player, gap_ms, slice_from(bytes, at));
            check_row(_i, &player, "split at", at);
        }
        struct player player = player_new();
        for (size_t at = 0; at < bytes.length; at++)
            feed(&player, (int64_t)at * gap_ms, (struct slice){ bytes.at + at, 1 });
        check_row(_i, &player, "byte by byte, ms", (size_t)gap_ms);
    }
}
END_TEST

struct chunk {
    int at_ms;
    const char *bytes;
};

static const struct {
    struct chunk chunks[4];
    const char *keys;
} timed[] = {
    { { { 0, "\033" } }, "escape" },
    { { { 0, "\033\033" } }, "escape escape" },
    { { { 0, "\033" }, { 24, "x" } }, "alt-x" },
    { { { 0, "\033" }, { 26, "x" } }, "escape x" },
    { { { 0, "\033" }, { 26, "\033" }, { 60, "\033[A" } }, "escape escape up" },
    /* A sequence that came in two parts: Escape was given, but never the letters. */
    { { { 0, "\033" }, { 60, "[" }, { 90, "A" }, { 95, "q" } }, "escape q" },
    { { { 0, "\033" }, { 60, "[1;5Aq" } }, "escape q" },
    { { { 0, "\033" }, { 60, "OAq" } }, "escape q" },
    { { { 0, "\033" }, { 60, "[200~[A" }, { 70, "\033[201~" } }, "escape paste([A)" },
    { { { 0, "\033" }, { 60, "[1;" } }, "escape" },
    /* Later, or alone, they are keys. */
    { { { 0, "\033" }, { 130, "[A" } }, "escape [ A" },
    { { { 0, "\033" }, { 60, "[" } }, "escape [" },
    { { { 0, "\033" }, { 60, "O" }, { 200, "k" } }, "escape O k" },
    { { { 0, "\033" }, { 60, "j[A" } }, "escape j [ A" },
    { { { 0, "\033" }, { 40, "x" }, { 50, "[A" } }, "escape x [ A" },
    /* Broken off. */
    { { { 0, "\033[" } }, "" },
    { { { 0, "\033[1;5" }, { 249, "A" } }, "up" },
    { { { 0, "\033[1;5" }, { 251, "j" } }, "j" },
    { { { 0, "\033O" } }, "" },
    { { { 0, "\xe2\x82" }, { 260, "j" } }, "j" },
    { { { 0, "\033\xe2" }, { 260, "j" } }, "j" },
    { { { 0, "\033]11;abc" }, { 249, "def\aq" } }, "q" },
    { { { 0, "\033]11;abc" }, { 251, "q" } }, "q" },
    { { { 0, "\033]11;abc\033" }, { 251, "q" } }, "q" },
    { { { 0, "\033[200~one" }, { 1900, "two" }, { 3899, "\033[20" } }, "paste(onetwo\033[20)" },
    { { { 0, "\033[200~one\033[201" }, { 2001, "q" } }, "paste(one\033[201) q" },
    /* Of two strings of the terminal, the longer one when it comes in time. */
    { { { 0, "\033a" } }, "home" },
    { { { 0, "\033a" }, { 100, "b" } }, "end" },
    { { { 0, "\033a" }, { 251, "b" } }, "home b" },
};

START_TEST(time_settles_what_bytes_leave_open)
{
    struct player player = player_new();
    for (size_t i = 0; i < ARRAY_LENGTH(timed[_i].chunks) && timed[_i].chunks[i].bytes != NULL; i++)
        feed(&player, timed[_i].chunks[i].at_ms, slice_of(timed[_i].chunks[i].bytes));
    wait_until(&player, player.now_ms + LONG_MS);
    ck_assert_str_eq(buf_text(&player.keys), timed[_i].keys);
    ck_assert_int_eq(input_wait_ms(player.input, player.now_ms), -1);
    player_free(&player);
}
END_TEST

START_TEST(the_wait_is_as_long_as_needed)
{
    struct player player = player_new();
    ck_assert_int_eq(input_wait_ms(player.input, 0), -1);
    feed(&player, 0, SLICE("j"));
    ck_assert_int_eq(input_wait_ms(player.input, 0), -1);
    feed(&player, 0, SLICE("\033"));
    ck_assert_int_eq(input_wait_ms(player.input, 0), ESCAPE_MS);
    ck_assert_int_eq(input_wait_ms(player.input, 20), ESCAPE_MS - 20);
    ck_assert_int_eq(input_wait_ms(player.input, 100), 0);
    feed(&player, 0, SLICE("[1"));
    ck_assert_int_eq(input_wait_ms(player.input, 0), 250);
    feed(&player, 0, SLICE(";2A\033[200~x"));
    ck_assert_int_eq(input_wait_ms(player.input, 0), 2000);
    ck_assert_str_eq(buf_text(&player.keys), "j up");
    input_feed(player.input, SLICE("\033[201~j"), 0);
    ck_assert_int_eq(input_wait_ms(player.input, 0), 0);
    struct key_input key = { .key = KEY_NAME_NONE };
    ck_assert(input_next(player.input, 0, &key));
    ck_assert_int_eq(input_wait_ms(player.input, 0), 0);
    player_free(&player);
}
END_TEST

START_TEST(a_paste_is_cut_where_it_is_too_long)
{
    enum { PART = 64 * 1024 };
    char *part = xmalloc(PART);
    memset(part, 'p', PART);
    struct input *input = input_new(&strings, ESCAPE_MS);
    struct key_input key = { .key = KEY_NAME_NONE };
    input_feed(input, SLICE("\033[200~"), 0);
    for (size_t sent = 0; sent < INPUT_PASTE_MAX + PART; sent += PART) {
        ck_assert(!input_next(input, 0, &key));
        input_feed(input, (struct slice){ part, PART }, 0);
    }
    ck_assert(!input_next(input, 0, &key));
    input_feed(input, SLICE("\033[201~q"), 0);
    ck_assert(input_next(input, 0, &key));
    ck_assert_uint_eq(key.key, KEY_NAME_PASTE);
    bool was_cut = false;
    ck_assert_uint_eq(input_pasted(input, &was_cut).length, INPUT_PASTE_MAX);
    ck_assert(was_cut);
    ck_assert(input_next(input, 0, &key));
    ck_assert_uint_eq(key.key, 'q');
    ck_assert_uint_eq(input_pasted(input, &was_cut).length, 0);
    ck_assert(!was_cut);
    input_feed(input, SLICE("\033[200~x\033[201~"), 0);
    ck_assert(input_next(input, 0, &key));
    ck_assert(slice_is(input_pasted(input, &was_cut), "x"));
    ck_assert(!was_cut);
    input_free(&input);
    free(part);
}
END_TEST

START_TEST(bytes_that_nobody_takes_have_a_limit)
{
    enum { PART = 1 << 19 };
    char *part = xmalloc(PART);
    memset(part, 'x', PART);
    struct input *input = input_new(&strings, ESCAPE_MS);
    for (int i = 0; i < 3; i++)
        input_feed(input, (struct slice){ part, PART }, 0);
    struct key_input key = { .key = KEY_NAME_NONE };
    ck_assert(!input_next(input, 0, &key));
    input_feed(input, SLICE("q"), 0);
    ck_assert(input_next(input, 0, &key));
    ck_assert_uint_eq(key.key, 'q');
    input_free(&input);
    free(part);
}
END_TEST

/* The same numbers in every run. */
static unsigned random_below(unsigned *state, unsigned below)
{
    *state = *state * 1664525u + 1013904223u;
    return (*state >> 8) % below;
}

static void append_random(struct buf *out, unsigned *state, const char *from, unsigned count_below)
{
    for (unsigned count = random_below(state, count_below); count > 0; count--)
        buf_append_char(out, from[random_below(state, (unsigned)strlen(from))]);
}

/* A complete sequence of one of the kinds that never stand for a letter. */
static void append_sequence(struct buf *out, unsigned *state)
{
    switch (random_below(state, 3)) {
    case 0:
        buf_append_text(out, "\033[");
        append_random(out, state, "<=>?", 2);
        append_random(out, state, "0123456789:;", 12);
        append_random(out, state, " !\"#%&'()*+,-./", 2);
        buf_append_char(out, "ABCDEFGHIJKLNOPQRSTUVWXYZabcdefghijklnopqrstvwxyz@^`{|}"[random_below(state, 55)]);
        break;
    case 1:
        buf_append_text(out, "\033O");
        append_random(out, state, "0123456789;", 4);
        buf_append_char(out, "ABCDEFGHIJKLMNOPQRSTUVWYZabcdefghiz"[random_below(state, 35)]);
        break;
    default:
        buf_append_text(out, (const char *[]){ "\033]", "\033P", "\033_", "\033^" }[random_below(state, 4)]);
        append_random(out, state, "0123456789;jkqxudABC ä=/", 40);
        buf_append_text(out, random_below(state, 2) == 0 ? "\033\\" : "\a");
        break;
    }
}

START_TEST(no_complete_sequence_becomes_a_letter)
{
    unsigned state = 20240115;
    for (int round = 0; round < 20000; round++) {
        struct buf bytes = buf_with_limit(1000);
        append_sequence(&bytes, &state);
        buf_append_char(&bytes, 'q');
        struct input *input = input_new(&strings, ESCAPE_MS);
        const size_t cut = random_below(&state, (unsigned)bytes.length);
        struct key_input key = { .key = KEY_NAME_NONE };
        input_feed(input, (struct slice){ bytes.data, cut }, 0);
        bool has_key = input_next(input, 0, &key);
        input_feed(input, slice_from(buf_slice(&bytes), cut), 0);
        for (has_key = has_key || input_next(input, 0, &key); has_key && key.key != 'q';
             has_key = input_next(input, 0, &key))
            ck_assert_msg(key.key > KEY_NAME_NONE, "%s gave %x", buf_text(&bytes) + 1, key.key);
        ck_assert_msg(has_key, "%s took the q", buf_text(&bytes) + 1);
        ck_assert(!input_next(input, 0, &key));
        input_free(&input);
        buf_free(&bytes);
    }
}
END_TEST

START_TEST(after_any_bytes_a_key_is_a_key_again)
{
    unsigned state = 7;
    struct input *input = input_new(&strings, ESCAPE_MS);
    int64_t now_ms = 0;
    struct key_input key = { .key = KEY_NAME_NONE };
    for (int round = 0; round < 20000; round++) {
        char bytes[40];
        const size_t length = random_below(&state, sizeof(bytes));
        for (size_t i = 0; i < length; i++)
            bytes[i] = random_below(&state, 4) > 0 ? "\033[]OP0;~u$<M200~1"[random_below(&state, 17)]
                                                   : (char)random_below(&state, 256);
        input_feed(input, (struct slice){ bytes, length }, now_ms);
        while (input_next(input, now_ms, &key))
            ck_assert(key.key <= KEY_NAME_QUIT && key.key != KEY_NAME_NONE);
        if (round % 10 != 0)
            continue;
        for (int wait_ms = input_wait_ms(input, now_ms); wait_ms >= 0; wait_ms = input_wait_ms(input, now_ms)) {
            ck_assert_int_le(wait_ms, 2000);
            now_ms += wait_ms;
            while (input_next(input, now_ms, &key))
                continue;
        }
        now_ms += 200;
        input_feed(input, SLICE("q"), now_ms);
        ck_assert(input_next(input, now_ms, &key));
        ck_assert_uint_eq(key.key, 'q');
        ck_assert(!key.alt);
    }
    input_free(&input);
}
END_TEST

Suite *input_suite(void)
{
    Suite *suite = suite_create("input");
    TCase *tests = tcase_create("input");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, keys_are_whole_however_the_bytes_are_split, 0, (int)ARRAY_LENGTH(whole));
    tcase_add_loop_test(tests, time_settles_what_bytes_leave_open, 0, (int)ARRAY_LENGTH(timed));
    tcase_add_test(tests, the_wait_is_as_long_as_needed);
    tcase_add_test(tests, a_paste_is_cut_where_it_is_too_long);
    tcase_add_test(tests, bytes_that_nobody_takes_have_a_limit);
    tcase_add_test(tests, no_complete_sequence_becomes_a_letter);
    tcase_add_test(tests, after_any_bytes_a_key_is_a_key_again);
    suite_add_tcase(suite, tests);
    return suite;
}
