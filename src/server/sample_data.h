/* What the sample workspace is made of: who, which queues, which labels. Each interaction has a topic and a quality;
 * each reviewer sees the quality a little differently; the labels follow from what the reviewer sees. */
#ifndef ANNOTTY_SERVER_SAMPLE_DATA_H
#define ANNOTTY_SERVER_SAMPLE_DATA_H

#include <stddef.h>

enum sample_level { SAMPLE_GOOD, SAMPLE_MIXED, SAMPLE_BAD, SAMPLE_LEVEL_COUNT };

enum { SAMPLE_REVIEWERS = 3, SAMPLE_QUEUES = 6, SAMPLE_CHOICES_MAX = 6, SAMPLE_CASES_MAX = 16 };

enum sample_project_id { SAMPLE_SUPPORT, SAMPLE_ENGINEERING, SAMPLE_PROJECTS };

/* A label of a theme. One of the texts for the level is its value; '@' in it stands for the topic. */
struct sample_label {
    const char *name;
    int percent;                                               /* how often a reviewer gives it */
    const char *texts[SAMPLE_LEVEL_COUNT][SAMPLE_CHOICES_MAX]; /* JSON */
};

/* What the interactions of a queue are about, and how they are judged. */
struct sample_theme {
    const char *const *topics;         /* NULL ends */
    const struct sample_label *labels; /* the first is the verdict, which a reviewer may explain (contract D47) */
    size_t label_count;
    struct sample_label note; /* a label, or the reasoning of an explained verdict */
    const char *asks;         /* the queue's labels (api/label_notation.h) */
};

struct sample_person {
    const char *name, *handle;
    int kindness; /* percent of cases in which quality looks one level better, or worse when negative */
    int explains; /* percent of verdicts that come with assessment and reasoning */
};

struct sample_project {
    const char *name, *description;
};

/* What the contents of a queue come from: an experiment on a dataset with a record for each of them. */
struct sample_experiment {
    const char *dataset, *dataset_description;
    const char *name, *description;
    const char *config; /* JSON */
};

/* How the ids of a queue's contents look. */
enum sample_content {
    SAMPLE_TRACE_ID, /* 32 hexadecimal digits */
    SAMPLE_DATED,    /* prefix-2024-01-15-0042 */
    SAMPLE_NUMBERED, /* prefix-4127 */
};

struct sample_queue {
    enum sample_project_id project;
    const char *name, *description;
    int days;                       /* since it was made */
    int size;                       /* interactions */
    int reviewed[SAMPLE_REVIEWERS]; /* percent of the interactions that each person has reviewed */
    int experiments;                /* percent of the interactions that come from experiments */
    int good, bad;                  /* percent of the contents; the rest is mixed */
    enum sample_content content;
    const char *prefix;
    const struct sample_theme *theme;
    const struct sample_experiment *experiment; /* or NULL */
};

extern const struct sample_person sample_people[SAMPLE_REVIEWERS];
extern const struct sample_project sample_projects[SAMPLE_PROJECTS];
extern const struct sample_queue sample_queues[SAMPLE_QUEUES]; /* the oldest first */

#endif
