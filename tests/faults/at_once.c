/* Runs the suites side by side, each in a process of its own: they wait more than they work. What they say comes one
 * suite after the other, numbered as one. */
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SUITES_MAX = 16 };

struct running {
    pid_t process;
    char report[64];
};

static _Noreturn void run_suite(unit_suite suite, const char *report)
{
    SRunner *const runner = srunner_create(suite());
    srunner_set_tap(runner, report);
    srunner_run_all(runner, CK_SILENT);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    exit(failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}

static struct running start(unit_suite suite)
{
    struct running running = { .report = "/tmp/annotty-faults-XXXXXX" };
    const int fd = mkstemp(running.report);
    if (fd < 0)
        abort();
    close(fd);
    running.process = fork();
    if (running.process == 0)
        run_suite(suite, running.report);
    return running;
}

/* Prints what the suite said, its results counted on from `count`. Returns the new count. */
static int print_report(const char *path, int count)
{
    char line[8192];
    FILE *const report = fopen(path, "r");
    while (report != NULL && fgets(line, sizeof(line), report) != NULL) {
        const char *const result = strncmp(line, "not ok ", 7) == 0 ? "not ok" : "ok";
        const char *const rest = strstr(line, " - ");
        if (strncmp(line, "1..", 3) == 0)
            continue;
        if (strncmp(line, result, strlen(result)) == 0 && rest != NULL)
            printf("%s %d%s", result, ++count, rest);
        else
            printf("# %s", line);
    }
    if (report != NULL)
        fclose(report);
    unlink(path);
    return count;
}

int main(void)
{
    struct running all[SUITES_MAX];
    int suites = 0;
    int count = 0;
    int result = EXIT_SUCCESS;
    for (; unit_suites[suites] != NULL && suites < SUITES_MAX; suites++)
        all[suites] = start(unit_suites[suites]);
    for (int i = 0; i < suites; i++) {
        int status = 0;
        waitpid(all[i].process, &status, 0);
        count = print_report(all[i].report, count);
        if (!WIFEXITED(status) || WEXITSTATUS(status) != EXIT_SUCCESS)
            result = EXIT_FAILURE;
    }
    printf("1..%d\n", count);
    return result;
}
