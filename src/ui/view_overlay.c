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
    const struct question *question = &view->workbench->question;
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

enum { KEYS_CELLS = 22, NAME_CELLS = 16 };

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

static void put_entry(const struct view *view, struct page *page, struct text left, const char *name, const char *help)
{
    page_line(page);
    page_put(page, text_fit(view->arena, left, KEYS_CELLS, TEXT_LEFT), ROLE_KEY);
    if (name != NULL)
        page_put(page, text_fit(view->arena, view_clean(view, slice_of(name)), NAME_CELLS, TEXT_LEFT), ROLE_LABEL);
    page_put(page, text_own(" "), ROLE_TEXT);
    page_put(page, text_own(help), ROLE_TEXT);
}

static void put_actions(const struct view *view, struct page *page, unsigned where, const char *title, bool named)
{
    put_title(page, title);
    for (size_t i = 0; i < action_count; i++) {
        const struct action *action = &actions[i];
        if (!(action->where & where) || (action->name != NULL) != named)
            continue;
        char *name = named ? arena_printf(view->arena, ":%s", action->name) : NULL;
        put_entry(view, page, key_labels(view, action->keys), name, action->help);
    }
}

struct help_writer {
    const struct view *view;
    struct page *page;
};

static void put_query_part(const char *pattern, const char *help, void *data)
{
    const struct help_writer *writer = data;
    put_entry(writer->view, writer->page, view_clean(writer->view, slice_of(pattern)), NULL, help);
}

void view_help(const struct view *view)
{
    const struct rect screen = screen_area(view->screen);
    struct page *page = page_new(view->arena);
    put_actions(view, page, PLACE_PANES | PLACE_PROJECTS, "Keys and commands", true);
    put_actions(view, page, PLACE_FORM | PLACE_INTAKE, "Forms, and adding interactions", false);
    put_actions(view, page, PLACE_LINES, "The filter and command lines", false);
    put_title(page, "While text is typed");
    for (size_t i = 0; i < text_key_count; i++)
        put_entry(view, page, key_labels(view, text_keys[i].keys), NULL, text_keys[i].help);
    put_title(page, "Filters (words between blanks; all have to hold; ! in front negates)");
    struct help_writer writer = { view, page };
    query_each_part(put_query_part, &writer);
    const struct rect inside =
        view_box(view, screen.height - 4, least_of(HELP_WIDTH, screen.width - 4), text_own("Help: q closes it"));
    view->workbench->overlay_rows = inside.height;
    page_draw(page, view, inside, &view->workbench->help_top);
    screen_cursor(view->screen, inside.row, inside.column, false);
}
