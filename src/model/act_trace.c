/* Actions of who reads a trace: folds, parts, width, search, a pager. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

enum { PAN_COLUMNS = 8 };

ACT(fold)
{
    (void)argument;
    if (!reader_fold(workbench->reader))
        workbench_say(workbench, MESSAGE_NEWS, "there is nothing to fold here");
}

ACT(fold_all)
{
    (void)argument;
    if (!reader_fold_all(workbench->reader))
        workbench_say(workbench, MESSAGE_NEWS, "there is nothing to fold here");
}

ACT(next_part)
{
    (void)argument;
    reader_jump(workbench->reader, true);
}

ACT(previous_part)
{
    (void)argument;
    reader_jump(workbench->reader, false);
}

ACT(wrap)
{
    (void)argument;
    const bool wraps = reader_toggle_wrap(workbench->reader);
    workbench_say(workbench, MESSAGE_NEWS, wraps ? "long lines are broken" : "long lines go on to the right: < and >");
}

ACT(pan_left)
{
    (void)argument;
    reader_pan(workbench->reader, -PAN_COLUMNS);
}

ACT(pan_right)
{
    (void)argument;
    reader_pan(workbench->reader, PAN_COLUMNS);
}

/* --- Searching ---------------------------------------------------------------------------------------------------- */

static void search(struct workbench *workbench, bool forward)
{
    const struct slice searched = reader_searched(workbench->reader);
    char *text = xstrndup(searched.at, searched.length);
    if (*text == '\0')
        workbench_say(workbench, MESSAGE_NEWS, "nothing was searched for yet: / takes what to look for");
    else if (!reader_search(workbench->reader, slice_of(text), forward))
        workbench_say(workbench, MESSAGE_NEWS, "\"%s\" isn't in this trace", text);
    free(text);
}

void workbench_take_search(struct workbench *workbench)
{
    const struct slice text = buf_slice(&workbench->line.text);
    if (!reader_search(workbench->reader, text, true) && text.length > 0)
        workbench_say(workbench, MESSAGE_NEWS, "\"%s\" isn't in this trace", buf_text(&workbench->line.text));
}

ACT(find)
{
    if (argument != NULL) {
        reader_search(workbench->reader, slice_of(argument), true);
        return;
    }
    line_set(&workbench->line, reader_searched(workbench->reader));
    workbench_replace(&workbench->message, NULL);
    workbench_open(workbench, PLACE_SEARCH);
}

ACT(find_next)
{
    (void)argument;
    search(workbench, true);
}

ACT(find_previous)
{
    (void)argument;
    search(workbench, false);
}

/* --- Outside ------------------------------------------------------------------------------------------------------ */

bool workbench_write_trace(const struct workbench *workbench, const char *what, struct buf *out)
{
    const struct trace_page *page = reader_page(workbench->reader);
    const struct trace *trace = reader_trace(workbench->reader);
    const uint32_t section = reader_section(workbench->reader);
    if (page == NULL || trace == NULL)
        return false;
    if (strcmp(what, "part") == 0 && section != (uint32_t)TRACE_NOWHERE)
        return buf_append_slice(out, trace_section_source(page, section));
    if (strcmp(what, "spans") == 0)
        return buf_append_slice(out, trace_events(trace));
    if (strcmp(what, "trace") == 0)
        trace_page_write(page, out);
    return strcmp(what, "trace") == 0 && !out->failed;
}

ACT(page)
{
    (void)argument;
    const struct trace_page *page = reader_page(workbench->reader);
    struct buf text = buf_with_limit(BUF_LIMIT_ANSWER);
    if (page == NULL || trace_page_count(page) == 0) {
        workbench_say(workbench, MESSAGE_NEWS, "there is no trace here to open");
        return;
    }
    trace_page_write(page, &text);
    workbench_send(workbench, (struct errand){ .kind = ERRAND_PAGE, .text = buf_take(&text) });
}

/* Into what is under the eyes: a link, or a fold. */
void workbench_enter_part(struct workbench *workbench)
{
    const struct trace_page *page = reader_page(workbench->reader);
    const uint32_t section = reader_section(workbench->reader);
    if (page == NULL || section == TRACE_NOWHERE)
        return;
    if (!workbench_follow_link(workbench, trace_section_link(page, section)))
        reader_fold(workbench->reader);
}
