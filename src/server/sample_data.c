#include "sample_data.h"

#include <annotty/base/mem.h>

const struct sample_person sample_people[SAMPLE_REVIEWERS] = {
    { "Maya Lindqvist", "maya.lindqvist", .kindness = 0, .explains = 10 },
    { "Tom\xc3\xa1s Herrera", "tomas.herrera", .kindness = 25, .explains = 0 },
    { "Priya Raman", "priya.raman", .kindness = -30, .explains = 65 },
};

const struct sample_project sample_projects[SAMPLE_PROJECTS] = {
    [SAMPLE_SUPPORT] = { "Support assistant", "Answers customers about orders, refunds and accounts." },
    [SAMPLE_ENGINEERING] = { "Engineering helpers", "Reviews pull requests and answers from the handbook." },
};

/* Support answers */

static const char *const support_topics[] = {
    "the refund window", "a late parcel",          "a double charge",   "a new delivery address", "a locked account",
    "a missing invoice", "the cancelled order",    "a damaged lamp",    "the loyalty points",     "a gift card balance",
    "shipping abroad",   "the subscription price", "a wrong size shoe", "two-factor login",       NULL,
};

static const struct sample_label support_labels[] = {
    { "quality", 100, { { "\"good\"" }, { "\"mixed\"" }, { "\"bad\"" } } },
    { "tone",
      80,
      { { "\"warm\"", "\"warm\"", "\"neutral\"" },
        { "\"neutral\"", "\"warm\"", "\"curt\"" },
        { "\"curt\"", "\"neutral\"" } } },
    { "failure_type",
      75,
      { { "\"none\"" },
        { "\"missed a question\"", "\"too long\"", "\"none\"" },
        { "\"wrong policy\"", "\"made up a fact\"", "\"missed a question\"" } } },
    { "safe", 90, { { "true" }, { "true" }, { "true", "true", "false" } } },
    { "score", 95, { { "5", "4", "5" }, { "3", "3", "4" }, { "1", "2" } } },
};

static const struct sample_theme support = {
    .asks = "quality!^~=good|mixed|bad,tone=warm|neutral|curt,"
            "failure_type=none|missed a question|too long|wrong policy|made up a fact,safe?,score=1..5,note:",
    .topics = support_topics,
    .labels = support_labels,
    .label_count = ARRAY_LENGTH(support_labels),
    .note = { "note",
              45,
              { { "\"Clear on @, and links the right page.\"",
                  "\"Asks one question back, then settles @. I would send this.\"", "\"Short and complete about @.\"",
                  "\"Says sorry once, explains @, offers a next step.\"",
                  "\"Correct on @; the closing line could be friendlier.\"" },
                { "\"Right about @ but forgets the second question.\"",
                  "\"Three paragraphs for @ where two lines would do.\"",
                  "\"The facts on @ are fine, the tone is that of a form letter.\"",
                  "\"Explains @ twice and never says what to click.\"",
                  "\"Half of it is about @, half about nothing asked.\"" },
                { "\"Promises something about @ that we do not offer.\"",
                  "\"Quotes the old policy on @, changed in spring.\"",
                  "\"Tells the customer to call us about @. They already did.\"",
                  "\"Invents an order number while explaining @.\"", "\"Does not answer @ at all.\"" } } },
};

/* Code review */

static const char *const review_topics[] = {
    "the retry loop",
    "the cache key",
    "an unchecked return",
    "the migration",
    "a flaky test",
    "the lock order",
    "the error message",
    "the new index",
    "the time zone",
    "an integer overflow",
    "the feature switch",
    "the public header",
    NULL,
};

static const struct sample_label review_labels[] = {
    { "correct", 100, { { "true" }, { "true", "false" }, { "false" } } },
    { "severity", 85, { { "\"right\"" }, { "\"too high\"", "\"right\"" }, { "\"too high\"", "\"too low\"" } } },
    { "missed",
      60,
      { { "\"nothing\"" },
        { "\"nothing\"", "\"an error path\"", "\"a missing test\"" },
        { "\"a race\"", "\"a null check\"", "\"an error path\"" } } },
    { "usefulness", 95, { { "5", "4" }, { "3", "4", "2" }, { "1", "2" } } },
};

static const struct sample_theme review = {
    .asks = "correct!^~?,severity=right|too high|too low,"
            "missed=nothing|an error path|a missing test|a race|a null check,usefulness=1..5,note:",
    .topics = review_topics,
    .labels = review_labels,
    .label_count = ARRAY_LENGTH(review_labels),
    .note = { "note",
              40,
              { { "\"Finds the real problem in @ and proposes the fix we merged.\"",
                  "\"Good catch on @; I had read over it.\"", "\"Points at the line in @ and says why, nothing more.\"",
                  "\"Asks for a test of @, which then failed.\"" },
                { "\"Right about @, but five other comments are about spacing.\"",
                  "\"The remark on @ is valid, the suggested code does not compile.\"",
                  "\"Sees that @ is odd without seeing why.\"",
                  "\"Worth knowing about @, not worth blocking the merge.\"" },
                { "\"Complains about @, which this change does not touch.\"",
                  "\"Misreads @: the caller holds the lock already.\"", "\"Approves with a bug in @ in plain sight.\"",
                  "\"Repeats the commit message and stops before @.\"" } } },
};

/* Retrieval */

static const char *const handbook_topics[] = {
    "parental leave", "the travel policy",   "VPN access", "expense limits", "on-call pay", "a new laptop",
    "visitor badges", "the security course", NULL,
};

static const struct sample_label handbook_labels[] = {
    { "relevance", 100, { { "3" }, { "2", "1" }, { "0", "1" } } },
    { "grounded", 100, { { "true" }, { "true", "false" }, { "false" } } },
    { "best_source",
      50,
      { { "\"cited\"" }, { "\"cited\"", "\"found, not cited\"" }, { "\"not found\"", "\"outdated page\"" } } },
};

static const struct sample_theme handbook = {
    .asks = "relevance!^~=0..3,grounded?,best_source=cited|found\\, not cited|not found|outdated page,note:",
    .topics = handbook_topics,
    .labels = handbook_labels,
    .label_count = ARRAY_LENGTH(handbook_labels),
    .note = { "note",
              60,
              { { "\"Cites the current page on @ and nothing else.\"",
                  "\"Says what the page on @ says, with the date.\"" },
                { "\"Finds the page on @ but answers from another country's.\"",
                  "\"The passage on @ is right, the summary drops the exception.\"" },
                { "\"Answers on @ from general knowledge; our rule differs.\"",
                  "\"Retrieves last year's page on @.\"" } } },
};

static const struct sample_experiment new_index = {
    .dataset = "Handbook questions",
    .dataset_description = "Twelve questions we know the answers to, with the page that answers them.",
    .name = "new-index",
    .description = "The index built in autumn, five passages a question.",
    .config = "{\"index\":2,\"passages\":5,\"temperature\":0.0}",
};

/* Queues */

const struct sample_queue sample_queues[SAMPLE_QUEUES] = {
    { .project = SAMPLE_SUPPORT, .name = "Escalations to triage", .description = "", .days = 16 },
    { .project = SAMPLE_SUPPORT,
      .name = "Answers in production",
      .description = "One in a hundred answers of the last two weeks. Judge what the customer read, not what you would "
                     "have written.",
      .days = 14,
      .size = 5000,
      .reviewed = { 32, 9, 6 },
      .good = 70,
      .bad = 11,
      .content = SAMPLE_TRACE_ID,
      .theme = &support },
    { .project = SAMPLE_ENGINEERING,
      .name = "Pull request comments",
      .description = "Would you have wanted this comment on your change?",
      .days = 12,
      .size = 640,
      .reviewed = { 20, 55, 12 },
      .experiments = 70,
      .good = 48,
      .bad = 24,
      .content = SAMPLE_NUMBERED,
      .prefix = "pr",
      .theme = &review },
    { .project = SAMPLE_SUPPORT,
      .name = "Refund answers",
      .description = "Everything that mentions money back. The policy page is the yardstick.",
      .days = 9,
      .size = 180,
      .reviewed = { 92, 60, 71 },
      .good = 55,
      .bad = 20,
      .content = SAMPLE_DATED,
      .prefix = "support",
      .theme = &support },
    { .project = SAMPLE_SUPPORT,
      .name = "Thumbs down",
      .description = "Customers disliked these. Find out why, and put the reason in failure_type.",
      .days = 6,
      .size = 48,
      .reviewed = { 100, 100, 88 },
      .good = 12,
      .bad = 60,
      .content = SAMPLE_DATED,
      .prefix = "support",
      .theme = &support },
    { .project = SAMPLE_ENGINEERING,
      .name = "Handbook retrieval, new index",
      .description = "Twelve questions we know the answers to. Is the right page found and cited?",
      .days = 3,
      .size = 12,
      .reviewed = { 100, 75, 92 },
      .experiments = 100,
      .good = 50,
      .bad = 25,
      .content = SAMPLE_DATED,
      .prefix = "handbook",
      .theme = &handbook,
      .experiment = &new_index },
};
