/* Error documents: contract section 7, D32, D35. */
#include <annotty/api/check.h>

#include <annotty/api/answer.h>

#include <stdarg.h>
#include <stdio.h>

bool api_problem_set(struct api_problem *problem, struct arena *arena, int status, const char *format, ...)
{
    char detail[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(detail, sizeof(detail), format, arguments);
    va_end(arguments);
    *problem = (struct api_problem){ .status = status,
                                     .title = api_status_title(status),
                                     .detail = arena_copy(arena, slice_of(detail)) };
    return false;
}

static void write_member(struct buf *out, const char *name, const char *text)
{
    buf_printf(out, ",\"%s\":", name);
    json_write_string(out, slice_of(text));
}

static void write_source(struct buf *out, const char *kind, const char *text)
{
    if (text == NULL)
        return;
    buf_printf(out, ",\"source\":{\"%s\":", kind);
    json_write_string(out, slice_of(text));
    buf_append_char(out, '}');
}

bool api_problem_write(struct buf *out, const struct api_problem *problem)
{
    if (problem->status == 429) {
        buf_append_text(out, "{\"errors\":[");
        json_write_string(out, slice_of(problem->detail));
        return buf_append_text(out, "]}");
    }
    buf_printf(out, "{\"errors\":[{\"status\":\"%d\"", problem->status);
    write_member(out, "title", problem->title);
    write_member(out, "detail", problem->detail);
    write_source(out, "pointer", problem->pointer);
    write_source(out, "parameter", problem->parameter);
    write_source(out, "header", problem->header);
    if (problem->code != NULL)
        buf_printf(out, ",\"meta\":{\"code\":\"%s\"}", problem->code);
    return buf_append_text(out, "}]}");
}
