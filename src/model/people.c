#include <annotty/model/people.h>

#include <annotty/api/answer.h>
#include <annotty/base/index.h>
#include <annotty/base/mem.h>
#include <annotty/base/text.h>

#include <stdlib.h>

/* Nobody has so many colleagues; ids beyond that stay ids. */
enum { PEOPLE_MAX = 4096, PEOPLE_WRITTEN_MAX = 256 };

/* Remembered ones have a name that may be old; they are wanted once somebody looks at them. */
enum person_state { PERSON_WANTED, PERSON_REMEMBERED, PERSON_ASKED, PERSON_KNOWN, PERSON_NAMELESS };

struct person {
    struct slice id, name; /* in the arena */
    enum person_state state;
};

struct people {
    struct person *persons;
    size_t count, capacity;
    size_t next; /* nobody before it is wanted */
    struct index by_id;
    struct arena texts;
    struct slice me;
    bool gave_up, gave_up_for_good;
};

struct people *people_new(void)
{
    return xcalloc(1, sizeof(struct people));
}

void people_free(struct people **people)
{
    if (*people == NULL)
        return;
    free((*people)->persons);
    index_free(&(*people)->by_id);
    arena_free(&(*people)->texts);
    free(*people);
    *people = NULL;
}

static struct slice id_of(uint32_t handle, const void *owner)
{
    const struct people *const people = owner;
    return people->persons[handle].id;
}

static struct slice keep(struct people *people, struct slice text)
{
    return (struct slice){ .at = arena_copy(&people->texts, text), .length = text.length };
}

/* NULL when there are too many. */
static struct person *find_or_add(struct people *people, struct slice id)
{
    const uint32_t handle = index_find(&people->by_id, id, id_of, people);
    if (handle != INDEX_NONE)
        return &people->persons[handle];
    if (people->count == PEOPLE_MAX)
        return NULL;
    people->persons = xgrow(people->persons, &people->capacity, people->count + 1, sizeof(*people->persons));
    index_insert(&people->by_id, id, (uint32_t)people->count);
    people->persons[people->count] = (struct person){ .id = keep(people, id) };
    return &people->persons[people->count++];
}

struct slice people_name(struct people *people, struct slice id)
{
    if (people == NULL || id.length == 0)
        return SLICE("");
    struct person *const person = find_or_add(people, id);
    if (person == NULL)
        return SLICE("");
    if (person->state == PERSON_REMEMBERED) {
        const size_t position = (size_t)(person - people->persons);
        person->state = PERSON_WANTED;
        people->next = position < people->next ? position : people->next;
    }
    return person->name;
}

bool people_ask(struct people *people, struct slice *id)
{
    while (people->next < people->count && people->persons[people->next].state != PERSON_WANTED)
        people->next++;
    if (people->gave_up || people->gave_up_for_good || people->next == people->count)
        return false;
    *id = people->persons[people->next].id;
    people->persons[people->next].state = PERSON_ASKED;
    return true;
}

void people_put(struct people *people, struct slice id, struct slice name)
{
    struct person *const person = find_or_add(people, id);
    if (person == NULL)
        return;
    if (!slice_equal(person->name, name))
        person->name = keep(people, name);
    person->state = name.length > 0 ? PERSON_KNOWN : PERSON_NAMELESS;
}

void people_give_up(struct people *people, bool for_good)
{
    people->gave_up = true;
    people->gave_up_for_good = people->gave_up_for_good || for_good;
}

void people_retry(struct people *people)
{
    people->gave_up = false;
    people->next = 0;
    for (size_t i = 0; i < people->count; i++)
        if (people->persons[i].state == PERSON_ASKED)
            people->persons[i].state = PERSON_WANTED;
}

void people_set_me(struct people *people, struct slice id)
{
    people->me = keep(people, id);
}

struct slice people_me(const struct people *people)
{
    return people != NULL ? people->me : SLICE("");
}

size_t people_count(const struct people *people)
{
    return people->count;
}

size_t people_called(const struct people *people, struct slice text, struct arena *arena, struct slice **ids)
{
    size_t found = 0;
    *ids = NULL;
    for (size_t i = 0; people != NULL && text.length > 0 && i < people->count; i++) {
        if (people->persons[i].name.length == 0 || !text_contains(people->persons[i].name, text))
            continue;
        if (*ids == NULL)
            *ids = arena_alloc(arena, (people->count - i) * sizeof(**ids));
        (*ids)[found++] = people->persons[i].id;
    }
    return found;
}

bool people_read_answer(struct people *people, struct slice id, struct slice body)
{
    static const char *const members[] = { "name", "handle", "email" };
    struct api_record record;
    if (!api_answer_one(&api_operations[API_GET_USER], body, &record, NULL))
        return false;
    struct arena arena = ARENA_EMPTY;
    struct slice name = { .at = "" };
    if (id.length == 0) {
        id = api_plain_text(&arena, record.id);
        people_set_me(people, id);
    }
    for (size_t i = 0; i < ARRAY_LENGTH(members) && name.length == 0; i++) {
        const struct json_value value = record.values[api_field_index(record.resource, slice_of(members[i]))];
        if (value.kind == JSON_STRING)
            name = slice_trim(api_plain_text(&arena, value));
    }
    people_put(people, id, name);
    arena_free(&arena);
    return true;
}

void people_write(const struct people *people, const char *prefix, struct buf *out)
{
    size_t written = 0;
    for (size_t i = 0; i < people->count && written < PEOPLE_WRITTEN_MAX; i++) {
        const struct person *const person = &people->persons[i];
        const bool fits = person->state == PERSON_KNOWN && memchr(person->name.at, '\n', person->name.length) == NULL &&
                          memchr(person->id.at, '\n', person->id.length) == NULL &&
                          memchr(person->id.at, ' ', person->id.length) == NULL;
        if (!fits)
            continue;
        buf_printf(out, "%s%.*s %.*s\n", prefix, SLICE_ARGS(person->id), SLICE_ARGS(person->name));
        written++;
    }
}

void people_read_line(struct people *people, struct slice line)
{
    struct slice id;
    if (!slice_cut(&line, ' ', &id) || line.at == NULL || id.length == 0)
        return;
    struct person *const person = find_or_add(people, id);
    if (person == NULL || person->name.length > 0)
        return;
    person->name = keep(people, line);
    person->state = PERSON_REMEMBERED;
}
