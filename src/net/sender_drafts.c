/* Drafts in the journal's file: kept as the person types, told when the journal is opened. */
#include "sender_private.h"

#include <stdlib.h>

static bool tell_draft(struct slice name, struct slice text, void *data)
{
    (void)name;
    sender_post(data, (struct fetch_event){ .kind = FETCH_DRAFT, .note = xstrndup(text.at, text.length) });
    return true;
}

void sender_tell_drafts(struct sender *sender)
{
    struct fetch_event end = { .kind = FETCH_DRAFT };
    journal_each_draft(sender->journal, tell_draft, sender, &end.error);
    sender_post(sender, end);
}

void sender_keep_draft(struct sender *sender, const char *name, struct slice text)
{
    struct fetch_event event = { .kind = FETCH_DRAFT };
    if (sender->journal != NULL && !journal_keep_draft(sender->journal, name, text, &event.error))
        sender_post(sender, event);
}
