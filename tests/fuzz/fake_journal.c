#include "fake_journal.h"

#include <annotty/base/mem.h>

#include <stdlib.h>

static void free_step(struct fake_step *step)
{
    for (size_t i = 0; i < step->count; i++)
        change_free(&step->changes[i]);
    step_free(&step->step);
}

void fake_journal_free(struct fake_journal *journal)
{
    for (size_t i = 0; i < journal->count; i++)
        free_step(&journal->steps[i]);
    journal->count = 0;
}

static struct fake_step *add_step(struct fake_journal *journal, enum step_kind kind, const char *title)
{
    if (journal->count == FAKE_STEPS_MAX) {
        free_step(&journal->steps[0]);
        journal->count--;
        memmove(&journal->steps[0], &journal->steps[1], journal->count * sizeof(journal->steps[0]));
    }
    struct fake_step *step = &journal->steps[journal->count++];
    *step = (struct fake_step){
        .step = { .id = ++journal->last_step, .kind = kind, .title = xstrdup(title != NULL ? title : "\033[31m") }
    };
    return step;
}

static void tell_step(struct fake_step *step, struct workbench *workbench)
{
    step->step.open_count = 0;
    for (size_t i = 0; i < step->count; i++)
        step->step.open_count += change_states[step->changes[i].state].is_open;
    workbench_log_step(workbench, &step->step);
    workbench_step(workbench, &step->step);
}

static void tell_change(const struct change *change, struct workbench *workbench, struct slice body)
{
    workbench_log_change(workbench, change);
    workbench_change(workbench, change, body);
}

void fake_journal_keep(struct fake_journal *journal, struct workbench *workbench, const struct errand *errand)
{
    struct fake_step *step = add_step(journal, STEP_DO, errand->text);
    const size_t count = errand->call_count < FAKE_CHANGES_MAX ? errand->call_count : FAKE_CHANGES_MAX;
    for (size_t i = 0; i < count; i++) {
        const struct change change = { .id = ++journal->last_change,
                                       .step = step->step.id,
                                       .state = errand->hold_ms > 0 ? CHANGE_HELD : CHANGE_WAITING,
                                       .call = errand->calls[i],
                                       .before = errand->before,
                                       .hold_ms = errand->hold_ms };
        step->changes[step->count] = change_copy(&change);
        free(step->changes[step->count].lane);
        step->changes[step->count++].lane = change_lane(&change.call);
    }
    step->step.item_count = step->step.open_count = count;
    workbench_log_step(workbench, &step->step);
    workbench_kept(workbench, errand->number, &step->step);
    for (size_t i = 0; i < step->count; i++)
        tell_change(&step->changes[i], workbench, SLICE(""));
}

void fake_journal_undo(struct fake_journal *journal, struct workbench *workbench, const struct errand *errand)
{
    const enum step_kind kind = errand->kind == ERRAND_UNDO ? STEP_UNDO : STEP_REDO;
    const int64_t of = journal->count > 0 ? journal->steps[journal->count - 1].step.id : 0;
    struct fake_step *step = add_step(journal, kind, "take it back");
    step->step.of = of;
    for (size_t i = 0; i + 1 < journal->count; i++)
        for (size_t k = 0; k < journal->steps[i].count; k++) {
            struct change *change = &journal->steps[i].changes[k];
            if (journal->steps[i].step.id != of || !change_states[change->state].is_open)
                continue;
            change->state = CHANGE_DROPPED;
            tell_change(change, workbench, SLICE(""));
        }
    workbench_log_step(workbench, &step->step);
    workbench_undone(workbench, errand->number, &step->step);
}

/* What a change's state can become. */
static enum change_state next_state(unsigned choice)
{
    static const enum change_state states[] = { CHANGE_SENDING, CHANGE_DONE,    CHANGE_FAILED,  CHANGE_ASKING,
                                                CHANGE_WAITING, CHANGE_DROPPED, CHANGE_CONFLICT };
    return states[choice % ARRAY_LENGTH(states)];
}

void fake_journal_move(struct fake_journal *journal, struct workbench *workbench, unsigned choice, struct slice body)
{
    if (journal->count == 0)
        return;
    struct fake_step *step = &journal->steps[choice % journal->count];
    if (step->count == 0)
        return;
    struct change *change = &step->changes[choice / 16 % step->count];
    if (!change_states[change->state].is_open)
        return;
    change->state = next_state(choice / 4);
    change->tries++;
    change->status = change->state == CHANGE_FAILED ? 409 : 0;
    free(change->reason);
    change->reason = change->state == CHANGE_DONE ? NULL : xstrdup("no: \033]0;x\007\nwhy");
    free(change->answer);
    change->answer = xstrndup(body.at, body.length);
    step->step.made_count += change->state == CHANGE_DONE;
    step->step.failed_count += change->state == CHANGE_FAILED;
    step->step.paused = (choice & 1) != 0;
    tell_change(change, workbench, body);
    tell_step(step, workbench);
}
