#include "confirm.h"

#include <annotty/base/text.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool confirm(const struct api_operation *operation, const struct arguments *arguments, size_t count,
             struct error *error)
{
    if (!operation->can_vanish || arguments->flags[FLAG_YES] != NULL || arguments->flags[FLAG_DRY_RUN] != NULL)
        return true;
    if (!isatty(STDIN_FILENO))
        return error_set(error, ERROR_USAGE, NULL, "annotty %s %s can't be undone: say --yes", operation->noun,
                         operation->verb);
    char text[TEXT_COUNT_SIZE];
    /* The help is a sentence: what is done, then its full stop. */
    fprintf(stderr, "%.*s%s%s. This can't be undone. Go on? [y/N] ", (int)strlen(operation->help) - 1, operation->help,
            count > 0 ? ": " : "", count > 0 ? text_count(count, text) : "");
    const int answer = getchar();
    return answer == 'y' || answer == 'Y' || error_set(error, ERROR_CANCELLED, NULL, "nothing was done");
}
