#include "config_print.h"

#include "print.h"

#include <annotty/json/json.h>

#include <stdlib.h>
#include <unistd.h>

enum { NAME_CELLS = 15, ORIGIN_CELLS = 23 };

/* What is told of a setting. */
struct told {
    const char *value, *origin; /* NULL where it is not set; somebody's own text */
};

static bool is_directory(enum config_key key)
{
    return key == CONFIG_DATA || key == CONFIG_CACHE;
}

/* A directory that nobody chose has a place all the same. */
static struct told tell(const struct config *config, enum config_key key, struct arena *arena)
{
    struct told told = { .value = config_text(config, key), .origin = config_origin(config, key) };
    char *directory = told.value == NULL && is_directory(key) ? config_find_dir(config, key) : NULL;
    if (directory != NULL)
        told.value = arena_copy(arena, slice_of(directory));
    free(directory);
    if (told.value == NULL)
        told.origin = NULL;
    return told;
}

/* A key is never shown. */
static const char *shown(struct told told, enum config_key key)
{
    return told.value != NULL && config_rows[key].type == CONFIG_SECRET ? "(a key)" : told.value;
}

void config_write_table(const struct config *config, struct buf *out, int width)
{
    struct arena arena = ARENA_EMPTY;
    const int left_cells = NAME_CELLS + 2 + ORIGIN_CELLS;
    print_entry(out, width, left_cells, text_printf(&arena, "%-*s  from", NAME_CELLS, "setting"), SLICE("value"));
    for (int key = 0; key < CONFIG_KEY_COUNT; key++) {
        const struct told told = tell(config, (enum config_key)key, &arena);
        const struct text from = text_clean(&arena, slice_of(told.origin != NULL ? told.origin : "not set"));
        const struct text left = text_join(&arena, text_printf(&arena, "%-*s  ", NAME_CELLS, config_rows[key].name),
                                           text_cut(&arena, from, ORIGIN_CELLS));
        print_entry(out, width, left_cells, left, slice_of(shown(told, (enum config_key)key)));
    }
    const char *file = config_file(config);
    buf_append_char(out, '\n');
    print_entry(out, width, NAME_CELLS, text_own("settings file"), slice_of(file != NULL ? file : "there is no place"));
    arena_free(&arena);
}

void config_write_values(const struct config *config, struct buf *out)
{
    struct arena arena = ARENA_EMPTY;
    buf_append_text(out, "setting\tfrom\tvalue\n");
    for (int key = 0; key < CONFIG_KEY_COUNT; key++) {
        const struct told told = tell(config, (enum config_key)key, &arena);
        buf_printf(out, "%s\t", config_rows[key].name);
        text_append_clean(out, slice_of(told.origin != NULL ? told.origin : "not set"), false);
        buf_append_char(out, '\t');
        text_append_clean(out, slice_of(shown(told, (enum config_key)key)), false);
        buf_append_char(out, '\n');
    }
    arena_free(&arena);
}

static void append_member(struct buf *out, const char *name, const char *value)
{
    buf_printf(out, ",\"%s\":", name);
    if (value != NULL)
        json_write_string(out, slice_of(value));
    else
        buf_append_text(out, "null");
}

void config_write_json(const struct config *config, struct buf *out)
{
    struct arena arena = ARENA_EMPTY;
    buf_append_char(out, '[');
    for (int key = 0; key < CONFIG_KEY_COUNT; key++) {
        const struct config_row *row = &config_rows[key];
        const struct told told = tell(config, (enum config_key)key, &arena);
        buf_printf(out, "%s{\"name\":\"%s\"", key > 0 ? ",\n" : "", row->name);
        append_member(out, "value", row->type == CONFIG_SECRET ? NULL : told.value);
        buf_printf(out, ",\"is_set\":%s", told.value != NULL ? "true" : "false");
        append_member(out, "from", told.origin);
        append_member(out, "variable", row->variable);
        buf_append_char(out, '}');
    }
    buf_append_text(out, "]\n");
    arena_free(&arena);
}

bool run_config(const struct command_input *input, struct error *error)
{
    (void)error;
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    if (input->flags[CONFIG_FLAG_JSON] != NULL)
        config_write_json(input->config, &out);
    else if (isatty(STDOUT_FILENO))
        config_write_table(input->config, &out, print_width());
    else
        config_write_values(input->config, &out);
    print_all(&out);
    return true;
}

static void put_profile(const char *name, void *data)
{
    text_append_clean(data, slice_of(name), false);
    buf_append_char(data, '\n');
}

bool run_config_profiles(const struct command_input *input, struct error *error)
{
    (void)error;
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    config_each_profile(input->config, put_profile, &out);
    print_all(&out);
    return true;
}
