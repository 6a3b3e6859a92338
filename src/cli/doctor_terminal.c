/* What the terminal is known or believed to do. Commands work in all of them, so nothing here is a problem. */
#include "doctor.h"

#include <annotty/base/mem.h>
#include <annotty/ui/terminal.h>

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { COLUMNS_LEAST = 20, ROWS_LEAST = 5 };

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && *value != '\0';
}

static void warn(struct finding *finding, const char *advice)
{
    finding->level = FINDING_WARNING;
    finding->advice = advice;
}

static void check_term(struct findings *findings)
{
    struct terminal_facts facts;
    struct error error = { 0 };
    if (!terminal_describe(&facts, &error)) {
        findings_add_warning(findings, "terminal", "TERM", &error)->advice =
            "The workbench can't be shown; every command works.";
        return;
    }
    findings_add(findings, "terminal", "TERM", "%s", getenv("TERM"));
    const bool is_direct = is_set("COLORTERM");
    findings_add(findings, "terminal", "colours", "%d%s%s%s", facts.colors, is_direct ? ", COLORTERM=" : "",
                 is_direct ? getenv("COLORTERM") : "", is_set("NO_COLOR") ? ", not used because of NO_COLOR" : "");
    findings_add(findings, "terminal", "paste", "%s",
                 facts.has_paste ? "told from typing, by most terminals of this kind" : "not told from typing");
    findings_add(findings, "terminal", "clipboard", "%s",
                 facts.has_clipboard ? "OSC 52, unless the terminal forbids it" : "out of reach of y");
}

static void check_size(struct findings *findings)
{
    struct winsize size;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) {
        findings_add(findings, "terminal", "size", "standard output is no terminal");
        return;
    }
    struct finding *finding = findings_add(findings, "terminal", "size", "%dx%d", size.ws_col, size.ws_row);
    if (size.ws_col < COLUMNS_LEAST || size.ws_row < ROWS_LEAST)
        warn(finding, "The workbench needs at least 20x5.");
}

/* The variable that decides about characters, by the rules of POSIX. */
static const char *locale_variable(void)
{
    static const char *const names[] = { "LC_ALL", "LC_CTYPE", "LANG" };
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (is_set(names[i]))
            return names[i];
    return NULL;
}

static void check_locale(struct findings *findings)
{
    const char *variable = locale_variable();
    const char *value = variable != NULL ? getenv(variable) : "not set";
    const char *charset = nl_langinfo(CODESET);
    if (setlocale(LC_CTYPE, "") == NULL) {
        warn(findings_add(findings, "terminal", "locale", "%s=%s is not installed", variable, value),
             "locale -a lists those that are; C.UTF-8 mostly is.");
        return;
    }
    struct finding *finding =
        findings_add(findings, "terminal", "locale", "%s%s%s, which is %s", variable != NULL ? variable : "LANG",
                     variable != NULL ? "=" : " ", value, charset);
    if (strcmp(charset, "UTF-8") != 0)
        warn(finding, "Everything is shown in ASCII; with LC_ALL=C.UTF-8 it isn't.");
}

/* What stands between the program and the screen. */
static const struct {
    const char *variable, *name, *text;
} between[] = {
    { "TMUX", "tmux", "inside tmux: y copies only with set-clipboard on, and Esc waits for its escape-time" },
    { "STY", "screen", "inside screen: y may copy nothing" },
    { "SSH_CONNECTION", "ssh", "over SSH: on a slow line try --layout stacked, and --escape-delay 100" },
};

void doctor_check_terminal(struct findings *findings)
{
    check_term(findings);
    check_size(findings);
    check_locale(findings);
    for (size_t i = 0; i < ARRAY_LENGTH(between); i++)
        if (is_set(between[i].variable))
            findings_add(findings, "terminal", between[i].name, "%s", between[i].text);
}
