/* The scripts that the build makes: what bash offers with them, and what other shells and man say of them where they
 * are installed. */
#include "home.h"

#include <annotty/base/buf.h>

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Runs a script of sh or bash with arguments; its output is in `output`. */
static int run_script(const char *shell, const char *script, const char *const arguments[2], struct buf *output)
{
    fflush(NULL);
    const pid_t child = fork();
    if (child == 0) {
        const int out = open("out", O_WRONLY | O_CREAT | O_TRUNC, 0600);
        setenv("HOME", home_path(), 1);
        if (dup2(out, 1) < 0 || dup2(out, 2) < 0)
            _exit(120);
        execlp(shell, shell, "-c", script, getenv("ANNOTTY_PROGRAM"), arguments[0], arguments[1], (char *)NULL);
        _exit(121);
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    char bytes[4096];
    FILE *file = fopen("out", "r");
    ck_assert_ptr_nonnull(file);
    for (size_t got = fread(bytes, 1, sizeof(bytes), file); got > 0; got = fread(bytes, 1, sizeof(bytes), file))
        buf_append(output, bytes, got);
    fclose(file);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool is_installed(const char *program)
{
    struct buf output = buf_with_limit(BUF_LIMIT_LINE);
    const int status = run_script("sh", "command -v \"$1\"", (const char *const[]){ program, "" }, &output);
    buf_free(&output);
    return status == 0;
}

/* What readline does: it knows the line, and replaces what stands behind the last of its break characters. */
static const char complete[] = "source <(\"$0\" completion bash) || exit 1\n"
                               "COMP_LINE=$1 COMP_POINT=${#1}\n"
                               "_annotty \"$0\" \"$2\" ''\n"
                               "printf '%s;' \"${COMPREPLY[@]}\"\n";

static const struct {
    const char *line, *offers; /* each reply ends in ';' */
} lines[] = {
    { "annotty qu", "queue;" },
    { "annotty queue ", "list;create;update;delete;fill;" },
    { "annotty queue up", "update;" },
    { "annotty queue list --pro", "--project;--profile;" },
    { "annotty --pl", "--plain;" },
    { "annotty --no-pl", "--no-plain;" },
    { "annotty --vers", "--version;" },
    { "annotty --layout s", "stacked;single;" },
    { "annotty --layout=s", "stacked;single;" },
    { "annotty project list --columns ", "id;name;description;created_at;updated_at;" },
    { "annotty project list --columns id,na", "id,name;" },
    { "annotty project list --columns=id,na", "id,name;" },
    { "annotty --profile ", "first;second\\ one;" },
    { "annotty --profile=f", "first;" },
    { "annotty --theme m", "mono;mine;" },
    { "annotty --profile x queue up", "update;" },
    { "annotty --plain queue up", "update;" },
    { "annotty record append P D --deduplicate f", "false;" },
    { "annotty interaction add Q @some", "somefile;" },
    { "annotty interaction add Q some", ";" },
    { "annotty serve --tls-c", "--tls-cert;" },
    { "annotty serve --tls-cert some", "somefile;" },
    { "annotty serve x --rate", "--rate-limit;" },
    { "annotty help que", "queue;" },
    { "annotty help queue up", "update;" },
    { "annotty queue list --url unix:/", ";" },
    { "annotty nothing ", ";" },
};

START_TEST(bash_offers_what_may_follow)
{
    if (!is_installed("bash"))
        return;
    home_write("somefile", "");
    home_write("config.ini", "[profile first]\nmouse = no\n[profile second one]\nmouse = no\n");
    char path[128];
    snprintf(path, sizeof(path), "%s/config.ini", home_path());
    setenv("ANNOTTY_CONFIG", path, 1);
    home_write("mine", "");
    setenv("ANNOTTY_THEMES", home_path(), 1);
    const char *line = lines[_i].line;
    size_t start = strlen(line);
    while (start > 0 && strchr(" =:@", line[start - 1]) == NULL)
        start--;
    struct buf output = buf_with_limit(BUF_LIMIT_LINE);
    const int status = run_script("bash", complete, (const char *const[]){ line, line + start }, &output);
    ck_assert_msg(status == 0 && strcmp(buf_text(&output), lines[_i].offers) == 0, "%s: %d: %s", line, status,
                  buf_text(&output));
    buf_free(&output);
}
END_TEST

/* Nothing may be said, and the status is 0. */
static const struct {
    const char *needs, *script;
} checks[] = {
    { "bash", "\"$0\" completion bash >script && bash -n script" },
    { "zsh", "\"$0\" completion zsh >script && zsh -n script" },
    { "fish", "\"$0\" completion fish >script && fish -n script" },
    { "groff", "\"$0\" help man >annotty.1 && groff -ww -man -Tutf8 annotty.1 >/dev/null" },
    { "mandoc", "\"$0\" help man >annotty.1 && mandoc -Tlint annotty.1" },
    /* Without a home, a terminal, a locale or a path, as a build may be. */
    { "env", "env -i \"$0\" help man >annotty.1 && env -i \"$0\" completion bash >script && test -s script" },
};

START_TEST(other_programs_have_nothing_to_say)
{
    if (!is_installed(checks[_i].needs))
        return;
    struct buf output = buf_with_limit(BUF_LIMIT_LINE);
    const int status = run_script("sh", checks[_i].script, (const char *const[]){ "", "" }, &output);
    ck_assert_msg(status == 0 && output.length == 0, "%s: %d: %s", checks[_i].needs, status, buf_text(&output));
    buf_free(&output);
}
END_TEST

Suite *completion_suite(void)
{
    TCase *tests = tcase_create("completion");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, home_make, home_remove);
    tcase_add_loop_test(tests, bash_offers_what_may_follow, 0, (int)(sizeof(lines) / sizeof(lines[0])));
    tcase_add_loop_test(tests, other_programs_have_nothing_to_say, 0, (int)(sizeof(checks) / sizeof(checks[0])));
    Suite *suite = suite_create("completion");
    suite_add_tcase(suite, tests);
    return suite;
}
