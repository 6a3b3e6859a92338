#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const struct fuzz_target fuzz_targets[] = {
    { "json", "a JSON text read, written, compared and hashed", fuzz_json },
    { "stream", "an answer that arrives in pieces", fuzz_stream },
    { "resource", "resources decoded, put into rows, and encoded", fuzz_resource },
    { "answer", "what a server answers to a call", fuzz_answer },
    { "request", "what a client asks of the server, and the same call made by the client", fuzz_request },
    { "query", "the filter language over rows", fuzz_query },
    { "import", "lines of files with traces", fuzz_import },
    { "span-query", "queries for spans, over a span", fuzz_span_query },
    { "theme", "a theme file", fuzz_theme },
    { "config", "config.ini", fuzz_config },
    { "keys", "bytes of a terminal through keys to the workbench and its views", fuzz_keys },
    { "text", "foreign text on its way to a terminal", fuzz_text },
    { "call", "a call as the journal keeps it", fuzz_call },
    { "journal", "the journal's file after a damage", fuzz_journal },
    { NULL, NULL, NULL },
};

const char *fuzz_subject;

const struct fuzz_target *fuzz_target_named(const char *name)
{
    for (const struct fuzz_target *target = fuzz_targets; name != NULL && target->name != NULL; target++)
        if (strcmp(target->name, name) == 0)
            return target;
    return NULL;
}

void fuzz_broken(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: does not hold: %s (%s)\n", file, line, condition,
            fuzz_subject != NULL ? fuzz_subject : "a new input");
    abort();
}

unsigned fuzz_byte(struct slice *input)
{
    if (input->length == 0)
        return 0;
    const unsigned byte = (unsigned char)input->at[0];
    *input = slice_from(*input, 1);
    return byte;
}

struct slice fuzz_line(struct slice *input)
{
    struct slice line = *input;
    if (line.length > 0)
        slice_cut(input, '\n', &line);
    if (input->at == NULL)
        *input = SLICE("");
    return line;
}

const char *fuzz_file(struct slice text, unsigned mode)
{
    static FILE *file;
    static char path[32];
    if (file == NULL)
        file = tmpfile();
    const int descriptor = file != NULL ? fileno(file) : -1;
    HOLDS(descriptor >= 0 && ftruncate(descriptor, 0) == 0 && fchmod(descriptor, mode) == 0);
    HOLDS(pwrite(descriptor, text.at, text.length, 0) == (ssize_t)text.length);
    HOLDS(lseek(descriptor, 0, SEEK_SET) == 0);
    snprintf(path, sizeof(path), "/dev/fd/%d", descriptor);
    return path;
}
