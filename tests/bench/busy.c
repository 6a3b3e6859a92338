/* The same keys, idle and in three kinds of trouble, in one program's life each. annotty talks to `annotty serve` on a
 * Unix socket here, so that the server can be made to hang: it is ended, and its place taken by a socket that accepts
 * and says nothing. */
#include "busy.h"

#include "figures.h"
#include "glass.h"

#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REVIEWED = 150, CHAT_BYTES = 50000, READING_MS = 60, AHEAD = 3 };
enum { REPEAT_MS = 12, RUN = 10, KEYS = 100, JOB_ITEMS = 100000, PATIENCE_MS = 60000, STREAM_ROUNDS = 5 };

struct place {
    char *program, *url, *socket_path, *ids_path;
    char queue_id[64];
    char count[TEXT_COUNT_SIZE];
    pid_t server;
};

/* --- Servers ------------------------------------------------------------------------------------------------------ */

static bool is_reachable(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool reached = connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;
    close(fd);
    return reached;
}

static _Noreturn void run_quietly(const char *const *words)
{
    const int null = open("/dev/null", O_WRONLY);
    if (dup2(null, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0)
        execv(words[0], (char *const *)words);
    _exit(127);
}

static void start_server(struct place *place)
{
    place->server = fork();
    if (place->server == 0)
        run_quietly((const char *[]){ place->program, "serve", "--any-key", "--listen", place->url, NULL });
    for (int i = 0; i < 500 && !is_reachable(place->socket_path); i++)
        usleep(10000);
}

static void end_server(struct place *place)
{
    kill(place->server, SIGTERM);
    waitpid(place->server, NULL, 0);
}

/* Accepts by its backlog, and never reads. */
static int listen_in_vain(const struct place *place)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", place->socket_path);
    unlink(place->socket_path);
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 || listen(fd, 64) != 0)
        perror("bench: no server that hangs");
    return fd;
}

static void find_queue(struct place *place)
{
    char *command = xasprintf("'%s' --url '%s' queue list --columns id", place->program, place->url);
    FILE *lines = popen(command, "r");
    while (lines != NULL && fgets(place->queue_id, sizeof(place->queue_id), lines) != NULL)
        place->queue_id[strcspn(place->queue_id, "\n")] = '\0';
    if (lines != NULL)
        pclose(lines);
    free(command);
}

/* One more interaction, so that the whole list is sent anew. */
static void change_queue(const struct place *place, int round)
{
    char id[32];
    snprintf(id, sizeof(id), "late-%d", round);
    const pid_t child = fork();
    if (child == 0)
        run_quietly(
            (const char *[]){ place->program, "--url", place->url, "interaction", "add", place->queue_id, id, NULL });
    waitpid(child, NULL, 0);
}

/* --- Keys --------------------------------------------------------------------------------------------------------- */

static struct watched start_program(const struct place *place)
{
    char url[] = "--url";
    return watched_start((char *[]){ place->program, url, place->url, NULL });
}

/* Down and up again, so that no list has to scroll; as fast as a held key repeats, so that they are spread over what
 * goes on. */
static void press(struct glass *glass, struct sample *sample, int count)
{
    for (int i = 0; i < count; i++) {
        const int64_t next_us = watched_now_us() + REPEAT_MS * 1000;
        while (watched_now_us() < next_us)
            watched_take(glass->program, 1);
        sample_add(sample, glass_press(glass, i / RUN % 2 == 0 ? "j" : "k", i / RUN % 2 == 0 ? 1 : -1));
    }
}

static void tell(const char *what, struct sample *sample, struct sample *idle)
{
    const double median = sample_percentile(sample, 50);
    const double idle_median = sample_percentile(idle, 50);
    sample_tell_missed(what, sample);
    printf("busy    j or k %-30s %7.3f ms (p99 %7.3f)   idle %6.3f ms (p99 %6.3f)   ratio %.2f\n", what, median / 1000,
           sample_percentile(sample, 99) / 1000, idle_median / 1000, sample_percentile(idle, 99) / 1000,
           median / idle_median);
}

static void bench_stream(struct place *place, struct glass *glass, struct sample *idle)
{
    struct sample sample = { 0 };
    for (int round = 0; round < STREAM_ROUNDS; round++) {
        change_queue(place, round);
        watched_type(glass->program, "r");
        press(glass, &sample, KEYS);
        watched_settle(glass->program, 1500);
    }
    tell("while all rows stream in", &sample, idle);
}

static void write_ids(const char *path)
{
    FILE *file = fopen(path, "w");
    for (int i = 0; file != NULL && i < JOB_ITEMS; i++)
        fprintf(file, "job-%06d\n", i);
    if (file != NULL)
        fclose(file);
}

static void bench_job(struct place *place, struct glass *glass, struct sample *idle)
{
    struct sample sample = { 0 };
    char line[512];
    write_ids(place->ids_path);
    snprintf(line, sizeof(line), ":add @%s\r", place->ids_path);
    watched_type(glass->program, line);
    glass_await(glass, place->ids_path, PATIENCE_MS);
    watched_type(glass->program, "\x13"); /* Ctrl-S: reads the file, then sends what it found */
    if (glass_await(glass, "add 100,000", PATIENCE_MS) < 0)
        fprintf(stderr, "bench: the file was not read\n");
    watched_type(glass->program, "\x13");
    watched_settle(glass->program, 20);
    press(glass, &sample, KEYS);
    tell("while a job adds 100,000", &sample, idle);
}

static void bench_hang(struct place *place, struct glass *glass, struct sample *idle)
{
    struct sample sample = { 0 };
    end_server(place);
    const int fd = listen_in_vain(place);
    watched_type(glass->program, "r");
    watched_settle(glass->program, 300);
    press(glass, &sample, KEYS);
    tell("while the server hangs", &sample, idle);
    close(fd);
}

/* --- Reviewing ---------------------------------------------------------------------------------------------------- */

/* Chats of 50 kB, each with a number that no other has. */
static void write_chats(const char *path)
{
    FILE *file = fopen(path, "w");
    for (int i = 1; file != NULL && i <= REVIEWED; i++) {
        fprintf(
            file,
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Question %04d\"},{\"role\":\"assistant\",\"content\":\"",
            i);
        for (int line = 0; line < CHAT_BYTES / 50; line++)
            fputs("A line of an answer that is as long as lines are. ", file);
        fputs("\"}]}\n", file);
    }
    if (file != NULL)
        fclose(file);
}

/* Labels one after the other; from the key to the next interaction's text on the screen. */
static void label(struct glass *glass, struct sample *sample, int first, int count)
{
    for (int i = first; i < first + count; i++) {
        char next[32];
        snprintf(next, sizeof(next), "Question %04d", i + 1);
        watched_settle(glass->program, READING_MS);
        const int64_t began_us = watched_type(glass->program, "1");
        sample_add(sample, glass_await(glass, next, PATIENCE_MS) < 0 ? -1 : watched_now_us() - began_us);
    }
}

static void tell_label(const char *what, struct sample *sample)
{
    sample_tell_missed(what, sample);
    printf("review  label, next of 50 kB, %-17s %7.3f ms (p99 %7.3f)\n", what, sample_percentile(sample, 50) / 1000,
           sample_percentile(sample, 99) / 1000);
}

/* A server that is stopped answers nothing at all, which is worse than one that takes two seconds. */
static void bench_review(struct place *place)
{
    struct sample sample = { 0 }, stopped = { 0 };
    write_chats(place->ids_path);
    const pid_t child = fork();
    if (child == 0)
        run_quietly((const char *[]){ place->program, "--url", place->url, "import", place->ids_path, "--queue",
                                      "Reviewed", "--labels", "quality=good|bad", NULL });
    waitpid(child, NULL, 0);
    struct watched watched = start_program(place);
    struct glass glass = glass_over(&watched);
    glass_await(&glass, "Reviewed", PATIENCE_MS);
    watched_settle(&watched, 1000);
    watched_type(&watched, ":queue Reviewed\r");
    watched_settle(&watched, 1000);
    watched_type(&watched, "R");
    glass_await(&glass, "Question 0001", PATIENCE_MS);
    watched_settle(&watched, 1000);
    label(&glass, &sample, 1, KEYS);
    tell_label("live", &sample);
    for (int i = 0; i < STREAM_ROUNDS; i++) {
        watched_settle(&watched, 500);
        kill(place->server, SIGSTOP);
        label(&glass, &stopped, 1 + KEYS + i * AHEAD, AHEAD);
        kill(place->server, SIGCONT);
    }
    tell_label("server hangs", &stopped);
    watched_end(&watched);
    glass_free(&glass);
}

void bench_busy(char *program, int interactions, const char *home)
{
    struct place place = { .program = program,
                           .socket_path = xasprintf("%s/busy.sock", home),
                           .ids_path = xasprintf("%s/ids", home) };
    struct sample idle = { 0 };
    place.url = xasprintf("unix:%s", place.socket_path);
    setenv("DD_API_KEY", "bench", 1);
    setenv("DD_APP_KEY", "bench", 1);
    start_server(&place);
    find_queue(&place);
    struct watched watched = start_program(&place);
    struct glass glass = glass_over(&watched);
    glass_await(&glass, text_count((unsigned)interactions, place.count), PATIENCE_MS);
    watched_settle(&watched, 2000);
    watched_type(&watched, "l");
    watched_settle(&watched, 500);
    press(&glass, &idle, KEYS);
    bench_stream(&place, &glass, &idle);
    bench_hang(&place, &glass, &idle);
    unlink(place.socket_path);
    start_server(&place);
    watched_type(&watched, "r");
    watched_settle(&watched, 3000);
    bench_job(&place, &glass, &idle);
    watched_end(&watched);
    bench_review(&place);
    end_server(&place);
    glass_free(&glass);
    free(place.url);
    free(place.socket_path);
    free(place.ids_path);
}
