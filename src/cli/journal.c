/* The journal read, and what a person decides about single changes of it. */
#include "journal.h"

#include "keep.h"
#include "output.h"
#include "report.h"

#include <annotty/api/call_text.h>
#include <annotty/api/change_rows.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>
#include <annotty/cli/connection.h>
#include <annotty/json/json.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* --- list --------------------------------------------------------------------------------------------------------- */

/* Changes are printed as what a list of the API has: a batch of rows, and the same as JSON. */
struct listing {
    struct rows *rows;
    struct buf elements;
    struct arena arena;
};

static bool list_change(const struct change *change, void *data)
{
    struct listing *const listing = data;
    const struct api_record record = change_record(&listing->arena, change, CHANGE_ROW_CHANGE, NULL);
    buf_append_char(&listing->elements, listing->elements.length == 0 ? '[' : ',');
    api_encode(&listing->elements, &change_resource, api_plain_text(&listing->arena, record.id), record.values);
    rows_put(listing->rows, &record, NULL);
    arena_reset(&listing->arena);
    return true;
}

static const char *format_of(const struct command_input *input)
{
    static const struct {
        enum journal_list_flag flag;
        const char *format;
    } formats[] = { { JOURNAL_LIST_JSON, "json" }, { JOURNAL_LIST_JSONL, "jsonl" }, { JOURNAL_LIST_CSV, "csv" } };
    for (size_t i = 0; i < ARRAY_LENGTH(formats); i++)
        if (input->flags[formats[i].flag] != NULL)
            return formats[i].format;
    return NULL;
}

static bool print_changes(struct journal *journal, const struct command_input *input, struct error *error)
{
    static const struct api_operation list = { .name = "list_changes", .resource = &change_resource };
    const enum journal_part part = input->flags[JOURNAL_LIST_ALL] != NULL ? JOURNAL_ALL : JOURNAL_OPEN;
    struct listing listing = { .rows = rows_new(&change_resource), .elements = buf_with_limit(BUF_LIMIT_ANSWER) };
    struct output *output =
        output_new(&(struct output_options){ .operation = &list, .format = format_of(input) }, error);
    bool good = output != NULL && journal_each(journal, part, 0, list_change, &listing, error);
    buf_append_text(&listing.elements, listing.elements.length == 0 ? "[]" : "]");
    good = good && output_put(output, listing.rows, buf_slice(&listing.elements), error) && output_end(output, error);
    output_free(&output);
    rows_free(&listing.rows);
    buf_free(&listing.elements);
    arena_free(&listing.arena);
    return good;
}

bool run_journal_list(const struct command_input *input, struct error *error)
{
    struct journal *journal = keep_open(input->config, error);
    const bool good = journal != NULL && print_changes(journal, input, error);
    journal_close(&journal);
    return good;
}

/* --- export ------------------------------------------------------------------------------------------------------- */

struct exporting {
    const char *base; /* of curl commands; NULL: JSON */
    bool with_keys;
    struct error *error;
};

static void write_json(const struct change *change, struct buf *line)
{
    buf_printf(line, "{\"id\":%lld,\"state\":\"%s\",\"operation\":\"%s\",\"method\":\"%s\",\"target\":",
               (long long)change->id, change_states[change->state].name, change->call.operation->name,
               api_method_names[change->call.operation->method]);
    struct buf part = buf_with_limit(BUF_LIMIT_BODY * 2);
    api_call_target(&change->call, &part);
    json_write_string(line, buf_slice(&part));
    buf_clear(&part);
    if (change->call.operation->request_type != NULL && api_call_body(&change->call, &part))
        buf_printf(line, ",\"body\":%s", buf_text(&part));
    buf_append_text(line, "}\n");
    buf_free(&part);
}

/* All that is foreign in it stands in the strings of JSON: on a terminal the same line, with what would act there
 * escaped. */
static void print_line(const struct buf *line)
{
    struct buf shown = buf_with_limit(BUF_LIMIT_ANSWER);
    if (isatty(STDOUT_FILENO) == 1 && text_append_json(&shown, (struct slice){ line->data, line->length - 1 }))
        puts(buf_text(&shown));
    else
        fputs(buf_text(line), stdout);
    buf_free(&shown);
}

static bool export_change(const struct change *change, void *data)
{
    const struct exporting *const exporting = data;
    struct buf line = buf_with_limit(BUF_LIMIT_BODY * 4);
    if (exporting->base == NULL)
        write_json(change, &line);
    else
        api_call_curl(&change->call, exporting->base, exporting->with_keys, &line);
    if (line.length > 0)
        print_line(&line);
    buf_free(&line);
    return output_flush(exporting->error);
}

bool run_journal_export(const struct command_input *input, struct error *error)
{
    struct journal *journal = keep_open(input->config, error);
    const bool is_local = connection_is_local(input->config);
    /* A workspace has an address only while it is served. */
    char *const base = is_local ? xstrdup("http://127.0.0.1:8126") : connection_name(input->config);
    struct error unwritten = { 0 }; /* what stopped the printing */
    struct exporting exporting = { .base = input->flags[JOURNAL_EXPORT_CURL] != NULL ? base : NULL,
                                   .with_keys = true,
                                   .error = &unwritten };
    bool good = journal != NULL && journal_each(journal, JOURNAL_OPEN, 0, export_change, &exporting, error);
    if (good && unwritten.kind != ERROR_NONE) {
        *error = unwritten;
        good = false;
    }
    journal_close(&journal);
    free(base);
    return good;
}

/* --- retry, drop -------------------------------------------------------------------------------------------------- */

/* What may be done to a change depends on its state alone. */
struct decision {
    const char *what; /* "sent again" */
    bool (*fits)(enum change_state state);
    void (*decide)(struct change *change);
};

static bool may_be_sent_again(enum change_state state)
{
    return change_states[state].needs_person;
}

static void send_again(struct change *change)
{
    /* What the server has now is what the person has seen by now. */
    if (change->state == CHANGE_CONFLICT) {
        free(change->before);
        change->before = change->answer;
        change->answer = NULL;
    }
    change->state = CHANGE_WAITING;
}

static bool may_be_dropped(enum change_state state)
{
    return change_states[state].is_open;
}

static void drop(struct change *change)
{
    change->state = CHANGE_DROPPED;
}

static const struct decision retrying = { "sent again", may_be_sent_again, send_again };
static const struct decision dropping = { "dropped", may_be_dropped, drop };

struct choosing {
    const struct decision *decision;
    int64_t *ids;
    size_t count, capacity;
};

static bool choose_fitting(const struct change *change, void *data)
{
    struct choosing *const choosing = data;
    if (!choosing->decision->fits(change->state))
        return true;
    choosing->ids = xgrow(choosing->ids, &choosing->capacity, choosing->count + 1, sizeof(*choosing->ids));
    choosing->ids[choosing->count++] = change->id;
    return true;
}

static bool choose_word(struct choosing *choosing, const char *word, struct error *error)
{
    long long id = 0;
    if (!slice_to_int64(slice_of(word), &id))
        return error_set(error, ERROR_USAGE, word, "\"%s\" is no number of a change; see annotty journal list", word);
    choosing->ids = xgrow(choosing->ids, &choosing->capacity, choosing->count + 1, sizeof(*choosing->ids));
    choosing->ids[choosing->count++] = id;
    return true;
}

static bool decide_one(struct journal *journal, const struct decision *decision, int64_t id, struct error *error)
{
    struct change change = { 0 };
    bool good = journal_get(journal, id, &change, error);
    if (good && !decision->fits(change.state))
        good = error_set(error, ERROR_USAGE, NULL, "change %lld is %s and can't be %s", (long long)id,
                         change_states[change.state].name, decision->what);
    if (good && change.state == CHANGE_SENDING && !journal_claim(journal))
        good = error_set(error, ERROR_USAGE, NULL, "change %lld is being sent by another annotty", (long long)id);
    if (good) {
        const enum change_state from = change.state;
        decision->decide(&change);
        good = journal_move(journal, &change, from, error);
    }
    change_free(&change);
    return good;
}

static bool decide(const struct command_input *input, const struct decision *decision, struct error *error)
{
    struct choosing choosing = { .decision = decision };
    struct journal *journal = keep_open(input->config, error);
    bool good = journal != NULL;
    if (input->word_count == 1 && strcmp(input->words[0], "all") == 0)
        good = good && journal_each(journal, JOURNAL_OPEN, 0, choose_fitting, &choosing, error);
    else
        for (size_t i = 0; good && i < input->word_count; i++)
            good = choose_word(&choosing, input->words[i], error);
    for (size_t i = 0; good && i < choosing.count; i++)
        good = decide_one(journal, decision, choosing.ids[i], error);
    if (good) {
        journal_wake_sender(journal);
        printf("%zu %s\n", choosing.count, decision->what);
    }
    free(choosing.ids);
    journal_close(&journal);
    return good;
}

bool run_journal_retry(const struct command_input *input, struct error *error)
{
    return decide(input, &retrying, error);
}

bool run_journal_drop(const struct command_input *input, struct error *error)
{
    return decide(input, &dropping, error);
}
