/* Theme roles: what a piece of the screen means; the theme says how it looks. One row each in role.c. */
#ifndef ANNOTTY_UI_ROLE_H
#define ANNOTTY_UI_ROLE_H

enum role {
    ROLE_TEXT,        /* ordinary text */
    ROLE_MUTED,       /* less important: ids, ages, hints' words */
    ROLE_TITLE,       /* a pane's title */
    ROLE_TITLE_FOCUS, /* the focused pane's title */
    ROLE_BORDER,
    ROLE_BORDER_FOCUS,
    ROLE_HEADER, /* the top line */
    ROLE_HEADER_STRONG,
    ROLE_FOOTER,        /* the key hints' line */
    ROLE_KEY,           /* a key in hints and help */
    ROLE_SELECTED,      /* the row under the cursor in the focused pane */
    ROLE_SELECTED_AWAY, /* the same in a pane without focus */
    ROLE_MARKED,        /* marked rows' sign and text */
    ROLE_MATCH,         /* what a filter or search found */
    ROLE_COLUMN_HEAD,
    ROLE_LABEL, /* a field's or label's name */
    ROLE_VALUE, /* a field's or label's value */
    ROLE_PERSON,
    ROLE_GOOD,        /* pass, ok, live */
    ROLE_BAD,         /* fail, error */
    ROLE_WARNING,     /* cached, waiting, limited */
    ROLE_INFO,        /* the message line's ordinary news */
    ROLE_INPUT,       /* text being typed */
    ROLE_INPUT_EMPTY, /* a field's example or hint */
    ROLE_PROMPT,      /* ":" and "/" and questions */
    ROLE_JSON_KEY,
    ROLE_JSON_STRING,
    ROLE_JSON_NUMBER,
    ROLE_JSON_WORD, /* true, false, null */
    ROLE_SPAN,      /* from here on of traces */
    ROLE_FROM_SYSTEM,
    ROLE_FROM_USER,
    ROLE_FROM_ASSISTANT,
    ROLE_FROM_TOOL,
    ROLE_HEADING, /* in a text */
    ROLE_STRONG,
    ROLE_CODE,
    ROLE_COUNT
};

struct role_row {
    const char *name; /* in theme files: "selected-away" */
    const char *help;
    enum role fallback; /* where a theme says nothing: this role's look, but ROLE_TEXT: themes/default's */
};
extern const struct role_row role_rows[ROLE_COUNT];

#endif
