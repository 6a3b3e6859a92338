/* Results for people: a heading, each label with its bars and figures, then the reviewers and how pairs of them agree.
 */
#include "results.h"

#include <annotty/base/text.h>

#include <math.h>

enum { NAME_CELLS = 22, BAR_MOST = 40, EIGHTHS = 8, PAIRS_FROM = 2, REVIEWERS_MOST = 8 };

static struct text clean(const struct results_view *view, struct slice raw)
{
    return text_clean(view->arena, raw);
}

static void put(struct buf *out, struct text text)
{
    buf_append_text(out, text.bytes);
}

static void put_fitted(const struct results_view *view, struct buf *out, struct slice raw, int cells)
{
    put(out, text_fit(view->arena, clean(view, raw), cells, TEXT_LEFT));
}

/* --- Bars --------------------------------------------------------------------------------------------------------- */

/* Eighths of a cell, where the terminal has them. */
static void put_bar(const struct results_view *view, struct buf *out, double share, int cells)
{
    static const char *const parts[EIGHTHS] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
    const int eighths = (int)(share * cells * EIGHTHS + 0.5);
    int done = 0;
    for (; done < eighths / EIGHTHS; done++)
        put(out, text_sign("█", "#"));
    if (eighths % EIGHTHS > 0 && done < cells) {
        put(out, text_sign(parts[eighths % EIGHTHS], eighths % EIGHTHS >= EIGHTHS / 2 ? "#" : " "));
        done++;
    }
    put(out, text_fit(view->arena, TEXT_EMPTY, cells - done, TEXT_LEFT));
}

static size_t most_of(const struct result_label *label)
{
    size_t most = 1;
    for (size_t i = 0; i < label->value_count; i++)
        most = label->values[i].count > most ? label->values[i].count : most;
    return most;
}

static struct slice value_name(const struct result_label *label, size_t i)
{
    const struct slice text = label->values[i].text;
    if (label->type != LABEL_BOOLEAN)
        return text;
    return slice_is(text, "true") ? SLICE("yes") : slice_is(text, "false") ? SLICE("no") : text;
}

static void put_values(const struct results_view *view, struct buf *out, const struct result_label *label, int width)
{
    const size_t most = most_of(label);
    const int room = width - NAME_CELLS - 2 - 16;
    const int cells = room > BAR_MOST ? BAR_MOST : room > 8 ? room : 8;
    for (size_t i = 0; i < label->value_count; i++) {
        const size_t count = label->values[i].count;
        char number[TEXT_COUNT_SIZE];
        buf_append_text(out, "  ");
        put_fitted(view, out, value_name(label, i), NAME_CELLS);
        put_bar(view, out, (double)count / (double)most, cells);
        buf_printf(out, " %6s  %3.0f %%\n", text_count(count, number),
                   label->count > 0 ? 100.0 * (double)count / (double)label->count : 0);
    }
}

/* --- Figures ------------------------------------------------------------------------------------------------------ */

static void put_figure(struct buf *out, const char *name, struct agreement agreement)
{
    if (isnan(agreement.value))
        buf_printf(out, "  %s -", name);
    else
        buf_printf(out, "  %s %.4f", name, agreement.value);
}

static void put_agreement(struct buf *out, const struct result_label *label)
{
    if (label->percent.units == 0)
        return;
    buf_printf(out, "  agreement %.1f %% of %zu units", 100 * label->percent.value, label->percent.units);
    put_figure(out, "Fleiss' kappa", label->fleiss);
    buf_append_text(out, "\n  Krippendorff's alpha");
    put_figure(out, "nominal", label->nominal);
    if (label->type == LABEL_SCORE) {
        put_figure(out, "ordinal", label->ordinal);
        put_figure(out, "interval", label->interval);
    }
    buf_append_char(out, '\n');
}

static void put_label(const struct results_view *view, struct buf *out, const struct result_label *label, int width)
{
    char number[TEXT_COUNT_SIZE];
    buf_append_char(out, '\n');
    put(out, clean(view, label->name));
    buf_printf(out, ": %s answers", text_count(label->count, number));
    if (!isnan(label->mean))
        buf_printf(out, ", mean %.2f, median %g", label->mean, label->median);
    if (label->pass_count + label->fail_count > 0)
        buf_printf(out, ", %zu pass, %zu fail", label->pass_count, label->fail_count);
    if (label->decided_count > 0)
        buf_printf(out, ", %zu decided", label->decided_count);
    buf_append_text(out, label->is_asked ? "\n" : " (not asked any more)\n");
    put_values(view, out, label, width);
    if (label->type != LABEL_TEXT)
        put_agreement(out, label);
}

/* --- People ------------------------------------------------------------------------------------------------------- */

static void put_reviewers(const struct results_view *view, struct buf *out)
{
    const struct results *results = view->results;
    buf_append_text(out, "\nReviewers\n");
    for (size_t i = 0; i < results->reviewer_count; i++) {
        const struct result_reviewer *reviewer = &results->reviewers[i];
        char number[TEXT_COUNT_SIZE];
        buf_append_text(out, "  ");
        put_fitted(view, out, results_reviewer(view, i), NAME_CELLS);
        buf_printf(out, "%6s  %3.0f %%", text_count(reviewer->count, number),
                   results->item_count > 0 ? 100.0 * (double)reviewer->count / (double)results->item_count : 0);
        if (!isnan(reviewer->per_hour))
            buf_printf(out, "  %.0f an hour", reviewer->per_hour);
        buf_append_char(out, '\n');
    }
}

static void put_pair(const struct results_view *view, struct buf *out, size_t one, size_t other)
{
    const struct results *results = view->results;
    const struct text names = text_printf(view->arena, "%s / %s", clean(view, results_reviewer(view, one)).bytes,
                                          clean(view, results_reviewer(view, other)).bytes);
    buf_printf(out, "  %s\n   ", names.bytes);
    for (size_t i = 0; i < results->label_count; i++) {
        const struct agreement kappa = results_kappa(results, i, one, other);
        if (results->labels[i].type == LABEL_TEXT || kappa.units == 0)
            continue;
        put_figure(out, clean(view, results->labels[i].name).bytes, kappa);
        buf_printf(out, " (%zu)", kappa.units);
    }
    buf_append_char(out, '\n');
}

static void put_pairs(const struct results_view *view, struct buf *out)
{
    const size_t reviewers = view->results->reviewer_count;
    const size_t shown = reviewers < REVIEWERS_MOST ? reviewers : REVIEWERS_MOST;
    if (shown < PAIRS_FROM)
        return;
    buf_append_text(out, "\nCohen's kappa of two (units)\n");
    for (size_t one = 0; one < shown; one++)
        for (size_t other = one + 1; other < shown; other++)
            put_pair(view, out, one, other);
}

void results_write_text(const struct results_view *view, int width, struct buf *out)
{
    const struct results *results = view->results;
    char items[TEXT_COUNT_SIZE], reviewed[TEXT_COUNT_SIZE], shared[TEXT_COUNT_SIZE], disagreed[TEXT_COUNT_SIZE];
    put(out, clean(view, view->queue));
    buf_printf(out, "\n%s interactions, %s reviewed (%.0f %%), %s by two or more, %s disagreed on, %zu decided\n",
               text_count(results->item_count, items), text_count(results->reviewed_count, reviewed),
               results->item_count > 0 ? 100.0 * (double)results->reviewed_count / (double)results->item_count : 0,
               text_count(results->shared_count, shared), text_count(results->disagreed_count, disagreed),
               results->decided_count);
    for (size_t i = 0; i < results->label_count; i++)
        put_label(view, out, &results->labels[i], width);
    if (results->reviewer_count > 0)
        put_reviewers(view, out);
    put_pairs(view, out);
}
