/* What the parts of the workbench ask of each other. */
#ifndef ANNOTTY_SRC_MODEL_WORKBENCH_PRIVATE_H
#define ANNOTTY_SRC_MODEL_WORKBENCH_PRIVATE_H

#include <annotty/model/workbench.h>

/* --- workbench.c --- */
/* Puts an errand in the queue and returns its number. Takes call and text. */
uint64_t workbench_send(struct workbench *workbench, struct errand errand);
/* The same, with the number that it has. */
void workbench_push(struct workbench *workbench, struct errand errand);
void workbench_send_text(struct workbench *workbench, enum errand_kind kind, const char *text);
void workbench_open(struct workbench *workbench, enum place overlay);
void workbench_close(struct workbench *workbench, enum place overlay);
void workbench_replace(char **owned, const char *text); /* NULL stays NULL */
void workbench_say_no_key(struct workbench *workbench, const char *key);
void workbench_say_error(struct workbench *workbench, const char *what, const struct error *error);
/* The list that keys move in now; NULL where there is none. */
struct listing *workbench_current(struct workbench *workbench);

/* The id of the row under the cursor, for the caller to free; NULL in an empty list. */
char *workbench_cursor_id(const struct listing *listing);
/* Puts the cursor on the row with this id, if there is one. */
void workbench_select_known(struct list *list, const char *id);

/* --- workbench_activity.c --- */
/* Opens the screen, or another page of it; `step` of ACTIVITY_STEP. */
void workbench_show_activity(struct workbench *workbench, enum activity_page page, int64_t step);
void workbench_log_request(struct workbench *workbench, const struct errand *errand);
void workbench_log_message(struct workbench *workbench); /* what was just said */

/* --- act_activity.c --- */
void workbench_open_entry(struct workbench *workbench);
/* From the changes of a step back to all; false where there is nothing to go back to. */
bool workbench_leave_page(struct workbench *workbench);
/* Opens the form, or the ids, with what a change that isn't done was to send. */
void workbench_edit_change(struct workbench *workbench, int64_t change);

/* --- workbench_load.c --- */
void workbench_start_listings(struct workbench *workbench);
void workbench_read(struct workbench *workbench, struct listing *listing);
/* A read under way may have been answered before what was just written; its answer would take that back. */
void workbench_read_again(struct workbench *workbench, struct listing *listing);
/* Asks the server for everything, once the first screen is there and the cache has said what it has. */
void workbench_start_when_ready(struct workbench *workbench);
void workbench_open_project(struct workbench *workbench, const char *id); /* NULL: all projects */
void workbench_open_queue(struct workbench *workbench, const char *id);   /* NULL: none */
/* The cursor of the queues moved: its queue is opened soon, or now. */
void workbench_follow_cursor(struct workbench *workbench, bool now);
void workbench_remember(struct workbench *workbench);

/* --- workbench_ahead.c --- */
/* Reads the next queue beside the cursor into the cache, when nothing else is to be done. */
void workbench_read_ahead(struct workbench *workbench);
void workbench_stop_ahead(struct workbench *workbench);
/* False: the errand is no such read. `error` is NULL when it went well. */
bool workbench_ahead_done(struct workbench *workbench, uint64_t errand, const struct error *error);
void workbench_free_ahead(struct workbench *workbench);
/* A list couldn't be read: it is read again after a while, and after longer ones. */
void workbench_again_later(struct workbench *workbench, const struct error *error);
void workbench_again_now(struct workbench *workbench); /* when it is time */

/* --- workbench_trace.c --- */
struct tracing *tracing_new(void);
void tracing_free(struct tracing **tracing);
struct reader *workbench_new_reader(void);
/* The reader looks at the trace of the row that is shown. */
void workbench_follow_trace(struct workbench *workbench);
/* The same; and reads it and the next ones, when nothing else is to be done. */
void workbench_read_trace(struct workbench *workbench);
void workbench_read_trace_again(struct workbench *workbench);
/* Goes to the trace that a display block names; false: it names none. */
bool workbench_follow_link(struct workbench *workbench, struct slice trace_id);
bool workbench_leave_link(struct workbench *workbench); /* false: none was followed */
/* False: the errand is about no trace. */
bool workbench_is_trace_errand(const struct workbench *workbench, uint64_t errand);
bool workbench_trace_rows(struct workbench *workbench, uint64_t errand, const struct rows *rows, bool from_cache,
                          bool first, bool last, int64_t fetched_at_ms);
bool workbench_trace_done(struct workbench *workbench, uint64_t errand, bool from_cache);
bool workbench_trace_failed(struct workbench *workbench, uint64_t errand, const struct error *error);

/* --- act_trace.c --- */
/* Appends the "part" that the person is at, the "trace" as text, or its "spans" as JSON; false: there is none, or it
 * is something else. */
bool workbench_write_trace(const struct workbench *workbench, const char *what, struct buf *out);
void workbench_take_search(struct workbench *workbench); /* what the line says */
void workbench_enter_part(struct workbench *workbench);

/* --- workbench_people.c --- */
/* Asks for the next name that is lacking, one at a time. */
void workbench_ask_name(struct workbench *workbench);
/* Notes whom the rows name, as long as they are few. */
void workbench_look_at_people(struct workbench *workbench, const struct rows *rows);
/* False: the errand is about no name. */
bool workbench_name_done(struct workbench *workbench, uint64_t errand, struct slice body);
bool workbench_name_failed(struct workbench *workbench, uint64_t errand, const struct error *error);

/* --- workbench_journal.c --- */
/* Shows the effect of a step and puts it into the journal. Takes the task, which has operation-less calls, title, and
 * what the rest of its members say; its errand is given here. */
void workbench_keep(struct workbench *workbench, struct task task);
void task_free(struct task *task);
/* Puts another call (taken, if true) in place of that of the change which the form or the ids were opened from. False:
 * they were opened from none that is still to be sent. */
bool workbench_mend(struct workbench *workbench, struct api_call *call);
/* False: the errand is none of these. */
bool workbench_keep_failed(struct workbench *workbench, uint64_t errand, const struct error *error);
bool workbench_undo_failed(struct workbench *workbench, uint64_t errand, const struct error *error);
/* Takes back, or does again, what the person still wants, unless that is under way. */
void workbench_undo_next(struct workbench *workbench);
void workbench_journal_tick(struct workbench *workbench);
int64_t workbench_journal_due_ms(const struct workbench *workbench); /* INT64_MAX: nothing */

/* --- workbench_overlay.c --- */
/* A change begins to lie over the rows; `select`: the cursor goes to what it makes. */
void overlay_add(struct workbench *workbench, struct pending_change *change, bool select);
void overlay_finish(struct workbench *workbench, struct pending_change *change, struct slice body);
void overlay_take_back(struct workbench *workbench, struct pending_change *change);
void overlay_know_me(struct workbench *workbench); /* since now */
/* When a refresh begins, when rows were put, before it ends. */
void overlay_begin(struct workbench *workbench, const struct listing *listing);
void overlay_rows(struct workbench *workbench, const struct rows *from);
void overlay_end(struct workbench *workbench, const struct listing *listing);
void workbench_rename(struct workbench *workbench, const struct api_resource *resource, const char *old,
                      const char *id);

/* --- workbench_annotate.c --- */
/* Puts what open changes say of an interaction among the record's annotations. The record lives as long as the arena
 * and the changes. */
void overlay_annotate(struct workbench *workbench, struct arena *arena, const char *id, struct api_record *record);
/* The row `base` (JSON) with the annotation of the server's answer; false: there is none in it. */
bool overlay_annotated(struct arena *arena, const char *base, struct slice answer, struct api_record *record);
/* Remembers the server's answer while the queue is being read; lays what is remembered over rows that came; the read
 * has ended. */
void overlay_note_fresh(struct workbench *workbench, const char *id, struct slice answer);
void overlay_lay_fresh(struct workbench *workbench, const struct rows *from);
void overlay_end_fresh(struct workbench *workbench);
/* The annotations that an answer says were deleted go from their rows. */
void overlay_annotations_gone(struct workbench *workbench, struct slice answer);

/* --- workbench_write.c --- */
void workbench_send_form(struct workbench *workbench);
void workbench_ask(struct workbench *workbench, char *text, char *detail, void (*yes)(struct workbench *workbench));
void workbench_delete_queue(struct workbench *workbench);

/* --- workbench_bulk.c --- */
void workbench_add_interactions(struct workbench *workbench);
void workbench_remove_interactions(struct workbench *workbench);
void workbench_forget_removal(struct workbench *workbench);

/* --- workbench_text.c --- */
void workbench_open_form(struct workbench *workbench, struct api_call call, const char *about, const struct rows *rows,
                         uint32_t row);
void workbench_leave_form(struct workbench *workbench);
/* As drafts; the form is taken. */
void workbench_draft_form(struct workbench *workbench, struct form **form, const char *about);
void workbench_draft_ids(struct workbench *workbench, const char *queue_id, const char *ids);
void workbench_drop_draft(struct workbench *workbench, enum api_operation_id operation, const char *about);
void workbench_open_intake(struct workbench *workbench, const char *queue_id);
/* Puts ids on a line of their own below those of the draft. */
void workbench_append_ids(struct workbench *workbench, struct slice ids);
void workbench_read_intake(struct workbench *workbench); /* after each change of the text */
void workbench_leave_intake(struct workbench *workbench);
void workbench_text_key(struct workbench *workbench, const char *key, struct slice typed);
void workbench_text_changed(struct workbench *workbench);
struct line *workbench_typed_line(struct workbench *workbench); /* NULL where no text is typed */

struct draft *workbench_add_draft(struct workbench *workbench, enum api_operation_id operation, const char *about);

/* --- workbench_drafts.c --- */
void workbench_draft_touched(struct workbench *workbench); /* something was typed in a form or in ids */
void workbench_store_typed(struct workbench *workbench);   /* now, if anything was */
void workbench_store_form(struct workbench *workbench, const struct form *form, const char *about);
void workbench_store_ids(struct workbench *workbench, const char *queue_id, const char *ids);
/* What the draft is about was called `old` until now. */
void workbench_store_renamed(struct workbench *workbench, const struct draft *draft, const char *old);
/* What was typed is a change in the journal: its draft is needed no more, unless the same was begun anew. */
void workbench_draft_is_kept(struct workbench *workbench, const struct api_operation *operation, const char *about);
/* What was typed was emptied: also on the disk. */
void workbench_forget_draft(struct workbench *workbench, enum api_operation_id operation, const char *about);

/* --- act_list.c --- */
void workbench_open_menu(struct workbench *workbench, const char *title);
void workbench_add_choice(struct workbench *workbench, const char *text, const char *command);

/* --- workbench_review.c --- */
/* The label schema of the queue that is open, as JSON text; empty: it isn't known. */
struct slice workbench_label_schema(const struct workbench *workbench);
bool workbench_has_labels(const struct workbench *workbench);
/* False: the errand is about no schema. */
bool workbench_schema_done(struct workbench *workbench, uint64_t errand, struct slice body);
bool workbench_schema_failed(struct workbench *workbench, uint64_t errand, const struct error *error);
/* Reviews the items that the list shows, beginning with this row; ROW_NONE: the first that isn't answered. `seeks`: the
 * first from there on that waits. */
void workbench_open_review(struct workbench *workbench, uint32_t first, bool seeks);
void workbench_close_review(struct workbench *workbench);
void workbench_review_this(struct workbench *workbench); /* act_review.c */
/* Rows came, or it is known who is at the screen: what is shown of the review follows. */
void workbench_review_follow(struct workbench *workbench);
void workbench_review_knows_me(struct workbench *workbench); /* perhaps */
void workbench_review_go(struct workbench *workbench, size_t at);
void workbench_review_go_on(struct workbench *workbench); /* to the next item that waits */
void workbench_review_commit(struct workbench *workbench);
void workbench_review_mark(struct workbench *workbench, enum review_mark mark, const char *reason);
/* False: the review has nothing to take back, or to do again. */
bool workbench_review_undo(struct workbench *workbench);
bool workbench_review_redo(struct workbench *workbench);
void workbench_review_typed(struct workbench *workbench);              /* after each change of the text */
void workbench_label_kept(struct workbench *workbench, uint64_t keep); /* or not, for good */
/* The labels of a keep are not on the disk: they are answers that were begun. */
void workbench_review_unkept(struct workbench *workbench, uint64_t keep);
void workbench_review_store(struct workbench *workbench); /* notes and what is begun, on the disk */
/* False: the draft is no review's. */
/* Rows have come, or a list is whole: the wanted review opens, or takes what is new. */
void workbench_follow_wanted(struct workbench *workbench);
bool workbench_review_restore(struct workbench *workbench, struct json_value draft);
/* Takes back the step of one keep, after those asked for before. */
void workbench_take_back(struct workbench *workbench, uint64_t keep);
uint64_t workbench_first_take_back(const struct workbench *workbench); /* 0: there is none */
void workbench_end_take_back(struct workbench *workbench);
void workbench_delay_take_back(struct workbench *workbench);

/* --- act_journal.c --- */
/* Leaves, if that is wanted and nothing is on its way to the disk any more. */
void workbench_leave_when_kept(struct workbench *workbench);
void workbench_open_conflict(struct workbench *workbench, int64_t change);

/* --- completion.c --- */
void completion_update(struct workbench *workbench);
void completion_clear(struct workbench *workbench);
void completion_take(struct workbench *workbench);

/* --- act_*.c: the functions of the action table --- */
#define ACT(name) void act_##name(struct workbench *workbench, const char *argument)
ACT(down);
ACT(up);
ACT(first);
ACT(last);
ACT(half_down);
ACT(half_up);
ACT(page_down);
ACT(page_up);
ACT(left);
ACT(right);
ACT(next_pane);
ACT(previous_pane);
ACT(open);
ACT(back);
ACT(stop);
ACT(leave);
ACT(quit);
ACT(zoom);
ACT(help);
ACT(redraw);
ACT(suspend);
ACT(raw);
ACT(fold);
ACT(fold_all);
ACT(next_part);
ACT(previous_part);
ACT(wrap);
ACT(pan_left);
ACT(pan_right);
ACT(find);
ACT(find_next);
ACT(find_previous);
ACT(page);
ACT(mark);
ACT(mark_range);
ACT(mark_all);
ACT(clear_marks);
ACT(filter);
ACT(next_match);
ACT(previous_match);
ACT(sort);
ACT(refresh);
ACT(queue);
ACT(project);
ACT(all_projects);
ACT(create);
ACT(edit);
ACT(remove);
ACT(add);
ACT(copy);
ACT(command);
ACT(theme);
ACT(layout);
ACT(set);
ACT(accept);
ACT(cancel);
ACT(complete);
ACT(earlier);
ACT(later);
ACT(next_field);
ACT(previous_field);
ACT(enter_field);
ACT(line_break);
ACT(save);
ACT(enter_line);
ACT(undo);
ACT(redo);
ACT(resolve);
ACT(pause_task);
ACT(resume_task);
ACT(cancel_task);
ACT(mine);
ACT(theirs);
ACT(merge);
ACT(yes);
ACT(no);
ACT(pick);
ACT(activity);
ACT(messages);
ACT(other_page);
ACT(retry);
ACT(edit_change);
ACT(drop);
ACT(go_now);
ACT(applied);
ACT(pause);
ACT(copy_entry);
ACT(web);
ACT(review);
ACT(next_item);
ACT(previous_item);
ACT(next_unreviewed);
ACT(skip);
ACT(put_off);
ACT(flag);
ACT(step_up);
ACT(step_down);
ACT(pass);
ACT(fail);
ACT(clear_value);
ACT(next_label);
ACT(previous_label);
ACT(commit);
ACT(write);
ACT(find_value);
ACT(take_text);
ACT(leave_text);
ACT(next_choice);
ACT(previous_choice);
ACT(instructions);
ACT(blind);
ACT(advance);
ACT(order);
ACT(only_disagreement);
ACT(value_1);
ACT(value_2);
ACT(value_3);
ACT(value_4);
ACT(value_5);
ACT(value_6);
ACT(value_7);
ACT(value_8);
ACT(value_9);
ACT(value_10);

#endif
