/* Results for programs: one JSON object, or CSV with a figure a line. */
#include "results.h"

#include <annotty/base/csv.h>
#include <annotty/json/json.h>

#include <math.h>

/* --- JSON --------------------------------------------------------------------------------------------------------- */

static void put_name(struct buf *out, const char *between, const char *name)
{
    buf_printf(out, "%s\"%s\":", between, name);
}

static void put_text(struct buf *out, const char *between, const char *name, struct slice text)
{
    put_name(out, between, name);
    json_write_string(out, text);
}

static void put_count(struct buf *out, const char *between, const char *name, size_t count)
{
    put_name(out, between, name);
    buf_printf(out, "%zu", count);
}

static void put_number(struct buf *out, const char *between, const char *name, double number)
{
    put_name(out, between, name);
    if (isfinite(number))
        buf_printf(out, "%.15g", number);
    else
        buf_append_text(out, "null");
}

static void put_agreement(struct buf *out, const char *name, struct agreement agreement)
{
    put_name(out, ",", name);
    put_number(out, "{", "value", agreement.value);
    put_count(out, ",", "units", agreement.units);
    buf_append_char(out, '}');
}

static void put_label(struct buf *out, const struct result_label *label)
{
    put_text(out, "{", "name", label->name);
    put_text(out, ",", "type", slice_of(label_type_names[label->type]));
    put_name(out, ",", "is_asked");
    buf_append_text(out, label->is_asked ? "true" : "false");
    put_count(out, ",", "count", label->count);
    put_count(out, ",", "pass", label->pass_count);
    put_count(out, ",", "fail", label->fail_count);
    put_count(out, ",", "decided", label->decided_count);
    put_number(out, ",", "mean", label->mean);
    put_number(out, ",", "median", label->median);
    buf_append_text(out, ",\"values\":[");
    for (size_t i = 0; i < label->value_count; i++) {
        put_text(out, i > 0 ? ",{" : "{", "value", label->values[i].text);
        put_count(out, ",", "count", label->values[i].count);
        buf_append_char(out, '}');
    }
    buf_append_char(out, ']');
    if (label->type != LABEL_TEXT) {
        put_agreement(out, "percent_agreement", label->percent);
        put_agreement(out, "fleiss_kappa", label->fleiss);
        put_agreement(out, "krippendorff_alpha_nominal", label->nominal);
        put_agreement(out, "krippendorff_alpha_ordinal", label->ordinal);
        put_agreement(out, "krippendorff_alpha_interval", label->interval);
    }
    buf_append_char(out, '}');
}

/* Two reviewers on a label. */
struct pair {
    const struct result_label *label;
    size_t one, other; /* reviewers */
    struct agreement kappa;
};
typedef void (*pair_writer)(const struct results_view *view, struct buf *out, const struct pair *pair, bool is_first);

/* Calls `write` for every label and pair of reviewers that share an item. */
static void each_pair(const struct results_view *view, struct buf *out, pair_writer write)
{
    const struct results *results = view->results;
    bool is_first = true;
    for (size_t at = 0; at < results->label_count; at++)
        for (size_t one = 0; results->labels[at].type != LABEL_TEXT && one < results->reviewer_count; one++)
            for (size_t other = one + 1; other < results->reviewer_count; other++) {
                const struct pair pair = { &results->labels[at], one, other, results_kappa(results, at, one, other) };
                if (pair.kappa.units == 0)
                    continue;
                write(view, out, &pair, is_first);
                is_first = false;
            }
}

static void put_pair(const struct results_view *view, struct buf *out, const struct pair *pair, bool is_first)
{
    buf_append_text(out, is_first ? "" : ",");
    put_text(out, "{", "label", pair->label->name);
    put_text(out, ",", "one", view->results->reviewers[pair->one].id);
    put_text(out, ",", "other", view->results->reviewers[pair->other].id);
    put_agreement(out, "cohen_kappa", pair->kappa);
    buf_append_char(out, '}');
}

void results_write_json(const struct results_view *view, struct buf *out)
{
    const struct results *results = view->results;
    put_text(out, "{", "queue", view->queue);
    put_count(out, ",", "interactions", results->item_count);
    put_count(out, ",", "reviewed", results->reviewed_count);
    put_count(out, ",", "reviewed_by_several", results->shared_count);
    put_count(out, ",", "disagreed", results->disagreed_count);
    put_count(out, ",", "decided", results->decided_count);
    buf_append_text(out, ",\"labels\":[");
    for (size_t i = 0; i < results->label_count; i++) {
        buf_append_text(out, i > 0 ? "," : "");
        put_label(out, &results->labels[i]);
    }
    buf_append_text(out, "],\"reviewers\":[");
    for (size_t i = 0; i < results->reviewer_count; i++) {
        put_text(out, i > 0 ? ",{" : "{", "id", results->reviewers[i].id);
        put_text(out, ",", "name", results_reviewer(view, i));
        put_count(out, ",", "count", results->reviewers[i].count);
        put_number(out, ",", "per_hour", results->reviewers[i].per_hour);
        buf_append_char(out, '}');
    }
    buf_append_text(out, "],\"pairs\":[");
    each_pair(view, out, put_pair);
    buf_append_text(out, "]}\n");
}

/* --- CSV ---------------------------------------------------------------------------------------------------------- */

static void put_line(struct buf *out, const char *figure, struct slice label, struct slice name, double number,
                     size_t units)
{
    csv_put(out, slice_of(figure), ",");
    csv_put(out, label, ",");
    csv_put(out, name, ",");
    if (isfinite(number))
        buf_printf(out, "%.15g", number);
    buf_printf(out, ",%zu\r\n", units);
}

static void put_label_lines(struct buf *out, const struct result_label *label)
{
    const struct {
        const char *figure;
        struct agreement agreement;
    } figures[] = { { "percent_agreement", label->percent },
                    { "fleiss_kappa", label->fleiss },
                    { "krippendorff_alpha_nominal", label->nominal },
                    { "krippendorff_alpha_ordinal", label->ordinal },
                    { "krippendorff_alpha_interval", label->interval } };
    put_line(out, "count", label->name, SLICE(""), (double)label->count, label->count);
    for (size_t i = 0; i < label->value_count; i++)
        put_line(out, "value", label->name, label->values[i].text, (double)label->values[i].count, label->count);
    if (label->type == LABEL_SCORE) {
        put_line(out, "mean", label->name, SLICE(""), label->mean, label->count);
        put_line(out, "median", label->name, SLICE(""), label->median, label->count);
    }
    for (size_t i = 0; label->type != LABEL_TEXT && i < sizeof(figures) / sizeof(*figures); i++)
        put_line(out, figures[i].figure, label->name, SLICE(""), figures[i].agreement.value,
                 figures[i].agreement.units);
}

static void put_pair_line(const struct results_view *view, struct buf *out, const struct pair *pair, bool is_first)
{
    const struct slice one = results_reviewer(view, pair->one), other = results_reviewer(view, pair->other);
    (void)is_first;
    put_line(out, "cohen_kappa", pair->label->name,
             slice_of(arena_printf(view->arena, "%.*s / %.*s", SLICE_ARGS(one), SLICE_ARGS(other))), pair->kappa.value,
             pair->kappa.units);
}

void results_write_csv(const struct results_view *view, struct buf *out)
{
    const struct results *results = view->results;
    buf_append_text(out, "figure,label,name,number,units\r\n");
    put_line(out, "interactions", SLICE(""), SLICE(""), (double)results->item_count, results->item_count);
    put_line(out, "reviewed", SLICE(""), SLICE(""), (double)results->reviewed_count, results->item_count);
    put_line(out, "reviewed_by_several", SLICE(""), SLICE(""), (double)results->shared_count, results->item_count);
    put_line(out, "disagreed", SLICE(""), SLICE(""), (double)results->disagreed_count, results->shared_count);
    put_line(out, "decided", SLICE(""), SLICE(""), (double)results->decided_count, results->item_count);
    for (size_t i = 0; i < results->label_count; i++)
        put_label_lines(out, &results->labels[i]);
    for (size_t i = 0; i < results->reviewer_count; i++)
        put_line(out, "reviewer", SLICE(""), results_reviewer(view, i), (double)results->reviewers[i].count,
                 results->item_count);
    each_pair(view, out, put_pair_line);
}
