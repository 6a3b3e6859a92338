/* What the views share: where they draw, and small pieces that all of them need. A view reads the workbench and draws a
 * rectangle; the only things it writes are how many rows it shows, tops of texts brought back into their text, and
 * whose names it lacks. */
#ifndef ANNOTTY_SRC_UI_VIEW_H
#define ANNOTTY_SRC_UI_VIEW_H

#include <annotty/model/workbench.h>
#include <annotty/ui/look.h>
#include <annotty/ui/screen.h>

struct view {
    struct workbench *workbench;
    struct screen *screen;
    struct arena *arena; /* of the frame */
    const struct look *look;
};

/* Writes text and returns the column after it. */
int view_put(const struct view *view, struct rect area, int row, int column, struct text text, enum role role);
int view_word(const struct view *view, struct rect area, int row, int column, const char *ascii, enum role role);
/* Foreign text, cleaned. */
struct text view_clean(const struct view *view, struct slice raw);
/* A framed box of this inner size in the middle of the screen, as far as it fits; returns the inside. */
struct rect view_box(const struct view *view, int height, int width, struct text title);

/* Texts of several lines and roles, with a top that stays inside. */
struct page;
struct page *page_new(struct arena *arena);
void page_line(struct page *page);
void page_put(struct page *page, struct text text, enum role role);
/* Foreign text broken into lines of at most `cells`, each behind `indent` columns. */
void page_wrap(struct page *page, struct slice raw, int cells, int indent, enum role role);
/* The same, beginning behind what the last line has already, which takes `indent` columns. */
void page_flow(struct page *page, struct slice raw, int cells, int indent, enum role role);
long long page_lines(const struct page *page);
/* Draws from line *top on, after bringing *top into the text. */
void page_draw(const struct page *page, const struct view *view, struct rect area, long long *top);

/* A field's title and what it says. */
void page_field(const struct view *view, struct page *page, const char *title, struct slice value, int width,
                enum role role);
/* JSON by its lines and tokens, as far as anybody reads it; what is none as it is. */
void page_json(const struct view *view, struct page *page, struct slice json, int width);
/* Where the panes are. */
struct rect view_middle(const struct view *view);

/* --- Changes that the server doesn't have yet --- */
enum role view_state_role(enum change_state state);
struct text view_state_sign(const struct pending_change *change);
struct text view_state_words(const struct view *view, const struct pending_change *change);
void view_put_change(const struct view *view, struct page *page, const struct pending_change *change, int width);
/* A line of what is under way; false: there is nothing to tell. */
bool view_under_way(const struct view *view, struct rect area);
struct text view_journal_text(const struct view *view, enum role *role);

/* --- The views --- */
void view_header(const struct view *view, struct rect area);
void view_message(const struct view *view, struct rect area);
void view_footer(const struct view *view, struct rect area);
void view_list(const struct view *view, struct rect area, struct listing *listing, bool focused, int jump);
/* Where the rows of a list stand in its pane, below title and column heads. */
struct rect view_list_rows(struct rect pane);
void view_pane_title(const struct view *view, struct rect area, enum pane pane, bool focused);
struct text view_listing_title(const struct view *view, const struct listing *listing, struct text name);
void view_detail(const struct view *view, struct rect area, bool focused);
/* The trace that `reader` looks at, below lines that scroll with it (NULL: none); `focused`: the part that the person
 * is at is marked, and the cursor rests there. Nothing is assumed about the area. */
void view_trace(const struct view *view, struct rect area, struct reader *reader, const struct page *above,
                bool focused);
/* What is to be said of the trace that the workbench looks at, unless it is simply there. */
void page_trace_state(const struct view *view, struct page *page, int width);
void view_json(const struct view *view, struct rect area, const struct rows *rows, uint32_t row, long long *top);
void view_conflict(const struct view *view);
void view_form(const struct view *view);
void view_intake(const struct view *view);
void view_confirm(const struct view *view);
void view_menu(const struct view *view);
void view_projects(const struct view *view);
void view_help(const struct view *view);
void view_activity(const struct view *view);
void view_entry(const struct view *view);
void view_review(const struct view *view);
void view_review_text(const struct view *view);
/* A line being typed, in one row; puts the cursor. */
void view_line(const struct view *view, struct rect area, const struct line *line, bool typing, enum role role);
/* The same in several rows. */
void view_lines(const struct view *view, struct rect area, const struct line *line, bool typing);

#endif
