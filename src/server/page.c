#include "page.h"

struct slice parameter_value(const struct handling *handling, const char *name)
{
    const struct api_parameter *const parameters = handling->operation->parameters;
    for (size_t i = 0; i < API_PARAMETERS_MAX && parameters[i].name != NULL; i++)
        if (strcmp(parameters[i].name, name) == 0 && handling->query.counts[i] > 0)
            return handling->query.values[i][0];
    return (struct slice){ 0 };
}

size_t page_limit(const struct handling *handling, size_t usual)
{
    const struct slice text = parameter_value(handling, api_pagings[handling->operation->paging].limit);
    long long limit = 0;
    if (text.length == 0)
        return usual;
    return slice_to_int64(text, &limit) && limit < PAGE_MAX ? (size_t)limit : PAGE_MAX;
}

bool page_begin(struct handling *handling, struct cursor_place *place)
{
    const char *const parameter = api_pagings[handling->operation->paging].cursor;
    const struct slice cursor = parameter_value(handling, parameter);
    *place = (struct cursor_place){ 0 };
    return cursor.length == 0 || cursor_read(handling, cursor, place) ||
           refuse_parameter(handling, parameter, "is not a cursor of this list with these filters");
}

void page_write_meta(struct handling *handling, const struct cursor_place *place)
{
    buf_append_text(&handling->answer, "\"meta\":{");
    if (place != NULL) {
        char after[CURSOR_SIZE];
        cursor_write(handling, place, after);
        buf_printf(&handling->answer, "\"after\":\"%s\"", after);
    }
    buf_append_char(&handling->answer, '}');
}
