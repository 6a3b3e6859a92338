#include "columns.h"

enum {
    ID_CELLS = 36, /* a UUID */
    DATE_CELLS = 16,
    PERSON_CELLS = 12,
    NUMBER_CELLS = 6,
    FLAG_CELLS = 5, /* "false" */
    TEXT_LEAST = 12,
    TEXT_MOST = 36,
};

/* Which columns */

static bool is_column(const struct api_field *field, bool is_outcome)
{
    if ((field->flags & API_IN_RESPONSE) == 0 || strcmp(field->name, "id") == 0)
        return false;
    if ((field->flags & API_COMPUTED) != 0)
        return is_outcome == (field->type != API_RECORDS);
    return (field->flags & API_HIDDEN) == 0;
}

static int longest_choice(const struct api_field *field)
{
    size_t longest = 0;
    for (const char *const *choice = field->choices; *choice != NULL; choice++)
        longest = strlen(*choice) > longest ? strlen(*choice) : longest;
    return (int)longest;
}

/* 0: it takes what it can get. */
static int fixed_cells(const struct api_field *field)
{
    if ((field->flags & API_PERSON) != 0)
        return PERSON_CELLS;
    switch (field->type) {
    case API_DATE_TIME:
        return DATE_CELLS;
    case API_INT64:
    case API_DOUBLE:
    case API_RECORDS:
        return NUMBER_CELLS;
    case API_BOOLEAN:
        return FLAG_CELLS;
    case API_ENUM:
        return longest_choice(field);
    default:
        return 0;
    }
}

static struct column column_of(const struct api_field *field, int position)
{
    const int fixed = fixed_cells(field);
    const bool is_number = field->type == API_INT64 || field->type == API_DOUBLE || field->type == API_RECORDS;
    return (struct column){
        .field = position,
        .least = fixed > 0 ? fixed : TEXT_LEAST,
        .most = fixed > 0 ? fixed : TEXT_MOST,
        .is_optional = (field->flags & API_LONG) != 0,
        .align = is_number ? TEXT_RIGHT : TEXT_LEFT,
    };
}

size_t table_columns(const struct api_resource *resource, bool is_outcome, struct column columns[static COLUMNS_MAX])
{
    size_t count = 0;
    columns[count++] = (struct column){ .field = COLUMN_ID, .least = ID_CELLS, .most = ID_CELLS };
    for (size_t i = 0; i < resource->field_count; i++)
        if (is_column(&resource->fields[i], is_outcome))
            columns[count++] = column_of(&resource->fields[i], (int)i);
    return count;
}

/* How wide */

static int least_line(const struct column *columns, size_t count)
{
    int cells = 0;
    for (size_t i = 0; i < count; i++)
        cells += columns[i].least + (i > 0 ? COLUMN_GAP : 0);
    return cells;
}

/* The column that can best be done without: the last one of prose, else the last one. */
static size_t least_wanted(const struct column *columns, size_t count)
{
    for (size_t i = count - 1; i > 0; i--)
        if (columns[i].is_optional)
            return i;
    return count - 1;
}

static size_t drop_columns(struct column *columns, size_t count, int cells)
{
    while (count > 1 && least_line(columns, count) > cells) {
        const size_t dropped = least_wanted(columns, count);
        memmove(&columns[dropped], &columns[dropped + 1], (count - dropped - 1) * sizeof(columns[0]));
        count--;
    }
    return count;
}

/* A cell each to all that want one, as often as it goes. */
static void share_out(struct column *columns, size_t count, int cells)
{
    bool is_wanted = true;
    while (cells > 0 && is_wanted) {
        is_wanted = false;
        for (size_t i = 0; i < count && cells > 0; i++) {
            if (columns[i].cells == columns[i].most)
                continue;
            columns[i].cells++;
            cells--;
            is_wanted = true;
        }
    }
}

size_t table_fit(struct column *columns, size_t count, int cells)
{
    const size_t kept = drop_columns(columns, count, cells);
    for (size_t i = 0; i < kept; i++)
        columns[i].cells = columns[i].least;
    share_out(columns, kept, cells - least_line(columns, kept));
    return kept;
}
