#include "owner.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

struct person {
    char name[256], handle[256];
};

static struct person current_person(void)
{
    struct person person = { .name = "Local user", .handle = "local" };
    struct passwd entry;
    struct passwd *found = NULL;
    char texts[4096];
    if (getpwuid_r(geteuid(), &entry, texts, sizeof(texts), &found) != 0 || found == NULL)
        return person;
    snprintf(person.handle, sizeof(person.handle), "%s", entry.pw_name);
    snprintf(person.name, sizeof(person.name), "%.*s", (int)strcspn(entry.pw_gecos, ","), entry.pw_gecos);
    if (person.name[0] == '\0')
        snprintf(person.name, sizeof(person.name), "%s", entry.pw_name);
    return person;
}

struct workspace *owner_open_workspace(const char *data_dir, struct error *error)
{
    const struct person person = current_person();
    const struct workspace_options options = { data_dir, person.name, person.handle };
    return workspace_open(&options, error);
}
