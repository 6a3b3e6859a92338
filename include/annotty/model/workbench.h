/* What the person at the screen sees and may do, as plain data: lists, panes, overlays, text being typed, messages.
 *
 * Keys come in by name, answers as rows and outcomes; what is to be done outside comes out as errands, in order.
 * Nothing in here waits, draws, or knows of threads. Views read the members; only src/model/workbench_*.c and the
 * actions change them. One thread. */
#ifndef ANNOTTY_MODEL_WORKBENCH_H
#define ANNOTTY_MODEL_WORKBENCH_H

#include <annotty/api/change_rows.h>
#include <annotty/model/activity.h>
#include <annotty/model/form.h>
#include <annotty/model/intake.h>
#include <annotty/model/line.h>
#include <annotty/model/list.h>
#include <annotty/model/pending.h>
#include <annotty/model/people.h>
#include <annotty/model/reader.h>
#include <annotty/model/review.h>

enum pane { PANE_QUEUES, PANE_INTERACTIONS, PANE_DETAIL, PANE_COUNT };

/* Where keys go: bits, because an action may be good in several places. The panes come first, in their order. */
enum place {
    PLACE_QUEUES = 1 << PANE_QUEUES,
    PLACE_INTERACTIONS = 1 << PANE_INTERACTIONS,
    PLACE_DETAIL = 1 << PANE_DETAIL,
    PLACE_PROJECTS = 1 << 3, /* the list of projects, over the panes */
    PLACE_MENU = 1 << 4,     /* a few choices with letters */
    PLACE_HELP = 1 << 5,
    PLACE_CONFIRM = 1 << 6,
    PLACE_FILTER = 1 << 7,  /* the line after "/" */
    PLACE_COMMAND = 1 << 8, /* the line after ":" */
    PLACE_FORM = 1 << 9,
    PLACE_INTAKE = 1 << 10,      /* ids of interactions to add */
    PLACE_ACTIVITY = 1 << 11,    /* changes, requests and messages, over the panes */
    PLACE_ENTRY = 1 << 12,       /* one of them in full */
    PLACE_CONFLICT = 1 << 13,    /* what was meant beside what somebody else made of it */
    PLACE_REVIEW = 1 << 14,      /* one interaction after the other, with the queue's labels */
    PLACE_REVIEW_TEXT = 1 << 15, /* a text, a number, a reason or a part of a value's name in it */
    PLACE_SEARCH = 1 << 18,      /* the line after "/" where a trace is read */
};
#define PLACE_PANES (PLACE_QUEUES | PLACE_INTERACTIONS | PLACE_DETAIL)
#define PLACE_LISTS (PLACE_QUEUES | PLACE_INTERACTIONS | PLACE_PROJECTS | PLACE_ACTIVITY)
#define PLACE_LINES (PLACE_FILTER | PLACE_COMMAND | PLACE_SEARCH)
#define PLACE_TEXTS (PLACE_LINES | PLACE_FORM | PLACE_INTAKE | PLACE_REVIEW_TEXT)

/* A list of the server and what is known about how fresh it is. */
struct listing {
    const char *title;
    const char *when_empty; /* what an empty list says; NULL: what it is the list of */
    struct list *list;
    struct api_call call;  /* how it is read; operation NULL: nothing to read yet */
    uint64_t errand;       /* the read under way, 0: none */
    bool refreshing;       /* rows are being put between refresh begin and end */
    bool from_cache;       /* what is shown was remembered, not said now */
    bool is_whole;         /* all the rows that were fetched then are here */
    int64_t fetched_at_ms; /* wall clock; 0: nothing was ever shown */
    struct error problem;  /* why the last read failed */
    bool by_itself;        /* the read under way was asked for by nobody: it is not spoken of */
};

/* A queue that was read before anybody asked. */
struct ahead_queue {
    char *id;      /* NULL: none */
    int64_t at_ms; /* when it was asked for */
    bool never;    /* it is too large, or not to be had */
};

enum message_kind { MESSAGE_NEWS, MESSAGE_GOOD, MESSAGE_WARNING, MESSAGE_BAD };

/* A choice of a menu: its letter or Enter on it runs the command line `command`. */
struct choice {
    char letter;
    char *text, *command;
};

enum link_state { LINK_UNKNOWN, LINK_LIVE, LINK_OFFLINE, LINK_LIMITED, LINK_REFUSED };

/* Something for the outside to do. */
enum errand_kind {
    ERRAND_NONE,
    ERRAND_READ,   /* call: a list; first what the cache has, then the server's */
    ERRAND_PEEK,   /* call: a list, only its beginning, as the cache has it */
    ERRAND_CANCEL, /* of the errand with this number */
    ERRAND_KEEP,   /* calls, text (the step's title), before, hold_ms: answered by workbench_kept or workbench_failed */
    ERRAND_MEND,   /* about: a change that needs the person; calls: the one in place of its own */
    ERRAND_UNDO,   /* about: a step, 0: the last one; answered by workbench_undone or workbench_failed */
    ERRAND_REDO,   /* the same */
    ERRAND_ACT,    /* act, and `about`: the number of the change or step */
    ERRAND_REMEMBER,
    ERRAND_RECALL,       /* answered by workbench_recalled */
    ERRAND_LOAD_FILE,    /* text: a path; answered by workbench_loaded */
    ERRAND_SET,          /* text: "NAME VALUE", a setting; answered by workbench_say */
    ERRAND_COPY,         /* text */
    ERRAND_OPEN,         /* text: an address for a browser */
    ERRAND_PAGE,         /* text: clean, for a pager */
    ERRAND_LIST_CHANGES, /* all that is in the journal, also what has ended */
    ERRAND_KEEP_DRAFT,   /* name, and text: what was typed; empty: nothing is left of it */
    ERRAND_REDRAW,
    ERRAND_SUSPEND,
    ERRAND_QUIT,
};
/* What a person does about a change or a step that is in the journal. */
enum change_act {
    CHANGE_ACT_RETRY,
    CHANGE_ACT_DROP,
    CHANGE_ACT_GO,
    CHANGE_ACT_APPLIED,
    CHANGE_ACT_PAUSE, /* from here on about a step */
    CHANGE_ACT_RESUME,
    CHANGE_ACT_CANCEL,
};

/* What is in it goes to whoever takes it. */
struct errand {
    enum errand_kind kind;
    uint64_t number;
    struct api_call call; /* READ, PEEK */
    struct api_call *calls;
    size_t call_count;
    char *before;
    int64_t hold_ms;
    enum change_act act;
    int64_t about;
    bool skip_cache;    /* READ: what the cache has is shown already */
    int64_t held_at_ms; /* READ: all that was fetched then is shown; 0: it isn't */
    bool in_background; /* READ: nobody waits for it */
    bool ahead;         /* READ: only for the cache, before anybody asks */
    char *name, *text;
};

/* A step on its way, from the key that made it; and, for what is taken back, the last ones that came to their end. */
struct task {
    struct step step;                      /* its id is 0 until the journal has it */
    uint64_t errand;                       /* the keep; 0: it is not of this session */
    const struct api_operation *operation; /* of its calls */
    struct api_call *calls;                /* not asked to be kept yet: they name what has no number (pending_name) */
    size_t call_count;
    char *before;
    int64_t hold_ms;
    char *name;        /* of what it is about, for messages */
    char *about;       /* its id */
    struct form *form; /* what was typed, until it is on the disk */
    char *form_about, *ids;
    int64_t began_ms; /* for the rate */
    size_t began_count;
    bool is_quiet;   /* only failures are told */
    bool has_failed; /* a failure of it was told */
    bool has_ended;
};

/* How the journal stands, apart from its changes. */
struct journal_status {
    bool sends;         /* this annotty sends; else the one with sender_pid, 0: nobody does */
    int64_t sender_pid; /* 0: nothing is known yet, or nobody */
    char *trouble;      /* one line, or NULL */
};

/* A form or ids left with Esc, until the same is opened again. */
struct draft {
    enum api_operation_id operation;
    char *about;       /* id of what it is about; NULL: a creation */
    struct form *form; /* or */
    char *ids;
};

/* What was noted in the review of a queue: review_write_notes. */
struct review_store {
    char *queue_id, *notes;
};

/* What the server said of an interaction's annotation while its queue was being read: rows that come may be older. */
struct fresh_annotation {
    char *id, *answer;
};

struct workbench;

/* What is asked before something that can't be undone. */
struct question {
    char *text, *detail;
    bool is_cut; /* the window has no room for all of it; set by the view */
    void (*yes)(struct workbench *workbench);
};

enum { OVERLAYS_MAX = 8, HISTORY_MAX = 50, COMPLETIONS_MAX = 64 };

enum activity_page { ACTIVITY_WORK, ACTIVITY_STEP, ACTIVITY_MESSAGES };

/* What a row of the Activity screen stands for; all NULL when it isn't known any more. */
struct logged {
    enum change_row_kind kind;
    const struct change *change; /* of a CHANGE or REQUEST */
    const struct step *step;
    const struct activity_message *message;
};

struct workbench {
    struct listing projects, queues, interactions;
    struct activity *activity; /* what was changed, asked for and said */
    struct listing log;        /* the rows of it that the Activity screen has */
    enum activity_page activity_page;
    int64_t activity_step; /* whose changes are shown */
    long long entry_top;
    bool listed_changes;     /* what ended before this start was asked for */
    int64_t form_change;     /* the change that the form takes the place of when it is sent; 0: none */
    const char *base;        /* the server's address, for curl; borrowed; NULL: not known */
    bool has_keys;           /* it wants keys */
    struct reader *reader;   /* the trace that is looked at */
    struct tracing *tracing; /* where it comes from */
    struct people *people;   /* names of those whom the screen shows; views note whom they lack */
    uint64_t people_errand;  /* a name being asked for, 0: none */
    char *people_id;         /* and whose; empty: of who is at the screen */
    bool asked_for_me;
    char *project_id; /* whose queues are shown; NULL: all */
    char *queue_id;   /* whose interactions are shown; NULL: none */

    enum pane focus;
    bool zoomed, raw; /* raw: the detail is shown as JSON */
    long long detail_top, help_top;
    uint32_t detail_row;                 /* shown in the detail while moves come fast */
    int64_t detail_due_ms, last_move_ms; /* when it follows the cursor; 0: it does */
    enum place overlays[OVERLAYS_MAX];
    size_t overlay_count;
    bool ranging; /* a range is being marked, from range_from to the cursor */
    struct list *range_list;
    size_t range_from; /* position, for showing */
    uint32_t range_row;

    struct line line;    /* after "/" or ":" */
    char *filter_before; /* what Esc goes back to */
    char *filter_cursor; /* and the id of the row; NULL: none */
    char *search;        /* the last filter that was taken, for n and N */
    char *history[HISTORY_MAX];
    size_t history_count, history_at;
    char *completions[COMPLETIONS_MAX];
    size_t completion_count;

    struct form *form;       /* being typed in, or on its way to the server; NULL: none */
    char *form_about;        /* id of what is changed; NULL: a creation */
    struct line intake_line; /* ids of interactions, one a line */
    struct intake *intake;   /* what the line says, read anew with every change */
    char *intake_queue_id;
    uint64_t file_errand; /* a file of ids being read, 0: none */
    struct draft *drafts; /* what was typed and left with Esc */
    size_t draft_count, draft_capacity;
    int64_t draft_due_ms; /* when what is being typed is kept on the disk; 0: nothing was typed since */
    bool keeps_drafts;    /* what is kept outlives the program */

    char *menu_title;
    struct choice *choices;
    size_t choice_count, choice_at;
    struct question question;
    char *delete_id;           /* the queue that a question is about */
    struct api_call *removals; /* the calls that a question is about */
    size_t removal_count, removal_items;
    char *removal_queue_id;

    struct pending *pending; /* what the server doesn't have yet */
    struct task *tasks;
    size_t task_count, task_capacity;
    struct journal_status journal;
    int64_t hold_ms;      /* so long a deletion can be taken back for good */
    uint64_t undo_errand; /* something is being taken back or done again; 0: nothing */
    bool undo_forward;    /* done again */
    int undo_count;       /* so many steps more are to be taken back; negative: done again */
    int64_t conflict;     /* the change that PLACE_CONFLICT shows */
    long long conflict_top;
    bool leaves_when_sent; /* as soon as nothing waits any more */
    size_t needing_before; /* so many changes needed the person then */
    int64_t leave_by_ms;   /* the end was asked for: as soon as all is on the disk, at the latest then; 0: it wasn't */

    struct review *review;              /* NULL: nothing is reviewed */
    struct review_store *review_stores; /* of each queue */
    size_t review_store_count, review_store_capacity;
    enum review_order review_order;
    uint64_t review_seed;
    bool reviews_blind, reviews_wait; /* what others say is hidden; Enter goes on, also where there is one label */
    char *wanted_review;              /* the queue whose review the start has asked for; NULL: none */
    bool wanted_is_open;              /* it was opened */
    bool looks_again;                 /* the open queue is read once more when it has been read */
    char *schema_json;                /* of the open queue, where the list of queues doesn't say it; NULL */
    uint64_t schema_errand;           /* it is being asked for; 0: it isn't */
    struct fresh_annotation *fresh;   /* until the read that is under way ends */
    size_t fresh_count, fresh_capacity;
    uint64_t label_keep;  /* labels on their way to the disk; 0: none */
    int64_t label_by_ms;  /* until then the screen waits for them */
    uint64_t last_keep;   /* the errand of the last step that was kept */
    uint64_t *take_backs; /* keeps whose steps are to be taken back, in order */
    size_t take_back_count, take_back_capacity;
    int64_t take_back_due_ms; /* when the first of them is tried again; 0: now */

    char *message;
    enum message_kind message_kind;
    int64_t message_at_ms; /* when it was said */
    bool is_retrying;      /* the message tells of a try that failed; it goes when one succeeds */
    enum link_state link;
    int64_t limited_until_ms;
    struct error link_problem;

    int64_t now_ms, wall_ms;                  /* set by workbench_tick */
    struct ahead_queue ahead[32], *ahead_now; /* those read lately; the one under way */
    size_t ahead_next;
    uint64_t ahead_errand;               /* 0: none is under way */
    int64_t again_due_ms, again_wait_ms; /* when lists whose read failed are read once more; 0: not by itself */
    int64_t preview_due_ms;              /* the queue under the cursor is opened then; 0: nothing waits */
    int page_rows[PANE_COUNT];           /* rows each pane shows now; set by the views */
    int overlay_rows;
    const char *const *theme_names; /* for completion; NULL-terminated, borrowed */
    bool recalled;                  /* it is known what was on the last screen */
    bool wanted;                    /* the first screen was shown: the server may be asked */
    bool started;                   /* the server is being asked */

    struct errand *errands;
    size_t errand_count, errand_capacity;
    uint64_t last_errand;
};

struct workbench *workbench_new(void);
void workbench_free(struct workbench **workbench);

/* Sets the time and does what has become due. Call before everything else of a turn. */
void workbench_tick(struct workbench *workbench, int64_t now_ms, int64_t wall_ms);
/* Monotonic milliseconds of the next thing that is due, or that changes what is shown; -1: nothing. */
int64_t workbench_due_ms(const struct workbench *workbench);

/* The next errand, in order; false when there is none. */
bool workbench_take_errand(struct workbench *workbench, struct errand *errand);
void errand_free(struct errand *errand);

/* The first screen is there: from now on the server is asked. Loading what that needs would have delayed it. */
void workbench_go(struct workbench *workbench);

/* --- What comes in ------------------------------------------------------------------------------------------------ */

/* A key by its name ("j", "ctrl-d", "enter"); `typed` is what it writes, empty when it writes nothing. */
void workbench_key(struct workbench *workbench, const char *key, struct slice typed);
void workbench_paste(struct workbench *workbench, struct slice text);
/* The end, asked for from outside: nothing is asked, what was seen is remembered. */
void workbench_leave(struct workbench *workbench);
/* A click on a pane, and where it is a list, on the row at this position. */
void workbench_click(struct workbench *workbench, enum pane pane, size_t position);
/* A command line as typed after ":". */
void workbench_command(struct workbench *workbench, const char *line);

/* What the journal says of a change or a step; copied. */
void workbench_log_change(struct workbench *workbench, const struct change *change);
void workbench_log_step(struct workbench *workbench, const struct step *step);
/* How the request of an errand stands; before workbench_done and its like. */
void workbench_log_outcome(struct workbench *workbench, uint64_t errand, const struct activity_outcome *outcome);
/* The step of an ERRAND_KEEP is on the disk. */
void workbench_kept(struct workbench *workbench, uint64_t errand, const struct step *step);
/* A change is new or has moved on; `body`: the server's answer, where it has one. After workbench_kept of its step. */
void workbench_change(struct workbench *workbench, const struct change *change, struct slice body);
void workbench_step(struct workbench *workbench, const struct step *step);
void workbench_undone(struct workbench *workbench, uint64_t errand, const struct step *step);
/* Copies. */
void workbench_journal(struct workbench *workbench, const struct journal_status *status);

/* Rows of a read. `first` begins what this source says, `last` ends what the cache says. */
void workbench_rows(struct workbench *workbench, uint64_t errand, const struct rows *rows, bool from_cache, bool first,
                    bool last, int64_t fetched_at_ms);
/* The errand is over. */
void workbench_done(struct workbench *workbench, uint64_t errand, struct slice body, bool from_cache);
void workbench_failed(struct workbench *workbench, uint64_t errand, const struct error *error);
/* A try failed and another one follows. */
void workbench_retrying(struct workbench *workbench, uint64_t errand, const struct error *error);
void workbench_link(struct workbench *workbench, enum link_state link, int64_t limited_until_ms);
void workbench_recalled(struct workbench *workbench, const char *note); /* NULL: nothing is remembered */
/* A draft as it was kept on the disk; NULL: that were all, and they can be kept from now on, unless there is an error.
 */
void workbench_draft_kept(struct workbench *workbench, const char *text, const struct error *error);
/* `error` is NULL when the file was read. */
void workbench_loaded(struct workbench *workbench, uint64_t errand, struct slice text, const struct error *error);
/* Cuts what is said to the message's size; foreign parts need no cleaning, views do it. */
/* Before the start: the queue to begin in, with its review, whose items may come as long as it is open. */
void workbench_want_review(struct workbench *workbench, const char *queue_id);
/* There is more on the server than before: the open queue is read again. */
void workbench_look_again(struct workbench *workbench);

void workbench_say(struct workbench *workbench, enum message_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* --- What views ask ------------------------------------------------------------------------------------------------
 */

enum place workbench_place(const struct workbench *workbench);
bool workbench_has_overlay(const struct workbench *workbench, enum place place);
struct listing *workbench_listing(struct workbench *workbench, enum pane pane); /* NULL for the detail */
/* Whether there is something to show: what the cache has, or the knowledge that it has nothing. */
bool workbench_is_presentable(const struct workbench *workbench);
/* Whether what is on the screen has to wait a moment: labels that it would show as given aren't on the disk yet. */
bool workbench_awaits_disk(const struct workbench *workbench, int64_t now_ms);
/* Whether a list is still being read. */
bool workbench_is_busy(const struct workbench *workbench);
/* What verbs are about: the row under the cursor of the queues or interactions; ROW_NONE: nothing. */
uint32_t workbench_pointed(const struct workbench *workbench, const struct rows **rows);
/* What stands in the detail pane, which lags behind a key that is held down: a row of a list; ROW_NONE: nothing. */
uint32_t workbench_detail(const struct workbench *workbench, const struct rows **rows);
/* How it stands with the trace that is looked at; *problem says why it FAILED. */
enum trace_state {
    TRACE_NONE,    /* nothing is looked at that has one */
    TRACE_LOADING, /* it is being read, or will be */
    TRACE_HERE,
    TRACE_EMPTY,   /* the server has nothing of it */
    TRACE_GONE,    /* the server has nothing of it any more; what is shown was read before */
    TRACE_LACKING, /* this server can't show traces */
    TRACE_FAILED,
};
enum trace_state workbench_trace_state(const struct workbench *workbench, const struct error **problem);
/* The name of a row of `listing`, by id; the id itself when it isn't known. */
struct slice listing_name(const struct listing *listing, const char *id);
/* How many of the chosen interactions carry annotations. */
size_t count_annotated(const struct rows *rows, const uint32_t *chosen, size_t count);
/* Opens the Activity screen with this change in full. */
void workbench_show_change(struct workbench *workbench, int64_t change);
/* What a row of the Activity screen's list stands for. */
struct logged workbench_logged(const struct workbench *workbench, uint32_t row);
/* The open change whose state stands beside a row; NULL: the server has the row as it is shown. */
const struct pending_change *workbench_row_change(const struct workbench *workbench, const struct rows *rows,
                                                  uint32_t row);
/* The large step that is under way, and how many there are; NULL: none. */
const struct task *workbench_running_task(const struct workbench *workbench, size_t *count);
/* The deletion that is sent soonest; NULL: none is held. */
const struct pending_change *workbench_next_held(const struct workbench *workbench);
const char *workbench_step_title(const struct workbench *workbench, int64_t step, uint64_t errand);
bool workbench_in_range(const struct workbench *workbench, const struct list *list, size_t position);

/* --- The actions: one row each in action.c -------------------------------------------------------------------------
 */

enum argument_kind {
    ARGUMENT_NONE,
    ARGUMENT_QUEUE,
    ARGUMENT_PROJECT,
    ARGUMENT_COLUMN,
    ARGUMENT_THEME,
    ARGUMENT_LAYOUT,
    ARGUMENT_TEXT,
};

extern const char *const layout_names[]; /* NULL-terminated */

struct action {
    const char *name; /* as a command; NULL: a key of a text place only */
    const char *keys; /* separated by spaces; "" for none */
    unsigned where;   /* bits of enum place, for the keys */
    const char *hint; /* one or two words for the footer; NULL: not there */
    const char *help;
    enum argument_kind argument;
    void (*run)(struct workbench *workbench, const char *argument); /* NULL argument: none was given */
};
extern const struct action actions[];
extern const size_t action_count;

/* The action of a key in a place, or NULL. */
const struct action *action_for_key(const char *key, enum place place);
/* By name, by the beginning of one name only, or by an abbreviation people are used to; NULL with the reason. */
const struct action *action_named(struct slice name, struct error *error);
/* Of a command line; "q" followed by something is a queue's name. */
const struct action *action_of_line(struct slice name, bool has_argument, struct error *error);
/* Whether `key` is one of the names in `keys`, which spaces separate. */
bool key_is_one_of(const char *keys, const char *key);
/* A key's name as people write it: "Ctrl-D" for "ctrl-d". */
enum { KEY_LABEL_SIZE = 24 };
const char *key_label(struct slice key, char label[static KEY_LABEL_SIZE]);
/* The first key of an action, as people write it ("Ctrl-D"); empty when it has none. */
const char *action_key_label(const struct action *action, char label[static KEY_LABEL_SIZE]);

/* Keys that edit text, a row each in action.c. */
struct text_key {
    const char *keys;
    enum line_edit edit;
    const char *help;
};
extern const struct text_key text_keys[];
extern const size_t text_key_count;

#endif
