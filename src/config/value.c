/* What a person wrote for a setting, checked by its row and brought into one form. */
#include "private.h"

#include <annotty/base/buf.h>
#include <annotty/base/mem.h>

#include <stdlib.h>

static char *refuse(enum config_key key, const char *rule, struct error *error)
{
    error_set(error, ERROR_USAGE, config_rows[key].name, "%s %s", config_rows[key].name, rule);
    return NULL;
}

static bool is_number_within(const struct config_row *row, struct slice raw)
{
    long long number = 0;
    return slice_to_int64(raw, &number) && number >= row->minimum && number <= row->maximum;
}

static char *check_number(enum config_key key, struct slice raw, struct error *error)
{
    const struct config_row *row = &config_rows[key];
    if (is_number_within(row, raw))
        return xstrndup(raw.at, raw.length);
    error_set(error, ERROR_USAGE, row->name, "%s is a number from %lld to %lld, not '%.*s'", row->name, row->minimum,
              row->maximum, SLICE_ARGS(raw));
    return NULL;
}

static char *check_extent(enum config_key key, struct slice raw, struct error *error)
{
    struct slice rows = raw, columns;
    if (slice_cut(&rows, 'x', &columns) && is_number_within(&config_rows[key], columns) &&
        is_number_within(&config_rows[key], rows))
        return xstrndup(raw.at, raw.length);
    return refuse(key, "is COLSxROWS, such as 100x30, each at most 1000", error);
}

static char *check_switch(enum config_key key, struct slice raw, struct error *error)
{
    static const char *const words[][2] = { { "no", "yes" }, { "off", "on" }, { "false", "true" }, { "0", "1" } };
    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        for (size_t on = 0; on < 2; on++)
            if (slice_is(raw, words[i][on]))
                return xstrdup(words[0][on]);
    return refuse(key, "is yes or no", error);
}

static char *check_choice(enum config_key key, struct slice raw, struct error *error)
{
    struct buf choices = buf_with_limit(BUF_LIMIT_LINE);
    for (const char *const *choice = config_rows[key].choices; *choice != NULL; choice++) {
        if (slice_is(raw, *choice)) {
            buf_free(&choices);
            return xstrdup(*choice);
        }
        buf_printf(&choices, "%s%s", choices.length > 0 ? ", " : "is one of ", *choice);
    }
    char *const none = refuse(key, buf_text(&choices), error);
    buf_free(&choices);
    return none;
}

static char *check_path(enum config_key key, struct slice raw, struct error *error)
{
    if (!slice_starts_with(raw, SLICE("~/")))
        return xstrndup(raw.at, raw.length);
    const char *home = getenv("HOME");
    if (home == NULL || home[0] != '/')
        return refuse(key, "begins with ~/, but there is no home directory: set HOME", error);
    return xasprintf("%s%.*s", home, (int)raw.length - 1, raw.at + 1);
}

/* A key becomes a header line: nothing that could end or begin one. The value is never shown. */
static char *check_secret(enum config_key key, struct slice raw, struct error *error)
{
    for (size_t i = 0; i < raw.length; i++)
        if (raw.at[i] <= ' ' || raw.at[i] > '~')
            return refuse(key, "has a character that no key has, perhaps a blank or a line break", error);
    return xstrndup(raw.at, raw.length);
}

static char *check_text(enum config_key key, struct slice raw, struct error *error)
{
    (void)key;
    (void)error;
    return xstrndup(raw.at, raw.length);
}

char *config_check_value(enum config_key key, struct slice raw, struct error *error)
{
    static char *(*const checks[])(enum config_key, struct slice, struct error *) = {
        [CONFIG_TEXT] = check_text,     [CONFIG_NUMBER] = check_number, [CONFIG_SWITCH] = check_switch,
        [CONFIG_CHOICE] = check_choice, [CONFIG_PATH] = check_path,     [CONFIG_EXTENT] = check_extent,
        [CONFIG_SECRET] = check_secret,
    };
    if (raw.length == 0)
        return refuse(key, "needs a value", error);
    for (size_t i = 0; i < raw.length; i++)
        if ((unsigned char)raw.at[i] < ' ')
            return refuse(key, "has a control character", error);
    return checks[config_rows[key].type](key, raw, error);
}
