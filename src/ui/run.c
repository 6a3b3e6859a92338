/* The loop: keys and answers go into the workbench, its errands come out, a frame is drawn when the line takes it. */
#include <annotty/ui/run.h>

#include "bridge.h"
#include "clipboard.h"
#include "pager.h"

#include <annotty/base/clock.h>
#include <annotty/base/mem.h>
#include <annotty/base/utf8.h>
#include <annotty/ui/look.h>
#include <annotty/ui/terminal.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

/* So long the first frame waits for what the cache has; it comes in about a tenth of that. */
enum { FIRST_FRAME_MS = 100, THEMES_MAX = 64 };

struct ui {
    const struct ui_options *options;
    struct workbench *workbench;
    struct bridge bridge;
    struct clipboard *clipboard; /* NULL: nothing was copied yet */
    struct look look;
    char *theme_names[THEMES_MAX + 1];
    size_t theme_count;
    int64_t began_ms;
    bool quitting, dirty;
};

static void read_look(struct ui *ui)
{
    const struct config *config = ui->options->config;
    const char *layout = config_text(config, CONFIG_LAYOUT);
    for (int i = 0; layout_names[i] != NULL; i++)
        if (layout != NULL && strcmp(layout, layout_names[i]) == 0)
            ui->look.layout = (enum layout)i;
    ui->look.plain = config_switch(config, CONFIG_PLAIN);
    ui->look.scroll_jump = (int)config_number(config, CONFIG_SCROLL_JUMP);
    ui->workbench->hold_ms = config_number(config, CONFIG_HOLD) * 1000;
    ui->look.profile = config_text(config, CONFIG_PROFILE);
    ui->look.site = ui->options->site;
}

static void note_theme(const char *name, void *data)
{
    struct ui *ui = data;
    if (ui->theme_count < THEMES_MAX)
        ui->theme_names[ui->theme_count++] = xstrdup(name);
}

static void begin(struct ui *ui, const struct ui_options *options)
{
    *ui = (struct ui){ .options = options, .workbench = workbench_new(), .began_ms = clock_monotonic_ms() };
    ui->bridge = bridge_new(options->fetch);
    ui->workbench->theme_names = (const char *const *)ui->theme_names;
    ui->workbench->base = options->base;
    ui->workbench->has_keys = options->has_keys;
    if (options->review_queue != NULL)
        workbench_want_review(ui->workbench, options->review_queue);
    read_look(ui);
}

static void end(struct ui *ui)
{
    bridge_free(&ui->bridge);
    if (ui->clipboard != NULL)
        clipboard_free(&ui->clipboard);
    workbench_free(&ui->workbench);
    for (size_t i = 0; i < ui->theme_count; i++)
        free(ui->theme_names[i]);
}

/* --- Settings ----------------------------------------------------------------------------------------------------- */

static void tell_theme_problem(const char *problem, void *data)
{
    struct ui *ui = data;
    workbench_say(ui->workbench, MESSAGE_BAD, "%s", problem);
}

/* A theme that can't be used leaves the one in force. */
static bool use_theme(struct ui *ui, const char *name)
{
    struct theme theme;
    struct error error = { 0 };
    if (!theme_load(&theme, name, terminal_depth(), tell_theme_problem, ui, &error)) {
        workbench_say(ui->workbench, MESSAGE_BAD, "%s", error.message);
        return false;
    }
    terminal_use_theme(&theme);
    return true;
}

static void use_first_theme(struct ui *ui)
{
    const char *name = config_text(ui->options->config, CONFIG_THEME);
    if (!use_theme(ui, name) && strcmp(name, "default") != 0) {
        struct theme theme;
        if (theme_load(&theme, "default", terminal_depth(), NULL, NULL, NULL))
            terminal_use_theme(&theme);
    }
}

/* The settings that the screen looks at again and again; the others were used up by the start. */
static bool is_settable(struct slice name, struct error *error)
{
    static const enum config_key keys[] = { CONFIG_THEME, CONFIG_LAYOUT, CONFIG_SCROLL_JUMP, CONFIG_HOLD };
    for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
        if (slice_is(name, config_rows[keys[i]].name))
            return true;
    for (size_t i = 0; i < CONFIG_KEY_COUNT; i++)
        if (slice_is(name, config_rows[i].name))
            return error_set(error, ERROR_USAGE, NULL,
                             "%s can't change while annotty runs: quit, then give it as --%s or in config.ini",
                             config_rows[i].name, config_rows[i].name);
    return error_set(error, ERROR_USAGE, NULL,
                     "no setting is called %.*s; theme, layout, scroll-jump and hold can be set", SLICE_ARGS(name));
}

/* Whether the setting is in force now; the reason is said, or is in *error. */
static bool put_setting(struct ui *ui, struct slice name, struct slice value, struct error *error)
{
    if (!is_settable(name, error))
        return false;
    if (!slice_is(name, config_rows[CONFIG_THEME].name))
        return config_set(ui->options->config, name, value, "this session", error);
    char *theme = xstrndup(value.at, value.length);
    const bool used = use_theme(ui, theme);
    free(theme);
    return used;
}

static void set(struct ui *ui, const char *text)
{
    struct slice value = slice_trim(slice_of(text));
    struct slice name;
    struct error error = { 0 };
    slice_cut(&value, ' ', &name);
    value = value.at != NULL ? slice_trim(value) : SLICE("");
    if (!put_setting(ui, name, value, &error)) {
        if (error.kind != ERROR_NONE)
            workbench_say(ui->workbench, MESSAGE_BAD, "%s", error.message);
    } else if (ui->workbench->message == NULL) {
        workbench_say(ui->workbench, MESSAGE_GOOD, "%.*s is %.*s", SLICE_ARGS(name), SLICE_ARGS(value));
    }
    read_look(ui);
}

/* --- Errands and keys --------------------------------------------------------------------------------------------- */

static struct clipboard *clipboard_of(struct ui *ui)
{
    enum { PROGRAM_LIMIT_MS = 2000 };
    if (ui->clipboard == NULL)
        ui->clipboard = clipboard_new(PROGRAM_LIMIT_MS);
    return ui->clipboard;
}

static void copy_to_terminal(struct ui *ui, const char *text)
{
    if (terminal_copy(slice_of(text)))
        workbench_say(ui->workbench, MESSAGE_GOOD, "sent to the terminal's clipboard (OSC 52)");
    else
        workbench_say(ui->workbench, MESSAGE_BAD, "this terminal has no clipboard that takes %zu bytes", strlen(text));
}

static void copy(struct ui *ui, const char *text)
{
    if (!clipboard_copy(clipboard_of(ui), slice_of(text)))
        copy_to_terminal(ui, text);
}

static void open_address(struct ui *ui, const char *address)
{
    if (clipboard_open_address(clipboard_of(ui), address))
        return;
    copy(ui, address);
    workbench_say(ui->workbench, MESSAGE_NEWS, "there is no browser here; copied: %s", address);
}

/* A program has ended that was to copy, or to open an address. */
static void take_copied(struct ui *ui)
{
    struct clipboard_result result;
    if (ui->clipboard == NULL || !clipboard_take(ui->clipboard, &result))
        return;
    if (result.is_opened)
        workbench_say(ui->workbench, result.is_good ? MESSAGE_GOOD : MESSAGE_BAD,
                      result.is_good ? "opened by %s" : "%s could not open it", result.program);
    else if (result.is_good)
        workbench_say(ui->workbench, MESSAGE_GOOD, "copied by %s", result.program);
    else
        copy_to_terminal(ui, result.text);
    free(result.text);
    ui->dirty = true;
}

/* Another annotty may send what is in the journal meanwhile. */
static void suspend(struct ui *ui)
{
    fetch_rest(ui->options->fetch, true);
    terminal_suspend();
    fetch_rest(ui->options->fetch, false);
}

struct paging {
    struct slice text;
    struct error error;
};

static void page_text(void *data)
{
    struct paging *paging = data;
    pager_run(paging->text, &paging->error);
}

static void show_in_pager(struct ui *ui, const char *text)
{
    struct paging paging = { .text = slice_of(text) };
    terminal_lend(page_text, &paging);
    if (paging.error.kind != ERROR_NONE)
        workbench_say(ui->workbench, MESSAGE_BAD, "%s", paging.error.message);
    ui->dirty = true;
}

static void run_errands(struct ui *ui)
{
    struct errand errand;
    while (workbench_take_errand(ui->workbench, &errand)) {
        if (bridge_run(&ui->bridge, &errand))
            continue;
        if (errand.kind == ERRAND_SET)
            set(ui, errand.text);
        else if (errand.kind == ERRAND_COPY)
            copy(ui, errand.text);
        else if (errand.kind == ERRAND_OPEN)
            open_address(ui, errand.text);
        else if (errand.kind == ERRAND_PAGE)
            show_in_pager(ui, errand.text);
        else if (errand.kind == ERRAND_REDRAW)
            terminal_redraw();
        else if (errand.kind == ERRAND_SUSPEND)
            suspend(ui);
        else
            ui->quitting = true;
        errand_free(&errand);
    }
}

/* What a key writes where text is typed; nothing for keys that are no characters. */
static struct slice typed_text(const struct key_input *input, char bytes[static UTF8_MAX])
{
    if (input->key < 0x20 || input->key == 0x7f || input->key >= KEY_NAME_NONE || input->alt)
        return SLICE("");
    return (struct slice){ bytes, utf8_encode(input->key, bytes) };
}

static void take_key(struct ui *ui, const struct key_input *input)
{
    char name[KEY_TEXT_SIZE];
    char bytes[UTF8_MAX];
    bool cut = false;
    switch (input->key) {
    case KEY_NAME_QUIT:
    case KEY_NAME_HANGUP:
        workbench_leave(ui->workbench);
        break;
    case KEY_NAME_RESIZE:
        break;
    case KEY_NAME_CLICK:
        workbench_click_at(ui->workbench, terminal_screen(), &ui->look, input->row, input->column);
        break;
    case KEY_NAME_PASTE:
        workbench_paste(ui->workbench, terminal_pasted(&cut));
        if (cut)
            workbench_say(ui->workbench, MESSAGE_WARNING, "the paste was longer than can be taken: its end is missing");
        break;
    default:
        workbench_key(ui->workbench, key_describe(input, name), typed_text(input, bytes));
    }
    ui->dirty = true;
}

static void draw(struct ui *ui)
{
    const int64_t now_ms = clock_monotonic_ms();
    const bool early = now_ms - ui->began_ms < FIRST_FRAME_MS;
    if (!ui->dirty || workbench_awaits_disk(ui->workbench, now_ms) || ui->quitting || !terminal_writable() ||
        (early && !workbench_is_presentable(ui->workbench)))
        return;
    workbench_draw(ui->workbench, terminal_screen(), &ui->look);
    screen_show(terminal_screen());
    ui->dirty = false;
    if (ui->workbench->wanted)
        return;
    /* What the first screen doesn't need comes after it. */
    if (ui->options->after_first_screen != NULL)
        ui->options->after_first_screen(ui->options->data);
    workbench_go(ui->workbench);
    fetch_begin_journal(ui->options->fetch);
    theme_each(note_theme, ui);
}

static void take_keys(struct ui *ui)
{
    struct key_input input;
    while (!ui->quitting && terminal_read(&input)) {
        const bool was_asking = workbench_place(ui->workbench) == PLACE_CONFIRM;
        take_key(ui, &input);
        run_errands(ui);
        /* A question is drawn before a key that is waiting already can answer it. */
        if (!was_asking && workbench_place(ui->workbench) == PLACE_CONFIRM)
            draw(ui);
    }
}

/* --- The loop ----------------------------------------------------------------------------------------------------- */

static void wait(const struct ui *ui)
{
    enum { RETRY_DRAW_MS = 20, NEWS_MS = 250 };
    const int64_t now_ms = clock_monotonic_ms();
    int64_t due_ms = workbench_due_ms(ui->workbench);
    if (ui->dirty && (due_ms < 0 || due_ms > now_ms + RETRY_DRAW_MS))
        due_ms = now_ms + RETRY_DRAW_MS;
    if (ui->options->news != NULL && (due_ms < 0 || due_ms > now_ms + NEWS_MS))
        due_ms = now_ms + NEWS_MS;
    const int64_t left_ms = due_ms < 0 ? -1 : due_ms > now_ms ? due_ms - now_ms : 0;
    const int fds[] = { fetch_wake_fd(ui->options->fetch), loader_wake_fd(ui->bridge.loader),
                        ui->clipboard != NULL ? clipboard_wake_fd(ui->clipboard) : -1 };
    terminal_wait(fds, ARRAY_LENGTH(fds), left_ms > INT_MAX ? INT_MAX : (int)left_ms);
}

static void take_news(struct ui *ui)
{
    struct ui_news news = { 0 };
    if (ui->options->news == NULL || !ui->workbench->started)
        return;
    ui->options->news(ui->options->data, &news);
    if (news.has_rows)
        workbench_look_again(ui->workbench);
    if (*news.text != '\0')
        workbench_say(ui->workbench, news.is_bad ? MESSAGE_BAD : MESSAGE_NEWS, "%s", news.text);
    ui->dirty = ui->dirty || news.has_rows || *news.text != '\0';
}

static void turn(struct ui *ui)
{
    const int64_t due_ms = workbench_due_ms(ui->workbench);
    const int64_t now_ms = clock_monotonic_ms();
    workbench_tick(ui->workbench, now_ms, clock_wall_ms());
    ui->dirty = ui->dirty || (due_ms >= 0 && due_ms <= now_ms);
    ui->dirty = bridge_deliver(&ui->bridge, ui->workbench) || ui->dirty;
    take_copied(ui);
    take_news(ui);
    run_errands(ui);
    take_keys(ui);
    draw(ui);
    run_errands(ui);
}

/* What was shown last is asked for, and with that known, the fetch thread looks for it in the cache while the terminal
 * is being set up. */
static void await_recall(struct ui *ui)
{
    struct fetch_event event;
    run_errands(ui);
    while (!ui->workbench->recalled && fetch_wait_event(ui->options->fetch, &event, FIRST_FRAME_MS)) {
        bridge_take(&ui->bridge, ui->workbench, &event);
        fetch_event_free(&event);
    }
    run_errands(ui);
}

bool ui_run(const struct ui_options *options, struct error *error)
{
    struct ui ui;
    const char *no_color = getenv("NO_COLOR");
    struct terminal_options terminal = {
        .escape_delay_ms = (int)config_number(options->config, CONFIG_ESCAPE_DELAY_MS),
        .mouse = config_switch(options->config, CONFIG_MOUSE),
        .colors = no_color == NULL || *no_color == '\0',
    };
    config_extent(options->config, CONFIG_SIZE, &terminal.columns, &terminal.rows);
    begin(&ui, options);
    await_recall(&ui);
    if (!terminal_open(&terminal, error)) {
        end(&ui);
        return false;
    }
    use_first_theme(&ui);
    terminal_title(text_own("annotty"));
    ui.dirty = true;
    turn(&ui);
    while (!ui.quitting) {
        wait(&ui);
        turn(&ui);
    }
    terminal_close();
    end(&ui);
    return true;
}

/* --- Once, as plain text ------------------------------------------------------------------------------------------ */

enum { PRINT_COLUMNS = 100, PRINT_ROWS = 30 };

static void print_screen(struct ui *ui)
{
    int columns = PRINT_COLUMNS;
    int rows = PRINT_ROWS;
    struct arena arena = ARENA_EMPTY;
    config_extent(ui->options->config, CONFIG_SIZE, &columns, &rows);
    struct screen *screen = screen_memory_new(columns, rows);
    workbench_draw(ui->workbench, screen, &ui->look);
    for (int row = 0; row < rows; row++)
        puts(screen_memory_row(screen, row, &arena));
    screen_memory_free(&screen);
    arena_free(&arena);
}

bool ui_print(const struct ui_options *options, struct error *error)
{
    struct ui ui;
    begin(&ui, options);
    workbench_go(ui.workbench);
    while (!ui.quitting && workbench_is_busy(ui.workbench)) {
        run_errands(&ui);
        struct fetch_event event;
        if (!bridge_deliver(&ui.bridge, ui.workbench) && fetch_wait_event(options->fetch, &event, -1)) {
            bridge_take(&ui.bridge, ui.workbench, &event);
            fetch_event_free(&event);
        }
        workbench_tick(ui.workbench, clock_monotonic_ms(), clock_wall_ms());
    }
    print_screen(&ui);
    const struct error problem = ui.workbench->queues.problem;
    end(&ui);
    if (problem.kind != ERROR_NONE && error != NULL)
        *error = problem;
    return problem.kind == ERROR_NONE;
}
