#include "suggest.h"

#include <annotty/base/mem.h>

#include <stdint.h>
#include <stdio.h>

/* --- Distance ----------------------------------------------------------------------------------------------------- */

enum { WORD_MAX = 32 };

static size_t least(size_t a, size_t b, size_t c)
{
    const size_t lesser = a < b ? a : b;
    return lesser < c ? lesser : c;
}

/* How many letters have to be put in, left out, changed or swapped with the next one. */
static size_t distance_between(struct slice a, struct slice b)
{
    size_t table[WORD_MAX + 1][WORD_MAX + 1];
    if (a.length > WORD_MAX || b.length > WORD_MAX)
        return SIZE_MAX;
    for (size_t i = 0; i <= a.length; i++)
        table[i][0] = i;
    for (size_t k = 0; k <= b.length; k++)
        table[0][k] = k;
    for (size_t i = 1; i <= a.length; i++) {
        for (size_t k = 1; k <= b.length; k++) {
            const size_t changed = table[i - 1][k - 1] + (a.at[i - 1] != b.at[k - 1]);
            table[i][k] = least(changed, table[i - 1][k] + 1, table[i][k - 1] + 1);
            if (i > 1 && k > 1 && a.at[i - 1] == b.at[k - 2] && a.at[i - 2] == b.at[k - 1] &&
                table[i - 2][k - 2] + 1 < table[i][k])
                table[i][k] = table[i - 2][k - 2] + 1;
        }
    }
    return table[a.length][b.length];
}

struct suggestion suggestion_for(struct slice typed)
{
    /* Beyond a third of its letters a word is another word. */
    return (struct suggestion){ .typed = typed, .distance = typed.length / 3 + 1 };
}

void suggestion_offer(struct suggestion *suggestion, const char *word)
{
    const struct slice whole = slice_of(word);
    const bool is_begun = suggestion->typed.length > 1 && slice_starts_with(whole, suggestion->typed);
    const size_t distance = is_begun ? 1 : distance_between(suggestion->typed, whole);
    if (distance >= suggestion->distance || distance >= whole.length)
        return;
    suggestion->distance = distance;
    suggestion->word = word;
}

/* --- Commands ----------------------------------------------------------------------------------------------------- */

static bool no_such_verb(struct slice noun, struct slice verb, const char *verbs, struct error *error)
{
    struct suggestion near = suggestion_for(verb);
    if (verb.length == 0)
        return error_set(error, ERROR_USAGE, NULL, "annotty %.*s needs a verb: %s", SLICE_ARGS(noun), verbs);
    for (size_t i = 0; i < catalog_count(); i++) {
        const struct catalog_entry entry = catalog_entry(i);
        if (slice_is(noun, entry.noun) && entry.verb != NULL)
            suggestion_offer(&near, entry.verb);
    }
    if (near.word != NULL)
        return error_set(error, ERROR_USAGE, NULL, "\"%.*s %.*s\" is no command; did you mean annotty %.*s %s?",
                         SLICE_ARGS(noun), SLICE_ARGS(verb), SLICE_ARGS(noun), near.word);
    return error_set(error, ERROR_USAGE, NULL, "\"%.*s %.*s\" is no command; the verbs of %.*s are: %s",
                     SLICE_ARGS(noun), SLICE_ARGS(verb), SLICE_ARGS(noun), verbs);
}

static const char *near_noun(struct slice typed)
{
    struct suggestion near = suggestion_for(typed);
    const char *noun = catalog_noun(0);
    for (size_t i = 0; noun != NULL; noun = catalog_noun(++i))
        suggestion_offer(&near, noun);
    return near.word;
}

static bool no_such_noun(struct slice noun, struct slice verb, struct error *error)
{
    /* "create queue" is said the other way round. */
    struct catalog_entry swapped;
    const char *second = near_noun(verb);
    if (second != NULL && catalog_find(slice_of(second), noun, &swapped))
        return error_set(error, ERROR_USAGE, NULL, "\"%.*s\" is no command; did you mean annotty %s %s?",
                         SLICE_ARGS(noun), swapped.noun, swapped.verb);
    const char *word = near_noun(noun);
    if (word != NULL)
        return error_set(error, ERROR_USAGE, NULL, "\"%.*s\" is no command; did you mean annotty %s?", SLICE_ARGS(noun),
                         word);
    return error_set(error, ERROR_USAGE, NULL, "\"%.*s\" is no command; annotty --help lists them", SLICE_ARGS(noun));
}

bool suggest_command(struct slice noun, struct slice verb, struct error *error)
{
    if (slice_starts_with(noun, SLICE("--")))
        return suggest_flag(NULL, slice_from(noun, 2), error);
    struct buf verbs = buf_with_limit(BUF_LIMIT_LINE);
    if (catalog_append_verbs(noun, &verbs) > 0)
        no_such_verb(noun, slice_starts_with(verb, SLICE("-")) ? SLICE("") : verb, buf_text(&verbs), error);
    else
        no_such_noun(noun, verb, error);
    buf_free(&verbs);
    return false;
}

/* --- Flags -------------------------------------------------------------------------------------------------------- */

static const struct catalog_flag *offer_flags(struct suggestion *near, const struct catalog_flag *flags, size_t count)
{
    const struct catalog_flag *same = NULL;
    for (size_t i = 0; i < count; i++) {
        suggestion_offer(near, flags[i].name);
        if (slice_is(near->typed, flags[i].name))
            same = &flags[i];
    }
    return same;
}

bool suggest_flag(const struct catalog_entry *entry, struct slice flag, struct error *error)
{
    struct catalog_flag flags[CATALOG_FLAGS_MAX], settings[CATALOG_FLAGS_MAX];
    struct slice rest = flag;
    slice_cut(&rest, '=', &flag);
    struct suggestion near = suggestion_for(flag);
    const size_t count = entry != NULL ? catalog_flags(entry, flags) : catalog_lone_flags(flags);
    const struct catalog_flag *same = offer_flags(&near, flags, count);
    if (same != NULL && same->argument != NULL)
        return error_set(error, ERROR_USAGE, NULL, "--%s needs a value: --%s %s", same->name, same->name,
                         same->argument);
    const size_t setting_count = catalog_settings(settings);
    offer_flags(&near, settings, setting_count);
    struct buf name = buf_with_limit(BUF_LIMIT_LINE);
    if (entry != NULL)
        catalog_append_name(entry, &name);
    else
        buf_append_text(&name, "annotty");
    if (near.word != NULL)
        error_set(error, ERROR_USAGE, NULL, "--%.*s is no flag of %s; did you mean --%s?", SLICE_ARGS(flag),
                  buf_text(&name), near.word);
    else
        error_set(error, ERROR_USAGE, NULL, "--%.*s is no flag of %s; %s --help lists them", SLICE_ARGS(flag),
                  buf_text(&name), buf_text(&name));
    buf_free(&name);
    return false;
}
