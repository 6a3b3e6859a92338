/* A form made from an operation's rows: a field for each member a person may give. Knows nothing of drawing. */
#ifndef ANNOTTY_MODEL_FORM_H
#define ANNOTTY_MODEL_FORM_H

#include <annotty/api/call.h>
#include <annotty/api/rows.h>
#include <annotty/model/line.h>

struct form_field {
    const struct api_field *row;
    struct line line;  /* what is typed; for choices the chosen word */
    char problem[160]; /* what is wrong with it, empty when nothing is known to be */
    char *original;    /* what it was when the form was filled, NULL when empty; owned */
};

struct form {
    struct api_call call; /* with what was known before (path parameters, fixed members) */
    struct form_field *fields;
    size_t count;
    size_t focus; /* field being typed in */
    bool is_update;
    char *before; /* what is changed, as the person saw it, JSON; NULL: not known; owned */
};

/* Members that are references (API_REFERENCE), lists of records or already in `call` are not asked for. Takes the call.
 */
struct form *form_new(struct api_call call);
void form_free(struct form **form);
/* Fills in what the resource says now; an update sends only what differs from it (contract section 6). */
void form_fill(struct form *form, const struct rows *rows, uint32_t row);
void form_set(struct form *form, const char *name, struct slice text);
/* What a field was before anything was typed. */
void form_was(struct form *form, const char *name, struct slice text);

bool form_next(struct form *form); /* to the next field; false at the last */
bool form_previous(struct form *form);
/* Steps through the choices of an enum or boolean field. */
void form_choose(struct form *form, int by);

/* Checks one field, or all of them, by their rows (D11 for names, required, numbers, JSON); problems stand in the
 * fields, and the focus goes to the first one. */
bool form_check_field(struct form *form, size_t field);
bool form_check(struct form *form);
/* Whether a person typed anything that would be lost. */
bool form_is_changed(const struct form *form);
/* The call to send: a copy with the members set; form_check must have agreed. */
struct api_call form_call(const struct form *form);
/* Puts a server's objection beside the field it names ("/data/attributes/name"); false when it names none of them. */
bool form_object(struct form *form, const struct error *error);

#endif
