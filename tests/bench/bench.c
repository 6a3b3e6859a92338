/* What annotty takes, beside a program that does as little as ncurses allows, in the same run: start, a key, memory,
 * idleness. Prints figures and ratios; decides nothing. usage: bench ANNOTTY FLOOR */
#include "busy.h"
#include "data.h"
#include "figures.h"
#include "watched.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { INTERACTIONS = 200000, FEW = 10, STARTS = 25, KEYS = 100, STEPS = 20, STEP_PAUSE_MS = 200, IDLE_MS = 5000 };

/* Text that only a complete first screen has: the last of annotty's key hints, a row of the floor's list. */
#define COMPLETE       "help"
#define FLOOR_COMPLETE "row 39"

static void put_directory(const char *home, const char *name, const char *variable)
{
    char *path = xasprintf("%s/%s", home, name);
    mkdir(path, 0700);
    setenv(variable, path, 1);
    free(path);
}

/* What annotty is started on from now on. */
static void use_place(const char *home, const char *name)
{
    char *place = xasprintf("%s/%s", home, name);
    mkdir(place, 0700);
    put_directory(place, "data", "ANNOTTY_DATA");
    put_directory(place, "cache", "ANNOTTY_CACHE");
    free(place);
}

static void measure_start(struct sample *sample, char *const *argv, const char *complete)
{
    struct watched program = watched_start(argv);
    sample_add(sample, watched_await(&program, complete));
    watched_end(&program);
}

static void bench_start(const char *home, char *const *annotty, char *const *floor)
{
    struct sample own = { 0 };
    struct sample few = { 0 };
    struct sample least = { 0 };
    for (int i = 0; i < STARTS; i++) {
        measure_start(&least, floor, FLOOR_COMPLETE);
        use_place(home, "few");
        measure_start(&few, annotty, COMPLETE);
        use_place(home, "many");
        measure_start(&own, annotty, COMPLETE);
    }
    sample_tell_missed("annotty's starts", &own);
    sample_tell_missed("annotty's starts on a small queue", &few);
    sample_tell_missed("the floor's starts", &least);
    const double median = sample_percentile(&own, 50);
    const double floor_median = sample_percentile(&least, 50);
    const double few_median = sample_percentile(&few, 50);
    printf("start   first screen from the cache  %6.2f ms (p99 %6.2f)   floor %5.2f ms (p99 %6.2f)   ratio %.2f\n",
           median / 1000, sample_percentile(&own, 99) / 1000, floor_median / 1000, sample_percentile(&least, 99) / 1000,
           median / floor_median);
    printf("start   a queue of %d           %6.2f ms (p99 %6.2f)   of %d %8.2f ms (p99 %6.2f)   ratio %.2f\n",
           INTERACTIONS, median / 1000, sample_percentile(&own, 99) / 1000, FEW, few_median / 1000,
           sample_percentile(&few, 99) / 1000, median / few_median);
}

struct keys {
    struct sample latency, bytes;
};

/* `pause_ms` of quiet before each key: 0 is a key that is held down, as fast as answers come. */
static void press_keys(struct watched *program, struct keys *keys, int count, int pause_ms)
{
    for (int i = 0; i < count; i++) {
        if (pause_ms > 0)
            watched_settle(program, pause_ms);
        sample_add(&keys->latency, watched_press(program, "j"));
        sample_add(&keys->bytes, (int64_t)program->bytes);
    }
}

static void bench_keys(struct watched *annotty, char *const *floor)
{
    struct keys own = { 0 };
    struct keys least = { 0 };
    struct keys single = { 0 }; /* steps, each of which the detail follows at once */
    struct watched program = watched_start(floor);
    watched_await(&program, FLOOR_COMPLETE);
    watched_settle(&program, 200);
    press_keys(&program, &least, KEYS, 0);
    watched_end(&program);
    press_keys(annotty, &own, KEYS, 0);
    press_keys(annotty, &single, STEPS, STEP_PAUSE_MS);
    sample_tell_missed("annotty's keys", &own.latency);
    sample_tell_missed("the floor's keys", &least.latency);
    const double median = sample_percentile(&own.latency, 50);
    const double floor_median = sample_percentile(&least.latency, 50);
    printf("key     j in a list of %d        %6.3f ms (p99 %6.3f)   floor %5.3f ms (p99 %6.3f)   ratio %.2f   "
           "%.0f bytes, floor %.0f; single steps, with the detail, %.3f ms, %.0f bytes\n",
           INTERACTIONS, median / 1000, sample_percentile(&own.latency, 99) / 1000, floor_median / 1000,
           sample_percentile(&least.latency, 99) / 1000, median / floor_median, sample_percentile(&own.bytes, 50),
           sample_percentile(&least.bytes, 50), sample_percentile(&single.latency, 50) / 1000,
           sample_percentile(&single.bytes, 50));
}

static void bench_memory(const struct watched *annotty, const struct watched *floor)
{
    const long own = watched_resident(annotty);
    const long least = watched_resident(floor);
    if (own < 0 || least <= 0)
        printf("memory  this system does not tell\n");
    else
        printf("memory  resident with %d annotated interactions  %.1f MB   floor %.1f MB   ratio %.1f\n", INTERACTIONS,
               (double)own / 1024, (double)least / 1024, (double)own / (double)least);
}

/* Wake-ups while no key comes, -1 where the system doesn't tell. */
static long idle_sleeps(struct watched *program)
{
    watched_settle(program, 1000);
    program->bytes = 0;
    const long before = watched_sleeps(program);
    watched_settle(program, IDLE_MS);
    const long after = watched_sleeps(program);
    return before < 0 || after < 0 ? -1 : after - before;
}

/* No ratio: both are to be nothing. */
static void bench_idle(struct watched *annotty, struct watched *floor)
{
    const long own = idle_sleeps(annotty);
    const long least = idle_sleeps(floor);
    if (own < 0 || least < 0)
        printf("idle    %d s without a key  wake-ups: this system does not tell   %zu bytes, floor %zu\n",
               IDLE_MS / 1000, annotty->bytes, floor->bytes);
    else
        printf("idle    %d s without a key  %ld wake-ups, floor %ld   %zu bytes, floor %zu\n", IDLE_MS / 1000, own,
               least, annotty->bytes, floor->bytes);
}

/* --- The place ---------------------------------------------------------------------------------------------------- */

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

static bool make_place(char *home, struct error *error)
{
    if (mkdtemp(home) == NULL)
        return error_set(error, ERROR_STORE, home, "no place for the data");
    put_directory(home, "run", "XDG_RUNTIME_DIR");
    setenv("HOME", home, 1);
    setenv("ANNOTTY_CONFIG", "/dev/null", 1);
    setenv("TERM", "xterm-256color", 1);
    static const char *const unwanted[] = { "DD_API_KEY", "DD_APP_KEY", "DD_SITE", "ANNOTTY_URL", "LINES", "COLUMNS" };
    for (size_t i = 0; i < ARRAY_LENGTH(unwanted); i++)
        unsetenv(unwanted[i]);
    use_place(home, "few");
    if (!data_make(getenv("ANNOTTY_DATA"), FEW, error))
        return false;
    use_place(home, "many");
    return data_make(getenv("ANNOTTY_DATA"), INTERACTIONS, error);
}

/* The list is whole when its title has the number and nothing has come for a while; its end is remembered then. */
static struct watched start_loaded(char *const *annotty, unsigned interactions)
{
    char count[TEXT_COUNT_SIZE];
    struct watched program = watched_start(annotty);
    watched_await(&program, text_count(interactions, count));
    watched_settle(&program, 3000);
    return program;
}

/* Fills the cache, and leaves with the list under the cursor. */
static void warm_up(char *const *annotty, unsigned interactions)
{
    struct watched program = start_loaded(annotty, interactions);
    watched_press(&program, "l");
    watched_press(&program, ":quit\r");
    watched_settle(&program, 2000);
    watched_end(&program);
}

int main(int argc, char **argv)
{
    char home[] = "/tmp/annotty-bench-XXXXXX";
    struct error error = { 0 };
    if (argc != 3) {
        fputs("usage: bench ANNOTTY FLOOR\n", stderr);
        return 2;
    }
    char *annotty[] = { argv[1], NULL };
    char rows[] = "200000";
    char *floor[] = { argv[2], rows, NULL };
    fprintf(stderr, "bench: making %d interactions with %d annotations each\n", INTERACTIONS, ANNOTATIONS_EACH);
    if (!make_place(home, &error)) {
        fprintf(stderr, "bench: %s\n", error.message);
        return 1;
    }
    use_place(home, "few");
    warm_up(annotty, FEW);
    use_place(home, "many");
    warm_up(annotty, INTERACTIONS);
    bench_start(home, annotty, floor);
    struct watched program = start_loaded(annotty, INTERACTIONS);
    bench_keys(&program, floor);
    struct watched trivial = watched_start(floor);
    watched_await(&trivial, FLOOR_COMPLETE);
    bench_memory(&program, &trivial);
    bench_idle(&program, &trivial);
    watched_end(&trivial);
    watched_end(&program);
    bench_busy(argv[1], INTERACTIONS, home);
    nftw(home, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
