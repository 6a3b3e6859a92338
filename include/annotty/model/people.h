/* The names of people, who are ids in all that the API says of them. An id that somebody wants the name of and that
 * isn't known is noted, to be asked for once; until an answer comes, and where none does, the id stands in. */
#ifndef ANNOTTY_MODEL_PEOPLE_H
#define ANNOTTY_MODEL_PEOPLE_H

#include <annotty/base/arena.h>
#include <annotty/base/buf.h>

struct people;

struct people *people_new(void);
void people_free(struct people **people);

/* The name, or nothing: then the id is noted. NULL knows nobody. Valid until the next people_put. */
struct slice people_name(struct people *people, struct slice id);

/* The next id that is to be asked for; false when there is none. It isn't given again before people_retry. */
bool people_ask(struct people *people, struct slice *id);
/* The name of an id, asked for or not; an empty one says that it is not to be had. */
void people_put(struct people *people, struct slice id, struct slice name);
/* Nobody's name is to be had, now or for good: nothing is asked any more. */
void people_give_up(struct people *people, bool for_good);
/* What was asked and not answered is asked again, unless it was given up for good. */
void people_retry(struct people *people);

/* Who is at the screen; empty while that isn't known. NULL knows nobody. */
void people_set_me(struct people *people, struct slice id);
struct slice people_me(const struct people *people);
/* The ids of those whose known names contain the text, without regard to case. The array is the arena's, the ids are
 * valid as long as the people. Returns how many. */
size_t people_called(const struct people *people, struct slice text, struct arena *arena, struct slice **ids);
size_t people_count(const struct people *people); /* known or not */

/* The name that the answer about a person gives: the name, else the handle, else the email. An empty `id` stands for
 * whom the answer is about, who is at the screen then. */
bool people_read_answer(struct people *people, struct slice id, struct slice body);

/* What is known, in lines PREFIX "ID NAME", and back without the prefix. What is read is shown, and asked for again
 * when it is: names change. */
void people_write(const struct people *people, const char *prefix, struct buf *out);
void people_read_line(struct people *people, struct slice line);

#endif
