#include "hostile.h"

#include "program.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <check.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define TEN(text)     text text text text text text text text text text
#define HUNDRED(text) TEN(TEN(text))

const char *const hostile_texts[] = {
    "h00\033[31mred\033[0m",                            /* a colour */
    "h01\033]0;owned\007",                              /* the title */
    "h02\033]52;c;b3duZWQ=\007",                        /* the clipboard */
    "h03\033]8;;http://x.example\033\\a\033]8;;\033\\", /* a link */
    "h04\033P+q544e\033\\",                             /* DCS */
    "h05\033_Gi=1;AAAA\033\\\033^x\033\\",              /* APC and PM */
    "h06\033[2J\033[H\033[?1049l",                      /* the screen */
    "h07\033c\033(0lqk",                                /* reset, line drawing */
    "h08\033[6n\033[c\033[21t",                         /* questions, answered as if typed */
    "h09\233"
    "31m\2352;x\234",                            /* C1 as bytes */
    "h10\302\23331m\302\2352;x\302\234\302\205", /* C1 as code points */
    "h11a\b\b\b\bover",
    "h12a\rover",
    "h13a\nover\r\nover",
    "h14a\tb\vc\fd",
    "h15\016lqk\017\007\007\177",
    "h16\u202eflip\u202c\u202dx\u202a", /* bidi overrides and embeddings */
    "h17\u2066a\u2067b\u2068c\u2069\u200e\u200f\u061c",
    "h18a\u200bb\u200cc\u200dd\u2060e\ufefff", /* no width */
    "h19a\u00adb\u034fc\u180ed\u2061e",
    "h20\U000e0041\U000e0020\U000e007f",     /* tags */
    "h21\ue000\U000f0000\U0010fffd",         /* private */
    "h22\ufffe\uffff\ufdd0\U0001fffe\u0378", /* no characters */
    "h23a\u2028b\u2029c",
    "h24\377\376\303(\240\241",                /* no UTF-8 */
    "h25\300\257\340\200\257\360\200\200\257", /* longer than need be */
    "h26\355\240\275\355\270\200",             /* surrogates */
    "h27\360\237\230",                         /* cut off */
    "h28\U0001f469\u200d\U0001f469\u200d\U0001f467\u2764\ufe0f\U0001f3f3\ufe0f\u200d\U0001f308\U0001f1e9\U0001f1ea",
    "h29e" HUNDRED("\u0301") "x", /* a flood of marks */
    "h30\u0301\u0301\u20dd\u20e3",
    "h31\u65e5\u672c\u8a9e\uff21\U00020000\u115f\u1160\u3164\uffa0",
    "h32-\u0e33\u0915\u094d\u0937\u1100\u1161\u11a8\u17b4",
    "h33" HUNDRED("long ") HUNDRED("longer"),
    "h34%s%n%d%%\\033[31m\\e[31m$(id)`id`",
    "h35<script>\"'&\\u001b\\",
    "h36\ufff9a\ufffab\ufffb\ufe0e\U0001d173",
    NULL,
};

size_t hostile_count(void)
{
    return ARRAY_LENGTH(hostile_texts) - 1;
}

/* --- The workspace ------------------------------------------------------------------------------------------------ */

/* {"h00...": "h00...", ...}: every text as a label's name and value. */
static char *all_labels(void)
{
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    for (size_t i = 0; hostile_texts[i] != NULL; i++) {
        buf_append_text(&json, i == 0 ? "{" : ",");
        json_write_string(&json, slice_of(hostile_texts[i]));
        buf_append_text(&json, ":{\"value\":");
        json_write_string(&json, slice_of(hostile_texts[i]));
        buf_append_text(&json, ",\"assessment\":\"fail\",\"reasoning\":");
        json_write_string(&json, slice_of(hostile_texts[i]));
        buf_append_char(&json, '}');
    }
    buf_append_char(&json, '}');
    return buf_take(&json);
}

/* ?1: the number, ?2: the text, ?3: the labels, ?4: the text as JSON. Ids are as bad as names. */
static const char *const rows[] = {
    "INSERT INTO person (id, sample, name, handle, email) VALUES (?2, 0, ?2, ?2, ?2)",
    "INSERT INTO project (id, sample, name, description, created_at, updated_at) VALUES (?2, 0, ?2, ?2, ?2, ?2)",
    "INSERT INTO queue (id, sample, project_id, name, description, owned_by, created_at, created_by, modified_at,"
    " modified_by) VALUES ('q' || ?1 || ?2, 0, ?2, ?2, ?2, ?2, ?2, ?2, ?2, ?2)",
    "INSERT INTO interaction (id, sample, queue_seq, type, content_id, created_at, modified_at)"
    " VALUES (?2, 0, (SELECT max(seq) FROM queue), ?2, ?2, ?2, ?2)",
    "INSERT INTO interaction (id, sample, queue_seq, type, content_id) VALUES ('i' || ?2, 0, 1, 'trace', ?2)",
    "INSERT INTO annotation (id, sample, interaction_seq, label_values, created_at, created_by, modified_by)"
    " VALUES (?2, 0, (SELECT max(seq) FROM interaction), ?3, ?2, ?2, ?2)",
    "INSERT INTO dataset (id, sample, project_seq, name, description, metadata, created_at)"
    " VALUES (?2, 0, (SELECT max(seq) FROM project), ?2, ?2, ?3, ?2)",
    "INSERT INTO experiment (id, sample, project_id, dataset_id, name, description, config, created_at)"
    " VALUES (?2, 0, ?2, ?2, ?2, ?2, ?3, ?2)",
    "INSERT INTO trace_span (sample, trace_id, span_id, parent_id, name, span_kind, ml_app, status, start_ns,"
    " model_name, input, output, metadata, tags, evaluation, error) VALUES (0, ?2, ?2, ?2, ?2, ?2, ?2, 'error', '1', "
    "?2,"
    " '{\"messages\":[{\"role\":' || ?4 || ',\"content\":' || ?4 || ',\"tool_calls\":[{\"name\":' || ?4 ||"
    " ',\"tool_id\":' || ?4 || ',\"arguments\":[' || ?4 || ',{' || ?4 || ':' || ?4 || '}]}]}]}',"
    " '{\"documents\":[{\"name\":' || ?4 || ',\"score\":0.5,\"text\":' || ?4 || '}]}',"
    " ?3, '[' || ?4 || ']', ?3, '{\"type\":' || ?4 || ',\"message\":' || ?4 || ',\"stack\":' || ?4 || '}')",
};

static void insert(sqlite3 *db, const char *sql, size_t number, const char *labels)
{
    sqlite3_stmt *statement = NULL;
    struct buf json = buf_with_limit(BUF_LIMIT_BODY);
    json_write_string(&json, slice_of(hostile_texts[number]));
    ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_bind_int64(statement, 1, (sqlite3_int64)number);
    sqlite3_bind_text(statement, 2, hostile_texts[number], -1, SQLITE_STATIC);
    if (sqlite3_bind_parameter_index(statement, "?3") > 0)
        sqlite3_bind_text(statement, 3, labels, -1, SQLITE_STATIC);
    if (sqlite3_bind_parameter_index(statement, "?4") > 0)
        sqlite3_bind_text(statement, 4, buf_text(&json), -1, SQLITE_STATIC);
    ck_assert_msg(sqlite3_step(statement) == SQLITE_DONE, "%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_finalize(statement);
    buf_free(&json);
}

void hostile_workspace(const char *directory)
{
    char words[256], path[256];
    struct buf output = buf_with_limit(BUF_LIMIT_BODY), errors = buf_with_limit(BUF_LIMIT_BODY);
    snprintf(words, sizeof(words), "queue|list|--no-sample|--data|%s", directory);
    ck_assert_msg(program_run(words, &output, &errors) == 0, "%s", buf_text(&errors));
    buf_free(&output);
    buf_free(&errors);
    sqlite3 *db = NULL;
    snprintf(path, sizeof(path), "%s/workspace.db", directory);
    ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
    char *labels = all_labels();
    sqlite3_exec(db, "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; BEGIN", NULL, NULL, NULL);
    for (size_t i = 0; hostile_texts[i] != NULL; i++)
        for (size_t row = 0; row < ARRAY_LENGTH(rows); row++)
            insert(db, rows[row], i, labels);
    /* More than is looked at of a line. */
    sqlite3_exec(db,
                 "UPDATE queue SET description = description || replace(hex(zeroblob(100000)), '00', 'x\u0301')"
                 " WHERE seq = 1",
                 NULL, NULL, NULL);
    ck_assert_int_eq(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
    free(labels);
}

/* --- Answers ------------------------------------------------------------------------------------------------------ */

#define NASTY_JSON "\\u001b[31mred\\u001b]0;owned\\u0007\\u009b2J\\u202e\\u200b\\r\\n"
#define NASTY      "\033[31mred\033]0;owned\007\302\2332J\342\200\256\342\200\213\r\n\377\376"
/* The connection ends with the answer. */
#define HEAD(status) "HTTP/1.1 " status "\r\nContent-Type: application/json\r\n\r\n"

const struct hostile_answer hostile_answers[] = {
    { "an error's texts",
      HEAD("400 Bad Request") "{\"errors\":[{\"title\":\"" NASTY_JSON "\",\"detail\":\"d0 " NASTY_JSON
                              "\",\"source\":{\"pointer\":\"/" NASTY_JSON "\"}}]}",
      "d0 " },
    { "an error's bytes", HEAD("404 Not Found") "{\"errors\":[{\"detail\":\"d1 \033[31mred\377\202\342\200\256\"}]}",
      "404 Not Found" },
    { "errors as strings", HEAD("409 Conflict") "{\"errors\":[\"d2 " NASTY_JSON "\"]}", "d2 " },
    { "an HTML page",
      "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<html><title>" NASTY "</title><h1>" NASTY "</h1>",
      "403 Forbidden" },
    { "a reason and headers",
      "HTTP/1.1 418 \033[31m\033]0;owned\007\r\nServer: \033[2J\302\2332J\r\nX-RateLimit-Reset: \033[31m\r\n"
      "ETag: \"\033]0;owned\007\"\r\nContent-Type: \033[31m\r\n\r\n\033[31m",
      "418" },
    { "a list's bytes", HEAD("200 OK") "{\"data\":[\033[31m" NASTY "]}", "JSON" },
    { "members of other kinds",
      HEAD("200 OK") "{\"data\":[{\"id\":7,\"type\":\"" NASTY_JSON "\",\"attributes\":{\"" NASTY_JSON "\":1}}]}",
      " no id" },
};
const size_t hostile_answer_count = ARRAY_LENGTH(hostile_answers);
