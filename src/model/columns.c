#include <annotty/model/columns.h>

#include <annotty/base/clock.h>

#include <limits.h>
#include <string.h>

enum { TIME_CELLS = 16, NUMBER_CELLS = 8, TRUTH_CELLS = 5, TEXT_CELLS = 12, NAME_CELLS = 28, NAME_CELLS_MAX = 48 };
enum { ID_CELLS = 24, COUNT_CELLS = 6, FEW_DIGITS_CELLS = 6, CHOICE_CELLS = 10 };
enum { PERSON_CELLS = 12, PERSON_CELLS_MAX = 20, PERSON_LETTERS = 8, UUID_LETTERS = 36 };

static bool is_column(const struct api_field *field, bool is_outcome)
{
    if ((field->flags & API_IN_RESPONSE) == 0 || (field->flags & API_HIDDEN) != 0)
        return false;
    return (field->flags & API_COMPUTED) == 0 || is_outcome == (field->type != API_RECORDS);
}

static int longest_choice(const struct api_field *field)
{
    int longest = 0;
    for (const char *const *choice = field->choices; *choice != NULL; choice++)
        if ((int)strlen(*choice) > longest)
            longest = (int)strlen(*choice);
    return longest;
}

static bool is_number(const struct api_field *field)
{
    return field->type == API_INT64 || field->type == API_DOUBLE || field->type == API_RECORDS;
}

/* Names and ids say little when they are cut. */
static int text_least(const struct api_field *field)
{
    if ((field->flags & API_PERSON) != 0)
        return PERSON_CELLS;
    if ((field->flags & API_NAME) != 0)
        return NAME_CELLS;
    return (field->flags & API_NOT_EMPTY) != 0 ? ID_CELLS : TEXT_CELLS;
}

/* The fewest cells in which the column is of use. */
static int least(const struct api_field *field)
{
    switch (field->type) {
    case API_DATE_TIME:
        return TIME_CELLS;
    case API_INT64:
    case API_DOUBLE:
        return (field->flags & API_FEW_DIGITS) != 0 ? FEW_DIGITS_CELLS : NUMBER_CELLS;
    case API_BOOLEAN:
        return TRUTH_CELLS;
    case API_RECORDS:
        return COUNT_CELLS;
    case API_ENUM:
        return longest_choice(field) < CHOICE_CELLS ? longest_choice(field) : CHOICE_CELLS;
    default:
        return text_least(field);
    }
}

/* How wide the column may become: what can't be longer stays; INT_MAX for prose. */
static int most(const struct api_field *field)
{
    if ((field->flags & API_LONG) != 0)
        return INT_MAX;
    if (field->type == API_ENUM)
        return longest_choice(field);
    if (field->type == API_RECORDS)
        return (int)strlen(field->title);
    if ((field->flags & API_PERSON) != 0)
        return PERSON_CELLS_MAX;
    const bool fixed = field->type == API_DATE_TIME || field->type == API_BOOLEAN || is_number(field);
    return fixed ? least(field) : NAME_CELLS_MAX;
}

static int sum(const struct column *columns, size_t count)
{
    int cells = 0;
    for (size_t i = 0; i < count; i++)
        cells += columns[i].cells + (i > 0 ? COLUMN_GAP : 0);
    return cells;
}

static size_t drop_one(const struct api_resource *resource, struct column *columns, size_t count)
{
    size_t dropped = count - 1;
    for (size_t i = count; i-- > 1;)
        if ((resource->fields[columns[i].field].flags & API_LONG) != 0) {
            dropped = i;
            break;
        }
    memmove(columns + dropped, columns + dropped + 1, (count - dropped - 1) * sizeof(*columns));
    return count - 1;
}

/* From the left, each up to what it may need, and returns what is left over. */
static int widen(const struct api_resource *resource, struct column *columns, size_t count, int spare, bool prose)
{
    for (size_t i = 0; i < count && spare > 0; i++) {
        const struct api_field *const field = &resource->fields[columns[i].field];
        const int wanted = ((field->flags & API_LONG) != 0) == prose ? most(field) - columns[i].cells : 0;
        const int given = wanted < spare ? wanted : spare;
        columns[i].cells += given;
        spare -= given;
    }
    return spare;
}

/* Prose takes what the others leave; without prose that goes to the first. */
static void share_out(const struct api_resource *resource, struct column *columns, size_t count, int spare)
{
    spare = widen(resource, columns, count, spare, false);
    columns[0].cells += widen(resource, columns, count, spare, true);
}

struct column column_of(const struct api_resource *resource, int field)
{
    const struct api_field *row = &resource->fields[field];
    return (struct column){ .field = field, .cells = least(row), .right = is_number(row) };
}

size_t columns_choose(const struct api_resource *resource, bool is_outcome,
                      struct column columns[static API_FIELDS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < resource->field_count; i++)
        if (is_column(&resource->fields[i], is_outcome))
            columns[count++] = column_of(resource, (int)i);
    return count;
}

size_t columns_share(const struct api_resource *resource, int width, struct column *columns, size_t count)
{
    while (count > 1 && sum(columns, count) > width)
        count = drop_one(resource, columns, count);
    const int spare = width - sum(columns, count);
    if (spare >= 0)
        share_out(resource, columns, count, spare);
    else
        columns[0].cells = width > 1 ? width : 1;
    return count;
}

size_t columns_fit(const struct api_resource *resource, int width, struct column columns[static API_FIELDS_MAX])
{
    return columns_share(resource, width, columns, columns_choose(resource, false, columns));
}

static struct slice person_text(struct people *people, struct slice id)
{
    const struct slice name = people_name(people, id);
    if (name.length > 0)
        return name;
    return id.length == UUID_LETTERS ? (struct slice){ id.at, PERSON_LETTERS } : id;
}

struct slice column_text(struct arena *arena, struct people *people, const struct rows *rows, uint32_t row, int field)
{
    const struct api_field *column = &rows_resource(rows)->fields[field];
    const struct slice cell = rows_cell(rows, row, field);
    int64_t wall_ms = 0;
    if (column->type == API_DATE_TIME && clock_parse_rfc3339(cell, &wall_ms)) {
        char *text = arena_alloc(arena, CLOCK_RFC3339_SIZE);
        clock_format_local(wall_ms, text);
        return slice_of(text);
    }
    if (column->type == API_RECORDS) {
        uint32_t first = 0, count = 0;
        rows_child_range(rows, row, field, &first, &count);
        return slice_of(arena_printf(arena, "%u", count));
    }
    return (column->flags & API_PERSON) != 0 ? person_text(people, cell) : cell;
}
