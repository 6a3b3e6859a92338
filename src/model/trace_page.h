/* What the makers of a page share: passages and sections being added. */
#ifndef ANNOTTY_SRC_MODEL_TRACE_PAGE_H
#define ANNOTTY_SRC_MODEL_TRACE_PAGE_H

#include <annotty/base/arena.h>
#include <annotty/model/trace_page.h>

enum passage_kind {
    PASSAGE_HEAD,  /* the head of a section that is more than a line of text */
    PASSAGE_PROSE, /* Markdown inside of a line */
    PASSAGE_PLAIN, /* as it is */
    PASSAGE_JSON,  /* by tokens */
    PASSAGE_TABLE, /* a row of a Markdown table */
};

/* A Markdown table's columns, as wide as their widest cells. */
enum { TABLE_COLUMNS_MAX = 16 }; /* cells beyond that are in the last one */
struct trace_table {
    int columns, cells[TABLE_COLUMNS_MAX];
};

enum { PASSAGE_BYTES_MAX = 4096 };

struct passage {
    struct slice label; /* before the text, in its own style */
    struct slice text;
    struct trace_table *table;
    uint32_t section; /* innermost; of a head: its own */
    uint16_t indent;
    uint8_t hang; /* further rows of it begin so many columns later */
    uint8_t kind, style;
};

struct section {
    uint32_t parent, head, end; /* `end`: the passage after its last one */
    bool folded;
    enum trace_style style;
    const char *sign, *ascii_sign; /* before the title */
    struct slice title, detail, source, link;
    struct slice preview; /* how what is in it begins, where its source doesn't say that */
    enum trace_style detail_style;
};

struct trace_page {
    struct arena arena;
    struct passage *passages;
    struct section *sections;
    size_t count, capacity, section_count, section_capacity;
    uint32_t open; /* the innermost section being added to */
    bool is_raw;   /* nothing is folded at first */
    uint16_t indent;
};

/* --- trace_page.c --- */
/* Adds text that has no line breaks, in pieces if it is very long. */
void page_add(struct trace_page *page, struct passage passage);
/* A line of its own that begins nothing. */
void page_add_line(struct trace_page *page, enum trace_style style, struct slice text);
void page_add_blank(struct trace_page *page);
/* Opens a section and returns its number; what is added until it is closed is in it, two columns further in. */
uint32_t page_open(struct trace_page *page, struct section section);
/* A section whose head is the line of text `head`. */
uint32_t page_open_line(struct trace_page *page, struct passage head, struct section section);
void page_close(struct trace_page *page);
/* A string's characters; of another value its JSON text. */
struct slice page_string(struct trace_page *page, struct json_value value);
/* No more of it than a line shows. */
struct slice page_beginning(struct trace_page *page, struct json_value value);
/* Text in the page's memory. */
struct slice page_format(struct trace_page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- trace_json.c --- */
/* A value over several lines; containers of several lines fold. */
void page_add_json(struct trace_page *page, struct json_value value);
/* If the text is a JSON object or array. */
bool page_add_text_json(struct trace_page *page, struct slice text);
/* The next token of a line of JSON, with its style. */
struct slice json_token(struct slice line, enum trace_style *style);

/* --- trace_markdown.c --- */
void page_add_markdown(struct trace_page *page, struct slice text);
/* Lines as they are. */
void page_add_plain(struct trace_page *page, struct slice text, enum trace_style style);
/* Hands out the pieces of a line of prose without their marks. */
typedef void (*prose_piece)(struct slice text, enum trace_style style, void *data);
void prose_each(struct slice line, enum trace_style base, prose_piece each, void *data);
/* The cells of a table's row; returns how many. */
int table_cells(struct slice row, struct slice cells[static TABLE_COLUMNS_MAX]);

/* --- trace_tell.c, trace_blocks.c --- */
void page_tell_trace(struct trace_page *page, const struct trace *trace, bool hides_evaluation);
void page_tell_blocks(struct trace_page *page, struct json_value blocks);

#endif
