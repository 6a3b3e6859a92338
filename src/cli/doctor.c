/* The report: findings collected, and printed for people and programs. */
#include "doctor.h"

#include "print.h"

#include <annotty/base/mem.h>
#include <annotty/json/json.h>

#include <stdlib.h>

enum { LEVEL_CELLS = 7, NAME_CELLS = 12 };

static const char *const level_names[] = {
    [FINDING_OK] = "ok",
    [FINDING_WARNING] = "warning",
    [FINDING_PROBLEM] = "problem",
};

/* --- Collecting --------------------------------------------------------------------------------------------------- */

void findings_free(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        free(findings->rows[i].text);
    free(findings->rows);
    *findings = (struct findings){ 0 };
}

struct finding *findings_add(struct findings *findings, const char *area, const char *name, const char *format, ...)
{
    struct buf text = buf_with_limit(BUF_LIMIT_LINE);
    va_list arguments;
    va_start(arguments, format);
    buf_vprintf(&text, format, arguments);
    va_end(arguments);
    findings->rows = xgrow(findings->rows, &findings->capacity, findings->count + 1, sizeof(*findings->rows));
    struct finding *finding = &findings->rows[findings->count++];
    *finding = (struct finding){ .area = area, .name = name, .text = buf_take(&text) };
    return finding;
}

struct finding *findings_add_warning(struct findings *findings, const char *area, const char *name,
                                     const struct error *error)
{
    struct finding *finding = findings_add(findings, area, name, "%s", error->message);
    finding->level = FINDING_WARNING;
    return finding;
}

struct finding *findings_add_problem(struct findings *findings, const char *area, const char *name,
                                     const struct error *error)
{
    struct finding *finding = findings_add(findings, area, name, "%s", error->message);
    finding->level = FINDING_PROBLEM;
    finding->kind = error->kind;
    return finding;
}

const struct finding *findings_problem(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->rows[i].level == FINDING_PROBLEM)
            return &findings->rows[i];
    return NULL;
}

/* --- Printing ----------------------------------------------------------------------------------------------------- */

static void write_finding(const struct finding *finding, struct buf *out, int width)
{
    struct arena arena = ARENA_EMPTY;
    const int left_cells = LEVEL_CELLS + 2 + NAME_CELLS;
    const struct text left = text_printf(&arena, "%-*s  %s", LEVEL_CELLS, level_names[finding->level], finding->name);
    print_entry(out, width, left_cells, left, slice_of(finding->text));
    if (finding->advice != NULL)
        print_entry(out, width, left_cells, TEXT_EMPTY, slice_of(finding->advice));
    arena_free(&arena);
}

void doctor_write(const struct findings *findings, struct buf *out, int width)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->rows[i];
        if (i == 0 || strcmp(findings->rows[i - 1].area, finding->area) != 0)
            buf_printf(out, "%s%s\n", i > 0 ? "\n" : "", finding->area);
        write_finding(finding, out, width);
    }
}

void doctor_write_json(const struct findings *findings, struct buf *out)
{
    buf_printf(out, "{\"usable\":%s,\"findings\":[", findings_problem(findings) == NULL ? "true" : "false");
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->rows[i];
        buf_printf(out, "%s\n{\"area\":\"%s\",\"name\":\"%s\",\"level\":\"%s\",\"text\":", i > 0 ? "," : "",
                   finding->area, finding->name, level_names[finding->level]);
        json_write_string(out, slice_of(finding->text));
        buf_append_text(out, ",\"advice\":");
        if (finding->advice != NULL)
            json_write_string(out, slice_of(finding->advice));
        else
            buf_append_text(out, "null");
        buf_append_char(out, '}');
    }
    buf_append_text(out, "]}\n");
}

/* --- The command -------------------------------------------------------------------------------------------------- */

bool run_doctor(const struct command_input *input, struct error *error)
{
    struct findings findings = { 0 };
    struct buf out = buf_with_limit(BUF_LIMIT_BODY);
    doctor_check_settings(&findings, input->config);
    doctor_check_places(&findings, input->config);
    doctor_check_journals(&findings, input->config);
    doctor_check_terminal(&findings);
    doctor_check_server(&findings, input->config);
    if (input->flags[DOCTOR_FLAG_JSON] != NULL)
        doctor_write_json(&findings, &out);
    else
        doctor_write(&findings, &out, print_width());
    print_all(&out);
    const struct finding *problem = findings_problem(&findings);
    if (problem != NULL)
        error_set(error, problem->kind, NULL, "not usable: %s: %s", problem->area, problem->text);
    const bool usable = problem == NULL;
    findings_free(&findings);
    return usable;
}
