#include "example.h"

#include <annotty/base/mem.h>

const struct example examples[] = {
    { NULL, NULL, "annotty", "Open the workbench on the local workspace, or on the server that the settings name." },
    { NULL, NULL, "annotty --profile staging --theme dark", "The same with the settings of a profile." },
    { "project", "create", "annotty project create --name \"Support answers\"", "Make a project." },
    { "queue", "list", "annotty queue list", "See all queues." },
    { "queue", "list", "annotty queue list --json", "The same as the API says it, for a script." },
    { "queue", "create", "annotty queue create --name \"Week 47\" --project-id PROJECT_ID", "Make a queue." },
    { "queue", "update", "annotty queue update QUEUE_ID --description \"Is it kind?\"", "Change what is asked." },
    { "queue", "delete", "annotty queue delete QUEUE_ID --yes", "Delete a queue without being asked." },
    { "interaction", "add", "annotty interaction add QUEUE_ID trace-1 experiment_trace:run-7", "Add two traces." },
    { "interaction", "add", "annotty interaction add QUEUE_ID @ids.txt", "Add what a file lists, one a line." },
    { "interaction", "add", "grep -o 'trace-[0-9]*' app.log | annotty interaction add QUEUE_ID -",
      "Add what another program finds." },
    { "interaction", "list", "annotty interaction list QUEUE_ID --filter 'label:quality=bad disagree'",
      "See what people disagree about." },
    { "interaction", "remove", "annotty interaction remove QUEUE_ID INTERACTION_ID", "Take one out again." },
    { "dataset", "list", "annotty dataset list PROJECT_ID", "See a project's datasets." },
    { "dataset", "create", "annotty dataset create PROJECT_ID --name \"Refunds\"", "Make a dataset." },
    { "record", "list", "annotty record list PROJECT_ID DATASET_ID --version 3",
      "See the records of an older version." },
    { "record", "append", "annotty record append PROJECT_ID DATASET_ID @records.jsonl", "Add what a file holds." },
    { "record", "append", "annotty record append PROJECT_ID DATASET_ID --input '{\"question\": \"Why?\"}'",
      "Add a single one." },
    { "experiment", "list", "annotty experiment list --project PROJECT_ID", "See a project's experiments." },
    { "event", "list", "annotty event list EXPERIMENT_ID --jsonl", "Get an experiment's spans, one a line." },
    { "serve", NULL, "annotty serve --listen 127.0.0.1:8126", "Serve the workspace to programs on this machine." },
    { "serve", NULL, "annotty serve --listen 0.0.0.0:8126 --tls-cert cert.pem --tls-key key.pem",
      "Serve it to a team." },
    { "key", "add", "annotty key add --user \"Ada Lovelace\" --handle ada", "Let somebody in." },
    { "doctor", NULL, "annotty doctor", "Find out why something doesn't work." },
    { "config", NULL, "annotty config", "See which settings are in force, and why." },
    { "completion", "bash", "annotty completion bash >~/.local/share/bash-completion/completions/annotty",
      "Complete with Tab where annotty was not installed with meson." },
};
const size_t example_count = ARRAY_LENGTH(examples);
