/* Boxes over the panes: a question, a menu, the projects, help. */
#include "view.h"

#include <annotty/base/mem.h>

enum { QUESTION_WIDTH = 56, MENU_WIDTH = 40, PROJECTS_WIDTH = 90, PROJECTS_ROWS = 16, HELP_WIDTH = 76 };

static int least_of(int a, int b)
{
    return a < b ? a : b;
}

void view_confirm(const struct view *view)
{
    struct question *question = &view->workbench->question;
    const int width = least_of(QUESTION_WIDTH, screen_area(view->screen).width - 4);
    struct page *page = page_new(view->arena);
    page_wrap(page, slice_of(question->text), width, 0, ROLE_PROMPT);
    page_line(page);
    page_wrap(page, slice_of(question->detail), width, 0, ROLE_WARNING);
    page_line(page);
    page_line(page);
    page_put(page, text_own("y"), ROLE_KEY);
    page_put(page, text_own(" yes   "), ROLE_TEXT);
    page_put(page, text_own("n"), ROLE_KEY);
    page_put(page, text_own(" no"), ROLE_TEXT);
    const struct rect inside = view_box(view, (int)page_lines(page), width, text_own("Sure?"));
    question->is_cut = page_lines(page) > inside.height || inside.width < width;
    /* Where not all of it has room, the end with the keys is seen. */
    long long top = page_lines(page);
    page_draw(page, view, inside, &top);
    screen_cursor(view->screen, inside.row + inside.height - 1, inside.column, false);
}

void view_menu(const struct view *view)
{
    const struct workbench *workbench = view->workbench;
    const struct rect inside =
        view_box(view, (int)workbench->choice_count, MENU_WIDTH, text_own(workbench->menu_title));
    const int first = (int)workbench->choice_at < inside.height ? 0 : (int)workbench->choice_at - inside.height + 1;
    for (int i = 0; i < inside.height && (size_t)(first + i) < workbench->choice_count; i++) {
        const struct choice *choice = &workbench->choices[first + i];
        const struct rect line = { inside.row + i, inside.column, 1, inside.width };
        const int column =
            view_put(view, line, line.row, line.column, text_printf(view->arena, "%c  ", choice->letter), ROLE_KEY);
        view_put(view, line, line.row, column, view_clean(view, slice_of(choice->text)), ROLE_TEXT);
        if ((size_t)(first + i) != workbench->choice_at)
            continue;
        screen_paint(view->screen, line, ROLE_SELECTED);
        screen_cursor(view->screen, line.row, line.column, false);
    }
}

void view_projects(const struct view *view)
{
    struct listing *projects = &view->workbench->projects;
    const struct rect screen = screen_area(view->screen);
    const struct rect inside =
        view_box(view, least_of(PROJECTS_ROWS, screen.height - 6), least_of(PROJECTS_WIDTH, screen.width - 6),
                 view_listing_title(view, projects, text_own("Projects")));
    view->workbench->overlay_rows = inside.height - 1;
    view_list(view, inside, projects, workbench_place(view->workbench) & (PLACE_PROJECTS | PLACE_FILTER), 1);
}

/* --- Help --------------------------------------------------------------------------------------------------------- */

enum { KEYS_CELLS = 20, NAME_CELLS = 16, SENTENCE_CELLS = 16 };

struct help_writer {
    const struct view *view;
    struct page *page;
    int width;
};

static void put_title(struct page *page, const char *title)
{
    if (page_lines(page) > 0)
        page_line(page);
    page_line(page);
    page_put(page, text_own(title), ROLE_TITLE);
}

static struct text key_labels(const struct view *view, const char *keys)
{
    struct text text = TEXT_EMPTY;
    struct slice rest = slice_of(keys);
    struct slice key;
    while (slice_cut(&rest, ' ', &key)) {
        char label[KEY_LABEL_SIZE];
        text = text_printf(view->arena, "%s%s%s", text.bytes, text.cells > 0 ? " " : "", key_label(key, label));
    }
    return text;
}

/* Keys, a command's name, and a sentence that goes on beneath its own beginning; below them where it has no room. */
static void put_entry(const struct help_writer *writer, struct text left, const char *name, const char *help)
{
    const struct view *view = writer->view;
    int indent = left.cells < KEYS_CELLS ? KEYS_CELLS : left.cells + 1;
    page_line(writer->page);
    page_put(writer->page, text_fit(view->arena, left, indent, TEXT_LEFT), ROLE_LABEL);
    if (name != NULL) {
        page_put(writer->page, text_fit(view->arena, view_clean(view, slice_of(name)), NAME_CELLS, TEXT_LEFT),
                 ROLE_MUTED);
        indent += NAME_CELLS;
    }
    if (writer->width - indent < SENTENCE_CELLS) {
        page_wrap(writer->page, slice_of(help), writer->width, 2, ROLE_TEXT);
        return;
    }
    page_flow(writer->page, slice_of(help), writer->width, indent, ROLE_TEXT);
}

/* Those that are good in `where` and not in `elsewhere`. */
static void put_actions(const struct help_writer *writer, unsigned where, unsigned elsewhere, const char *title,
                        bool named)
{
    put_title(writer->page, title);
    for (size_t i = 0; i < action_count; i++) {
        const struct action *action = &actions[i];
        if (!(action->where & where) || (action->where & elsewhere) != 0 || (action->name != NULL) != named)
            continue;
        char *name = named ? arena_printf(writer->view->arena, ":%s", action->name) : NULL;
        put_entry(writer, key_labels(writer->view, action->keys), name, action->help);
    }
}

static void put_query_part(const char *pattern, const char *help, void *data)
{
    const struct help_writer *writer = data;
    put_entry(writer, view_clean(writer->view, slice_of(pattern)), NULL, help);
}

void view_help(const struct view *view)
{
    const struct rect screen = screen_area(view->screen);
    const int width = least_of(HELP_WIDTH, screen.width - 4);
    struct help_writer writer = { view, page_new(view->arena), width };
    put_actions(&writer, PLACE_PANES | PLACE_PROJECTS, 0, "Keys and commands", true);
    put_actions(&writer, PLACE_ACTIVITY, PLACE_PANES | PLACE_PROJECTS, "In the activity", true);
    put_actions(&writer, PLACE_REVIEW, PLACE_PANES, "In the review", true);
    put_actions(&writer, PLACE_REVIEW_TEXT, PLACE_FORM, "Where a label is written", false);
    put_actions(&writer, PLACE_CONFLICT, 0, "Where two versions are compared", false);
    put_actions(&writer, PLACE_FORM | PLACE_INTAKE, 0, "Forms, and adding interactions", false);
    put_actions(&writer, PLACE_LINES, 0, "The filter and command lines", false);
    put_title(writer.page, "While text is typed");
    for (size_t i = 0; i < text_key_count; i++)
        put_entry(&writer, key_labels(view, text_keys[i].keys), NULL, text_keys[i].help);
    put_title(writer.page, "Filters: words between blanks, all have to hold, ! negates");
    query_each_part(put_query_part, &writer);
    const struct rect inside = view_box(view, screen.height - 4, width, text_own("Help"));
    view->workbench->overlay_rows = inside.height;
    page_draw(writer.page, view, inside, &view->workbench->help_top);
    screen_cursor(view->screen, inside.row, inside.column, false);
}
