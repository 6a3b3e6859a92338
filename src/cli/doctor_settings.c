/* Which settings are in force and where they come from, what is wrong with them, which keys are there. */
#include "doctor.h"

#include <annotty/ui/theme.h>

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static void check_file(struct findings *findings, const struct config *config)
{
    const char *file = config_file(config);
    struct stat status;
    if (file == NULL)
        findings_add(findings, "settings", "file", "none: there is no home directory")->advice =
            "Set HOME or XDG_CONFIG_HOME to keep settings.";
    else if (stat(file, &status) == 0)
        findings_add(findings, "settings", "file", "%s (mode %03o)", file, (unsigned)status.st_mode & 0777);
    else if (errno == ENOENT)
        findings_add(findings, "settings", "file", "%s is not there, and needn't be", file);
    else
        findings_add(findings, "settings", "file", "%s: %s", file, strerror(errno))->level = FINDING_WARNING;
    for (size_t i = 0; i < config_problem_count(config); i++)
        findings_add(findings, "settings", "file", "%s", config_problem(config, i))->level = FINDING_WARNING;
}

static void check_profile(struct findings *findings, struct config *config)
{
    struct error error = { 0 };
    if (!config_settle(config, &error))
        findings_add_problem(findings, "settings", "profile", &error);
}

static void check_values(struct findings *findings, const struct config *config)
{
    for (int key = 0; key < CONFIG_KEY_COUNT; key++) {
        const struct config_row *row = &config_rows[key];
        const char *value = config_text(config, (enum config_key)key);
        const char *origin = config_origin(config, (enum config_key)key);
        if (row->type == CONFIG_SECRET && value == NULL)
            findings_add(findings, "settings", row->name, "not set");
        else if (row->type == CONFIG_SECRET)
            findings_add(findings, "settings", row->name, "set, from %s", origin);
        else if (value != NULL && strcmp(origin, "default") != 0)
            findings_add(findings, "settings", row->name, "%s, from %s", value, origin);
    }
}

static void note_problem(const char *problem, void *data)
{
    findings_add(data, "settings", "theme", "%s", problem)->level = FINDING_WARNING;
}

static void check_theme(struct findings *findings, const struct config *config)
{
    struct theme theme;
    struct error error = { 0 };
    if (!theme_load(&theme, config_text(config, CONFIG_THEME), THEME_256, note_problem, findings, &error))
        findings_add_warning(findings, "settings", "theme", &error);
}

void doctor_check_settings(struct findings *findings, struct config *config)
{
    check_file(findings, config);
    check_profile(findings, config);
    check_values(findings, config);
    check_theme(findings, config);
}
