/* The table of the program's own commands, and those that are too small for a file of their own. */
#include "command.h"

#include "cache.h"
#include "completion.h"
#include "config_print.h"
#include "doctor.h"
#include "export.h"
#include "help.h"
#include "import.h"
#include "journal.h"
#include "key.h"
#include "man.h"
#include "results.h"
#include "serve.h"

#include <annotty/base/mem.h>
#include <annotty/server/server.h>

#include <stdio.h>

static bool print_version(const struct command_input *input, struct error *error)
{
    (void)input, (void)error;
    puts("annotty " ANNOTTY_VERSION);
    return true;
}

static bool remove_sample(const struct command_input *input, struct error *error)
{
    const char *dir = NULL;
    size_t removed = 0;
    if (!config_data_dir(input->config, &dir, error) || !server_sample_remove(dir, &removed, error))
        return false;
    printf("removed %zu\n", removed);
    return true;
}

const struct command commands[] = {
    { .noun = "serve",
      .flags = { [SERVE_LISTEN] = { "listen", "PLACE", "ADDRESS:PORT or unix:PATH; 127.0.0.1:8126 if not said." },
                 [SERVE_TLS_CERT] = { "tls-cert", "FILE", "Certificate and what stands between it and its root, PEM." },
                 [SERVE_TLS_KEY] = { "tls-key", "FILE", "Private key of the certificate, PEM." },
                 [SERVE_PLAIN_HTTP] = { "plain-http", NULL, "Serve other machines without TLS." },
                 [SERVE_ANY_KEY] = { "any-key", NULL, "Let in everybody on this machine who names some key." },
                 [SERVE_RATE_LIMIT] = { "rate-limit", "N", "Requests a second for each key before 429." } },
      .help = "Serve the workspace to others, until it is told to end.",
      .run = run_serve },
    { .noun = "key",
      .verb = "add",
      .flags = { [KEY_USER] = { "user", "NAME", "Whose keys they are." },
                 [KEY_HANDLE] = { "handle", "HANDLE", "Tells people of one name apart; the name where it is missing." },
                 [KEY_EMAIL] = { "email", "ADDRESS", "Where to write to the person." } },
      .help = "Make a pair of keys for a person, and show it this once.",
      .run = run_key_add },
    { .noun = "key", .verb = "list", .help = "Print whose keys are accepted.", .run = run_key_list },
    { .noun = "key",
      .verb = "revoke",
      .words = "ID",
      .words_least = 1,
      .words_most = 1,
      .help = "Accept a pair of keys no longer.",
      .run = run_key_revoke },
    { .noun = "import",
      .words = "FILE...",
      .words_least = 1,
      .words_most = 1000,
      .flags = { [IMPORT_FLAG_FORMAT] = { "format", "auto|spans|otlp|chat|lines",
                                          "What the files are written in; else it is found out." },
                 [IMPORT_FLAG_INPUT] = { "input", "MEMBER", "Of plain lines: the member that went in, as a.b." },
                 [IMPORT_FLAG_OUTPUT] = { "output", "MEMBER", "Of plain lines: the member that came out." },
                 [IMPORT_FLAG_QUEUE] = { "queue", "NAME", "Put each trace into this queue, made if need be." },
                 [IMPORT_FLAG_PROJECT] = { "project", "NAME", "Where the queue is; Imports if not said." },
                 [IMPORT_FLAG_LABELS] = { "labels", "LABELS",
                                          "Labels of the queue: 'quality=good|bad,score=1..5,safe?'." },
                 [IMPORT_FLAG_DRY_RUN] = { "dry-run", NULL, "Tell what the files hold, and send nothing." } },
      .help = "Keep traces: spans, OpenTelemetry, chats, or lines of inputs and outputs.",
      .run = run_import },
    { .noun = "export",
      .words = "QUEUE",
      .words_least = 1,
      .words_most = 1,
      .flags = { [EXPORT_AS] = { "as", "jsonl|json|csv|records|lines", "The form; jsonl if not said." },
                 [EXPORT_FILTER] = { "filter", "FILTER", "Only interactions that match." },
                 [EXPORT_EXPECTED] = { "expected", "LABEL", "Of records: the label that holds the corrected output." },
                 [EXPORT_NO_TRACES] = { "no-traces", NULL, "Leave the traces out, which have to be asked for." },
                 [EXPORT_OUTPUT] = { "output", "FILE", "Where to write; standard output if not said." } },
      .help = "Write a queue's interactions with their traces and labels.",
      .run = run_export },
    { .noun = "dataset",
      .verb = "from-queue",
      .words = "QUEUE PROJECT_ID DATASET_ID",
      .words_least = 3,
      .words_most = 3,
      .flags = { [FROM_QUEUE_FILTER] = { "filter", "FILTER", "Only interactions that match." },
                 [FROM_QUEUE_EXPECTED] = { "expected", "LABEL", "The label that holds the corrected output." },
                 [FROM_QUEUE_DRY_RUN] = { "dry-run", NULL, "Print the requests, and send nothing." },
                 [FROM_QUEUE_JOURNAL] = { "journal", NULL, "Put it into the journal, to be sent later." } },
      .help = "Append a queue's interactions to a dataset, as records with input, expected output and labels.",
      .run = run_dataset_from_queue },
    { .noun = "results",
      .words = "QUEUE",
      .words_least = 1,
      .words_most = 1,
      .flags = { [RESULTS_JSON] = { "json", NULL, "Print one JSON object." },
                 [RESULTS_CSV] = { "csv", NULL, "Print CSV (RFC 4180), a figure a line." } },
      .help = "Print what the reviewers of a queue said, and how far they agree.",
      .run = run_results },
    { .noun = "journal",
      .verb = "list",
      .flags = { [JOURNAL_LIST_ALL] = { "all", NULL, "Also what is done or dropped." },
                 [JOURNAL_LIST_JSON] = { "json", NULL, "Print one JSON array." },
                 [JOURNAL_LIST_JSONL] = { "jsonl", NULL, "Print JSON, one change a line." },
                 [JOURNAL_LIST_CSV] = { "csv", NULL, "Print CSV (RFC 4180)." } },
      .help = "Print the changes that the server doesn't have yet.",
      .run = run_journal_list },
    { .noun = "journal",
      .verb = "send",
      .flags = { [JOURNAL_SEND_PATIENCE] = { "patience", "SECONDS",
                                             "How long to try; until all is sent if not said." } },
      .help = "Send what the journal holds, and wait until it is sent.",
      .run = run_journal_send },
    { .noun = "journal",
      .verb = "retry",
      .words = "ID...|all",
      .words_least = 1,
      .words_most = 1000,
      .help = "Let changes go again that failed, or that nobody knows of.",
      .run = run_journal_retry },
    { .noun = "journal",
      .verb = "drop",
      .words = "ID...|all",
      .words_least = 1,
      .words_most = 1000,
      .help = "Never send these changes.",
      .run = run_journal_drop },
    { .noun = "journal",
      .verb = "export",
      .flags = { [JOURNAL_EXPORT_CURL] = { "curl", NULL, "As commands for sh, with the keys as variables." } },
      .help = "Print the requests that the server doesn't have yet, one JSON object a line.",
      .run = run_journal_export },
    { .noun = "cache",
      .verb = "info",
      .flags = { [CACHE_INFO_JSON] = { "json", NULL, "Print one JSON object." } },
      .help = "Tell what is remembered of servers, where, and how large it is.",
      .run = run_cache_info },
    { .noun = "cache",
      .verb = "clear",
      .words = "[SITE]",
      .words_most = 1,
      .help = "Forget what was seen, of one site or of all; it can be read from the server again.",
      .run = run_cache_clear },
    { .noun = "config",
      .verb = "profiles",
      .needs_no_settings = true,
      .help = "Print the names of the profiles.",
      .run = run_config_profiles },
    { .noun = "config",
      .flags = { [CONFIG_FLAG_JSON] = { "json", NULL, "Print one JSON array." } },
      .needs_no_settings = true,
      .help = "Print every setting, its value and where it came from.",
      .run = run_config },
    { .noun = "doctor",
      .flags = { [DOCTOR_FLAG_JSON] = { "json", NULL, "Print one JSON object." } },
      .needs_no_settings = true,
      .help = "Tell what is in force, what works, and what to do where it doesn't.",
      .run = run_doctor },
    { .noun = "sample", .verb = "remove", .help = "Take the sample workspace away.", .run = remove_sample },
    { .noun = "completion",
      .verb = "bash",
      .needs_no_settings = true,
      .help = "Print the completion for bash.",
      .run = run_completion_bash },
    { .noun = "completion",
      .verb = "fish",
      .needs_no_settings = true,
      .help = "Print the completion for fish.",
      .run = run_completion_fish },
    { .noun = "completion",
      .verb = "zsh",
      .needs_no_settings = true,
      .help = "Print the completion for zsh.",
      .run = run_completion_zsh },
    { .noun = "help",
      .verb = "keys",
      .needs_no_settings = true,
      .help = "Print the workbench's keys and commands.",
      .run = run_help_keys },
    { .noun = "help",
      .verb = "man",
      .needs_no_settings = true,
      .help = "Print the manual, for man.",
      .run = run_help_man },
    { .noun = "help",
      .verb = "themes",
      .needs_no_settings = true,
      .help = "Print the names of the themes.",
      .run = run_help_themes },
    { .noun = "help",
      .words = "[NOUN [VERB]]",
      .words_most = 2,
      .needs_no_settings = true,
      .help = "Print all commands and settings, or what one command takes.",
      .run = run_help },
    { .noun = "--help", .needs_no_settings = true, .help = "The same as help.", .run = run_help },
    { .noun = "--version", .needs_no_settings = true, .help = "Print the version.", .run = print_version },
};
const size_t command_count = ARRAY_LENGTH(commands);
