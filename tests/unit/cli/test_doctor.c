#include "../../../src/cli/doctor.h"
#include "../../../src/store/workspace_tables.h"

#include "../net/bad_server.h"
#include "run.h"
#include "scratch.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>
#include <annotty/store/journal.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct scratch scratch;
static struct findings findings;
static struct config *config;

static void setup(void)
{
    scratch = scratch_new();
    setenv("HOME", scratch.path, 1);
    static const char *const unwanted[] = { "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "DD_SITE" };
    for (size_t i = 0; i < ARRAY_LENGTH(unwanted); i++)
        unsetenv(unwanted[i]);
    findings = (struct findings){ 0 };
    config = config_load();
}

static void teardown(void)
{
    findings_free(&findings);
    config_free(&config);
    scratch_remove(&scratch);
}

static void set(const char *name, const char *value)
{
    struct error error;
    ck_assert_msg(config_set(config, slice_of(name), slice_of(value), "flag", &error), "%s", error.message);
}

/* All findings as lines "level area name: text". */
static const char *told(void)
{
    static char text[32 * 1024];
    size_t length = 0;
    text[0] = '\0';
    for (size_t i = 0; i < findings.count; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length, "%d %s %s: %s\n", findings.rows[i].level,
                                   findings.rows[i].area, findings.rows[i].name, findings.rows[i].text);
    return text;
}

static void assert_told(const char *wanted)
{
    ck_assert_msg(strstr(told(), wanted) != NULL, "no \"%s\" in:\n%s", wanted, told());
}

/* --- The report --------------------------------------------------------------------------------------------------- */

START_TEST(the_first_problem_counts)
{
    struct error error;
    ck_assert_ptr_null(findings_problem(&findings));
    findings_add(&findings, "a", "one", "fine");
    error_set(&error, ERROR_INPUT, NULL, "a pity");
    findings_add_warning(&findings, "a", "two", &error);
    ck_assert_ptr_null(findings_problem(&findings));
    error_set(&error, ERROR_REACH, NULL, "broken");
    findings_add_problem(&findings, "b", "three", &error);
    error_set(&error, ERROR_USAGE, NULL, "also broken");
    findings_add_problem(&findings, "b", "four", &error);
    ck_assert_int_eq(findings_problem(&findings)->kind, ERROR_REACH);
    ck_assert_str_eq(findings_problem(&findings)->text, "broken");
}
END_TEST

START_TEST(foreign_text_is_harmless_and_fits)
{
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    struct json_value document;
    for (int i = 0; i < 20; i++)
        findings_add(&findings, "a", "one", "\x1b]0;owned\x07 \xe2\x80\xae %060d", i)->advice = "Do something.";
    doctor_write(&findings, &out, 60);
    struct slice rest = buf_slice(&out), line;
    while (slice_cut(&rest, '\n', &line)) {
        ck_assert_msg(line.length <= 120, "%.*s", SLICE_ARGS(line));
        for (size_t i = 0; i < line.length; i++)
            ck_assert((unsigned char)line.at[i] >= ' ');
    }
    ck_assert_ptr_null(strstr(buf_text(&out), "\xe2\x80\xae"));
    buf_clear(&out);
    doctor_write_json(&findings, &out);
    ck_assert(json_check(buf_slice(&out), &document, NULL));
    ck_assert(slice_is(json_member(document, "usable").raw, "true"));
    ck_assert(slice_is(json_at(document, "/findings/19/level").raw, "\"ok\""));
    ck_assert_ptr_null(strchr(buf_text(&out), '\x1b'));
    buf_free(&out);
}
END_TEST

/* --- Places ------------------------------------------------------------------------------------------------------- */

static void make_dir(const char *name, mode_t mode)
{
    char *path = scratch_file(&scratch, name);
    ck_assert_int_eq(mkdir(path, mode), 0);
    ck_assert_int_eq(chmod(path, mode), 0);
    free(path);
}

static void make_file(const char *name, const char *content)
{
    char *path = scratch_file(&scratch, name);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(content, file);
    fclose(file);
    free(path);
}

static void use_dir(const char *setting, const char *name)
{
    char *path = scratch_file(&scratch, name);
    set(setting, path);
    free(path);
}

START_TEST(nothing_is_made)
{
    doctor_check_places(&findings, config);
    assert_told("0 workspace directory: ");
    assert_told("is not there yet; it is made at the first start");
    ck_assert_ptr_null(findings_problem(&findings));
    char *local = scratch_file(&scratch, ".local"), *cache = scratch_file(&scratch, ".cache");
    ck_assert_int_ne(access(local, F_OK), 0);
    ck_assert_int_ne(access(cache, F_OK), 0);
    free(local);
    free(cache);
}
END_TEST

START_TEST(what_is_wrong_with_places_is_told)
{
    make_dir("open", 0755);
    make_file("open/workspace.db", "this is no database at all, but long enough to be read as one");
    make_file("file", "");
    use_dir("data", "open");
    use_dir("cache", "file");
    doctor_check_places(&findings, config);
    assert_told("1 workspace directory: others may look into ");
    assert_told("2 workspace database: ");
    assert_told("the workspace is damaged or no database");
    assert_told("1 cache directory: ");
    assert_told("is no directory");
    ck_assert_int_eq(findings_problem(&findings)->kind, ERROR_STORE);
    ck_assert_ptr_nonnull(findings_problem(&findings)->advice);
}
END_TEST

START_TEST(with_another_server_the_workspace_is_no_problem)
{
    make_file("file", "");
    use_dir("data", "file");
    set("url", "https://one.test");
    doctor_check_places(&findings, config);
    assert_told("1 workspace directory: ");
    ck_assert_ptr_null(findings_problem(&findings));
}
END_TEST

START_TEST(without_a_home_there_is_no_place)
{
    setenv("HOME", "", 1);
    doctor_check_places(&findings, config);
    assert_told("2 workspace directory: there is no place for it");
    assert_told("1 cache directory: there is no place for it");
}
END_TEST

START_TEST(journals_are_told)
{
    char *dir = scratch_file(&scratch, "data"), *aside = NULL, *path = journal_path(dir, "https://one.test");
    make_dir("data", 0700);
    use_dir("data", "data");
    doctor_check_journals(&findings, config);
    assert_told("0 journal file: none yet");
    struct journal *journal = journal_open(path, &aside, NULL);
    ck_assert_ptr_nonnull(journal);
    struct change change = { .call = api_call_new(API_DELETE_QUEUE) };
    struct step step = { .title = xstrdup("delete a queue") };
    api_call_parameter(&change.call, "queue_id", slice_of("q"));
    ck_assert(journal_add(journal, &step, &change, 1, NULL));
    step_free(&step);
    change_free(&change);
    journal_close(&journal);
    make_file("data/journal/other.db", "this is no database at all, but long enough to be read as one");
    make_file("data/journal/one.db.damaged-20260101", "");
    doctor_check_journals(&findings, config);
    assert_told(", open changes: 1");
    assert_told("2 journal file: ");
    assert_told("the journal is damaged or no database");
    assert_told("1 journal aside: ");
    free(path);
    free(dir);
}
END_TEST

/* --- Settings ----------------------------------------------------------------------------------------------------- */

START_TEST(settings_are_told_with_origin_and_without_keys)
{
    make_file("config.ini", "api-key = secret-of-the-file\nfly = 1\n[profile here]\ntimeout = 7\n");
    char *path = scratch_file(&scratch, "config.ini");
    ck_assert_int_eq(chmod(path, 0600), 0);
    setenv("ANNOTTY_CONFIG", path, 1);
    free(path);
    config_free(&config);
    config = config_load();
    set("profile", "here");
    set("theme", "nowhere");
    doctor_check_settings(&findings, config);
    assert_told("config.ini:2: no setting is called fly");
    assert_told("0 settings api-key: set, from config.ini:1");
    assert_told("0 settings app-key: not set");
    assert_told("0 settings timeout: 7, from config.ini:4");
    assert_told("1 settings theme: there is no theme \"nowhere\"");
    ck_assert_ptr_null(strstr(told(), "secret"));
    ck_assert_ptr_null(findings_problem(&findings));
    set("profile", "nobody");
    doctor_check_settings(&findings, config);
    assert_told("2 settings profile: no such profile");
}
END_TEST

/* --- The terminal ------------------------------------------------------------------------------------------------- */

static const struct {
    const char *variable, *value, *says;
} terminals[] = {
    { "TERM", "xterm-256color", "0 terminal colours: 256" },
    { "TERM", "xterm-256color", "0 terminal clipboard: OSC 52" },
    { "TERM", "dumb", "1 terminal TERM: TERM=dumb can't place the cursor" },
    { "TERM", "", "1 terminal TERM: TERM is not set" },
    { "TERM", "no-such-terminal", "1 terminal TERM: TERM=no-such-terminal is not known" },
    { "NO_COLOR", "1", "not used because of NO_COLOR" },
    { "TMUX", "/tmp/x", "0 terminal tmux: inside tmux" },
    { "SSH_CONNECTION", "1 2 3 4", "0 terminal ssh: over SSH" },
    { "LC_ALL", "xx_YY.nothing", "1 terminal locale: LC_ALL=xx_YY.nothing is not installed" },
};

START_TEST(terminals_are_described)
{
    setenv(terminals[_i].variable, terminals[_i].value, 1);
    doctor_check_terminal(&findings);
    assert_told(terminals[_i].says);
    ck_assert_ptr_null(findings_problem(&findings));
}
END_TEST

/* --- Servers that misbehave --------------------------------------------------------------------------------------- */

#define ANSWER(status, headers, body)                                                                                  \
    "HTTP/1.1 " status "\r\nConnection: close\r\nContent-Type: application/json\r\n" headers "\r\n" body
#define EMPTY_LIST "{\"data\":[]}"
#define REFUSAL    "{\"errors\":[{\"title\":\"Forbidden\",\"detail\":\"\x1b[31mno\"}]}"

static const struct {
    struct bad_answer answers[3]; /* the last one goes on */
    enum error_kind kind;         /* ERROR_NONE: usable */
    const char *says[3];
} servers[] = {
    { { { .bytes = ANSWER("200 OK", "Date: Thu, 01 Jan 2015 00:00:00 GMT\r\n", EMPTY_LIST) } },
      ERROR_NONE,
      { "0 server answer: it answers", "1 server clock: ", " s behind this machine's" } },
    { { { .bytes = ANSWER("200 OK", "", EMPTY_LIST) } },
      ERROR_NONE,
      { "0 server clock: not told", "median of 5", "not asked, for want of something to ask about: dataset list" } },
    { { { .bytes = ANSWER("403 Forbidden", "", REFUSAL) } }, ERROR_AUTH, { "2 server answer: ", "403" } },
    { { { .bytes = ANSWER("401 Unauthorized", "", REFUSAL) } }, ERROR_AUTH, { "2 server answer: ", "401" } },
    { { { .bytes = ANSWER("500 Oops", "", "") } }, ERROR_SERVER, { "2 server answer: " } },
    { { { .bytes = ANSWER("429 Slow", "X-RateLimit-Reset: 900\r\n", "{\"errors\":[\"slow\"]}") } },
      ERROR_RATE,
      { "2 server answer: " } },
    { { { .bytes = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: text/html\r\n\r\n<html>" } },
      ERROR_PROTOCOL,
      { "2 server answer: ", "text/html instead of JSON" } },
    { { { .bytes = ANSWER("302 Found", "Location: http://elsewhere.test/\r\n", "") } },
      ERROR_PROTOCOL,
      { "2 server answer: ", "sends elsewhere" } },
    { { { .reset = true } }, ERROR_REACH, { "2 server answer: " } },
    { { { .hang = true } }, ERROR_REACH, { "2 server answer: " } },
    { { { .bytes = ANSWER("200 OK", "", EMPTY_LIST) }, { .bytes = ANSWER("404 Not Found", "", "{\"errors\":[]}") } },
      ERROR_NONE,
      { "1 server latency: 5 of 5 requests got no good answer", "1 server operations: not offered: project list" } },
    { { { .bytes = ANSWER("200 OK", "", EMPTY_LIST) }, { .bytes = ANSWER("405 Not So", "", "{\"errors\":[]}") } },
      ERROR_NONE,
      { "1 server operations: not offered: project list" } },
};

START_TEST(servers_are_judged)
{
    struct bad_server *server = bad_server_start(servers[_i].answers);
    char url[64];
    snprintf(url, sizeof(url), "http://127.0.0.1:%u", bad_server_port(server));
    set("url", url);
    set("timeout", "1");
    doctor_check_server(&findings, config);
    for (size_t i = 0; i < ARRAY_LENGTH(servers[_i].says) && servers[_i].says[i] != NULL; i++)
        assert_told(servers[_i].says[i]);
    const struct finding *problem = findings_problem(&findings);
    ck_assert_int_eq(problem != NULL ? problem->kind : ERROR_NONE, servers[_i].kind);
    /* It is only asked, never told. */
    for (size_t i = 0; i < bad_server_requests(server); i++)
        ck_assert_int_eq(strncmp(bad_server_request(server, i), "GET ", 4), 0);
    bad_server_stop(&server);
}
END_TEST

START_TEST(a_workspace_that_is_not_there_is_not_made)
{
    doctor_check_server(&findings, config);
    assert_told("0 server answer: not asked: the workspace is made at the first start");
    char *local = scratch_file(&scratch, ".local");
    ck_assert_int_ne(access(local, F_OK), 0);
    free(local);
}
END_TEST

START_TEST(an_old_workspace_stays_old)
{
    const char *const first[] = { workspace_schema.migrations[0], NULL };
    struct db_schema schema = workspace_schema;
    struct db_facts facts;
    schema.migrations = first;
    make_dir("old", 0700);
    use_dir("data", "old");
    char *dir = scratch_file(&scratch, "old"), *file = scratch_file(&scratch, "old/" WORKSPACE_FILE);
    struct db *db = db_open(&schema, file, NULL);
    ck_assert_ptr_nonnull(db);
    db_close(&db);
    doctor_check_places(&findings, config);
    doctor_check_server(&findings, config);
    assert_told("0 workspace database: version 1 of ");
    assert_told("0 server answer: not asked: the workspace is of an older version");
    ck_assert(workspace_inspect(dir, 1000, &facts, NULL));
    ck_assert_int_eq(facts.version, 1);
    free(dir);
    free(file);
}
END_TEST

Suite *doctor_suite(void)
{
    TCase *const cases = tcase_create("doctor");
    tcase_set_timeout(cases, 30);
    tcase_add_checked_fixture(cases, setup, teardown);
    tcase_add_test(cases, the_first_problem_counts);
    tcase_add_test(cases, foreign_text_is_harmless_and_fits);
    tcase_add_test(cases, nothing_is_made);
    tcase_add_test(cases, what_is_wrong_with_places_is_told);
    tcase_add_test(cases, with_another_server_the_workspace_is_no_problem);
    tcase_add_test(cases, without_a_home_there_is_no_place);
    tcase_add_test(cases, journals_are_told);
    tcase_add_test(cases, settings_are_told_with_origin_and_without_keys);
    tcase_add_loop_test(cases, terminals_are_described, 0, ARRAY_LENGTH(terminals));
    tcase_add_loop_test(cases, servers_are_judged, 0, ARRAY_LENGTH(servers));
    tcase_add_test(cases, a_workspace_that_is_not_there_is_not_made);
    tcase_add_test(cases, an_old_workspace_stays_old);
    Suite *const suite = suite_create("doctor");
    suite_add_tcase(suite, cases);
    return suite;
}
