#include <annotty/json/stream.h>

#include <check.h>
#include <stdlib.h>

/* What came out of a stream, as one text: elements separated by ';', values as pointer=text. */
struct heard {
    struct buf text;
    size_t stop_after; /* elements; 0: never */
    size_t elements;
};

static bool hear_element(struct json_value element, void *data)
{
    struct heard *heard = data;
    buf_append_slice(&heard->text, element.raw);
    buf_append_char(&heard->text, ';');
    return ++heard->elements != heard->stop_after;
}

static bool hear_value(const char *pointer, struct json_value value, void *data)
{
    struct heard *heard = data;
    return buf_printf(&heard->text, "%s=%.*s;", pointer, SLICE_ARGS(value.raw));
}

static const char *const kept[] = { "/meta/after", "/data/id", NULL };

/* Feeds `text` in pieces of `piece` bytes (0: of random lengths). */
static bool run(const char *array, const char *text, size_t piece, struct heard *heard, struct error *error)
{
    *heard = (struct heard){ .text = buf_with_limit(10000), .stop_after = heard->stop_after };
    const struct json_stream_options options = {
        .array = array, .keep = kept, .on_element = hear_element, .on_value = hear_value, .data = heard
    };
    struct json_stream *stream = json_stream_new(&options);
    struct slice rest = slice_of(text);
    bool sound = true;
    while (sound && rest.length > 0) {
        size_t length = piece > 0 ? piece : 1 + (size_t)rand() % 9;
        if (length > rest.length)
            length = rest.length;
        sound = json_stream_feed(stream, (struct slice){ .at = rest.at, .length = length }, error);
        rest = slice_from(rest, length);
    }
    sound = sound && json_stream_end(stream, error);
    json_stream_free(&stream);
    return sound;
}

#define WRAPPED "/data/attributes/items"

static const struct {
    const char *array, *text, *heard;
} answers[] = {
    { "/data", "{\"data\":[]}", "" },
    { "/data", " { \"data\" : [ 1 , \"a]\\\"\" , {\"x\":[{}]} , null ] , \"meta\" : {\"after\" : \"c\" , \"n\":[1]} } ",
      "1;\"a]\\\"\";{\"x\":[{}]};null;/meta/after=\"c\";" },
    { "/data", "{\"meta\":{\"after\":null},\"data\":[[],{}]}", "/meta/after=null;[];{};" },
    { "/data", "{\"meta\":null,\"links\":{\"a\":[\"]\"]},\"data\":[-1.5e3]}", "-1.5e3;" },
    { WRAPPED,
      "{\"data\":{\"id\":\"q\",\"attributes\":{\"more\":[1,{\"items\":[9]}],\"items\":[{\"a\":1},{\"b\":2}]}}}",
      "/data/id=\"q\";{\"a\":1};{\"b\":2};" },
};

START_TEST(gives_elements_whatever_the_pieces)
{
    for (size_t piece = 0; piece < 12; piece++) {
        struct heard heard = { 0 };
        struct error error;
        ck_assert_msg(run(answers[_i].array, answers[_i].text, piece, &heard, &error), "%s: %s", answers[_i].text,
                      error.message);
        ck_assert_str_eq(buf_text(&heard.text), answers[_i].heard);
        buf_free(&heard.text);
    }
}
END_TEST

static const struct {
    const char *text, *says;
} broken[] = {
    { "", "cut off after 0 bytes" },
    { "{\"data\":[1,2", "cut off" },
    { "{\"data\":[1,{\"a\":", "cut off" },
    { "{\"data\":[1,{\"a\" 1}]}", "':' is expected" },
    { "{\"data\":[1,]}", "element" },
    { "{\"data\":[1}", "element" },
    { "{\"data\":[1],}", "member" },
    { "{\"data\" [1]}", "':'" },
    { "{\"data\":[1]} x", "follows" },
    { "{\"data\":{}}", "no list at /data" },
    { "[]", "no list at /data" },
    { "12", "no list at /data" },
    { "<html><body>no</body></html>", "at byte 0: not a JSON value" },
    { "{\"data\":[\"\xff\"]}", "not UTF-8" },
    { "{\"data\":[nope]}", "not a JSON value" },
};

START_TEST(says_what_is_broken)
{
    for (size_t piece = 1; piece < 5; piece++) {
        struct heard heard = { 0 };
        struct error error;
        ck_assert_msg(!run("/data", broken[_i].text, piece, &heard, &error), "%s", broken[_i].text);
        ck_assert_msg(strstr(error.message, broken[_i].says) != NULL, "%s: %s", broken[_i].text, error.message);
        buf_free(&heard.text);
    }
}
END_TEST

START_TEST(stops_when_told)
{
    struct heard heard = { .stop_after = 2 };
    struct error error;
    ck_assert(!run("/data", "{\"data\":[1,2,3,4]}", 3, &heard, &error));
    ck_assert_int_eq(error.kind, ERROR_CANCELLED);
    ck_assert_str_eq(buf_text(&heard.text), "1;2;");
    buf_free(&heard.text);
}
END_TEST

Suite *stream_suite(void)
{
    Suite *suite = suite_create("json stream");
    TCase *tests = tcase_create("stream");
    tcase_add_loop_test(tests, gives_elements_whatever_the_pieces, 0, (int)(sizeof(answers) / sizeof(answers[0])));
    tcase_add_loop_test(tests, says_what_is_broken, 0, (int)(sizeof(broken) / sizeof(broken[0])));
    tcase_add_test(tests, stops_when_told);
    suite_add_tcase(suite, tests);
    return suite;
}
