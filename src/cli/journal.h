/* `annotty journal`: what was changed and isn't with the server yet. */
#ifndef ANNOTTY_SRC_CLI_JOURNAL_H
#define ANNOTTY_SRC_CLI_JOURNAL_H

#include "command.h"

enum journal_list_flag { JOURNAL_LIST_ALL, JOURNAL_LIST_JSON, JOURNAL_LIST_JSONL, JOURNAL_LIST_CSV };
enum journal_export_flag { JOURNAL_EXPORT_CURL };
enum journal_send_flag { JOURNAL_SEND_PATIENCE };

bool run_journal_list(const struct command_input *input, struct error *error);
bool run_journal_export(const struct command_input *input, struct error *error);
bool run_journal_retry(const struct command_input *input, struct error *error);
bool run_journal_drop(const struct command_input *input, struct error *error);
bool run_journal_send(const struct command_input *input, struct error *error);

#endif
