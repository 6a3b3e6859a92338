/* Labels of annotations, read once for each distinct text: 200,000 interactions often share a few hundred answers. */
#ifndef ANNOTTY_MODEL_QUERY_LABELS_H
#define ANNOTTY_MODEL_QUERY_LABELS_H

#include <annotty/api/labels.h>

struct label_set {
    struct slice json; /* the text it was read from */
    const struct label_value *values;
    size_t count;
};

struct labels;

struct labels *labels_new(void);
void labels_free(struct labels **labels);
/* Equal texts give the same set as long as there is room to remember. Valid until labels_forget. */
const struct label_set *labels_of(struct labels *labels, struct slice json);
/* Drops the sets that there was no room to remember. */
void labels_forget(struct labels *labels);

#endif
