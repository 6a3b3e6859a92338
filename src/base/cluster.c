/* From a piece of foreign text to something a terminal can only show: one grapheme cluster at a time.
 *
 * A cluster is one base character with the marks that sit on it, an emoji sequence, a flag, or one hostile code
 * point. Widths are those of utf8proc, except for the few code points below where C libraries, and with them most
 * terminals, count otherwise. */
#include "cluster.h"

#include <annotty/base/text.h>

#include <stdint.h>
#include <utf8proc.h>

enum {
    MARKS_MAX = 4,      /* a cell of a terminal holds no more (ncurses: CCHARW_MAX 5, the base included) */
    EMOJI_RAW_MAX = 40, /* bytes; the longest emoji sequence in use has 35 */
    DELETE = 0x7f,
    ZERO_WIDTH_JOINER = 0x200d,
    VARIATION_TEXT = 0xfe0e,
    VARIATION_EMOJI = 0xfe0f,
    DOTTED_CIRCLE = 0x25cc, /* carries a mark that came without a base */
    BLACK_FLAG = 0x1f3f4,   /* followed by tags it is the flag of a region */
    CONTROL_PICTURES = 0x2400,
};

struct range {
    int32_t first, last;
};

static bool in_range(int32_t code, struct range range)
{
    return code >= range.first && code <= range.last;
}

static const struct range skin_tones = { 0x1f3fb, 0x1f3ff };
static const struct range tags = { 0xe0020, 0xe007f };
static const struct range regional_indicators = { 0x1f1e6, 0x1f1ff };
/* Vowels and final consonants of Hangul: no width on a leading consonant, no shape without it. */
static const struct range jamo_tails[] = { { 0x1161, 0x11ff }, { 0xd7b0, 0xd7fb } };
/* One column in utf8proc, two in C libraries and newer Unicode: shown as SIGN_BAD, so that nothing drifts. */
static const struct range disputed[] = { { 0x3248, 0x324f }, { 0x4dc0, 0x4dff } };

static bool in_ranges(int32_t code, const struct range ranges[static 2])
{
    return in_range(code, ranges[0]) || in_range(code, ranges[1]);
}

static const char *const signs[SIGN_COUNT][2] = {
    /* None of the UTF-8 forms but the ellipsis is of ambiguous width. */
    [SIGN_HIDDEN] = { "⋅", "?" },
    [SIGN_BAD] = { "␦", "?" },
    [SIGN_BREAK] = { "↵", "^J" },
    [SIGN_ELLIPSIS] = { "…", ">" },
};

const char *sign_text(enum sign sign)
{
    return signs[sign][text_charset() == TEXT_ASCII];
}

size_t plain_length(struct slice raw)
{
    size_t at = 0;
    while (at < raw.length && raw.at[at] >= ' ' && raw.at[at] < DELETE)
        at++;
    return at;
}

/* How a code point is treated; the order of tests in code_kind is the rule. */
enum code_kind {
    CODE_BASE,
    CODE_MARK,   /* sits on the base: combining, spacing combining, Hangul tail */
    CODE_BLANK,  /* a space of any width */
    CODE_REGION, /* one of the two letters of a flag */
    CODE_JOINER, /* zero-width joiner, variation selector, skin tone, tag: part of an emoji or hostile */
    CODE_HIDDEN,
    CODE_BAD,
};

struct code {
    int32_t point; /* -1: an invalid byte */
    size_t length; /* bytes */
    enum code_kind kind;
    bool emoji;
};

static enum code_kind code_kind(int32_t point, const utf8proc_property_t *property)
{
    if (in_range(point, regional_indicators))
        return CODE_REGION;
    if (point == ZERO_WIDTH_JOINER || point == VARIATION_TEXT || point == VARIATION_EMOJI ||
        in_range(point, skin_tones) || in_range(point, tags))
        return CODE_JOINER;
    if (property->ignorable)
        return CODE_HIDDEN;
    switch (property->category) {
    case UTF8PROC_CATEGORY_CF:
        return CODE_HIDDEN;
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
        return CODE_BAD;
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return CODE_HIDDEN;
    case UTF8PROC_CATEGORY_ZS:
        return CODE_BLANK;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return CODE_MARK;
    default:
        break;
    }
    if (in_ranges(point, disputed))
        return CODE_BAD;
    if (in_ranges(point, jamo_tails) || property->boundclass == UTF8PROC_BOUNDCLASS_EXTEND ||
        property->boundclass == UTF8PROC_BOUNDCLASS_SPACINGMARK)
        return CODE_MARK;
    return CODE_BASE;
}

static struct code code_read(struct slice raw)
{
    utf8proc_int32_t point = -1;
    const utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)raw.at, (utf8proc_ssize_t)raw.length, &point);
    if (length <= 0)
        return (struct code){ .point = -1, .length = 1, .kind = CODE_BAD };
    const utf8proc_property_t *property = utf8proc_get_property(point);
    return (struct code){
        .point = point,
        .length = (size_t)length,
        .kind = code_kind(point, property),
        .emoji = property->boundclass == UTF8PROC_BOUNDCLASS_EXTENDED_PICTOGRAPHIC,
    };
}

static int code_cells(int32_t point)
{
    if (in_ranges(point, jamo_tails))
        return 0;
    if (utf8proc_category(point) == UTF8PROC_CATEGORY_MC)
        return 1; /* utf8proc says 0; C libraries and terminals give it a column */
    return utf8proc_charwidth(point);
}

static void show(struct cluster *cluster, const char *bytes, size_t length, int cells)
{
    memcpy(cluster->bytes + cluster->length, bytes, length);
    cluster->length += length;
    cluster->cells += cells;
}

static void show_sign(struct cluster *cluster, enum sign sign)
{
    const char *text = sign_text(sign);
    show(cluster, text, strlen(text), text_charset() == TEXT_ASCII ? (int)strlen(text) : 1);
}

static void show_code(struct cluster *cluster, int32_t point, int cells)
{
    utf8proc_uint8_t encoded[4];
    const utf8proc_ssize_t length = utf8proc_encode_char(point, encoded);
    show(cluster, (const char *)encoded, (size_t)length, cells);
}

/* What a cluster has taken in so far. */
struct gathering {
    struct code base;
    int marks;
    bool joined; /* the last code point was a joiner inside an emoji */
    bool loose;  /* a joiner was followed by what it can't join: it would join what stands beside it on a screen */
    bool hidden_shown; /* one sign stands for all that is hidden in the cluster */
};

static bool takes_joiner(const struct gathering *gathering, int32_t joiner)
{
    const int32_t base = gathering->base.point;
    const bool keycap = joiner == VARIATION_EMOJI && ((base >= '0' && base <= '9') || base == '#' || base == '*');
    return keycap || (gathering->base.emoji && (!in_range(joiner, tags) || base == BLACK_FLAG));
}

static void show_hidden_once(struct cluster *cluster, struct gathering *gathering)
{
    if (!gathering->hidden_shown)
        show_sign(cluster, SIGN_HIDDEN);
    gathering->hidden_shown = true;
}

/* Takes one more code point into the cluster; false when it begins the next one. */
static bool gather(struct cluster *cluster, struct gathering *gathering, const struct code *code)
{
    const bool was_joined = gathering->joined;
    gathering->joined = false;
    if (was_joined && code->emoji)
        return true;
    gathering->loose |= was_joined;
    switch (code->kind) {
    case CODE_MARK:
        gathering->marks++;
        if (gathering->marks > MARKS_MAX)
            show_hidden_once(cluster, gathering);
        else
            show_code(cluster, code->point, code_cells(code->point));
        return true;
    case CODE_JOINER:
        if (takes_joiner(gathering, code->point))
            gathering->joined = code->point == ZERO_WIDTH_JOINER;
        else
            show_hidden_once(cluster, gathering);
        return true;
    default:
        return false;
    }
}

/* Emoji sequences as they are, where the terminal is known to draw them in two columns. */
static void keep_emoji(struct slice raw, struct cluster *cluster, const struct gathering *gathering)
{
    const bool sequence = gathering->base.emoji && cluster->raw_length > gathering->base.length;
    if (text_charset() != TEXT_UTF8_EMOJI || !sequence || gathering->marks > 0 || gathering->hidden_shown ||
        gathering->joined || gathering->loose || cluster->raw_length > EMOJI_RAW_MAX)
        return;
    cluster->length = 0;
    cluster->cells = 0;
    show(cluster, raw.at, cluster->raw_length, 2);
}

static void read_marked(struct slice raw, struct cluster *cluster, const struct code *first)
{
    struct gathering gathering = { .base = *first };
    if (first->kind == CODE_MARK) {
        gathering.base = (struct code){ .point = DOTTED_CIRCLE };
        show_code(cluster, DOTTED_CIRCLE, 1);
        gather(cluster, &gathering, first);
    } else {
        show_code(cluster, first->point, code_cells(first->point));
    }
    while (cluster->raw_length < raw.length) {
        const struct code next = code_read(slice_from(raw, cluster->raw_length));
        if (next.kind == CODE_BAD || !gather(cluster, &gathering, &next))
            break;
        cluster->raw_length += next.length;
    }
    keep_emoji(raw, cluster, &gathering);
}

/* A flag is shown by its two letters; a lone half by one. */
static void read_region(struct slice raw, struct cluster *cluster, const struct code *first)
{
    const struct slice rest = slice_from(raw, first->length);
    const struct code second = rest.length > 0 ? code_read(rest) : (struct code){ .kind = CODE_BAD };
    const bool flag = second.kind == CODE_REGION;
    if (flag)
        cluster->raw_length += second.length;
    if (flag && text_charset() == TEXT_UTF8_EMOJI) {
        show(cluster, raw.at, cluster->raw_length, 2);
        return;
    }
    show_code(cluster, 'A' + (first->point - regional_indicators.first), 1);
    if (flag)
        show_code(cluster, 'A' + (second.point - regional_indicators.first), 1);
}

static void read_control(struct slice raw, struct cluster *cluster)
{
    const char byte = raw.at[0];
    const bool break_of_two = byte == '\r' && raw.length > 1 && raw.at[1] == '\n';
    if (break_of_two)
        cluster->raw_length = 2;
    if (byte == '\t')
        show(cluster, " ", 1, 1);
    else if (byte == '\n' || break_of_two)
        show_sign(cluster, SIGN_BREAK);
    else if (text_charset() == TEXT_ASCII)
        show(cluster, (const char[]){ '^', (char)(byte ^ 0x40) }, 2, 2);
    else
        show_code(cluster, CONTROL_PICTURES + (byte == DELETE ? 0x21 : byte), 1);
}

static void read_code(struct slice raw, struct cluster *cluster)
{
    const struct code first = code_read(raw);
    cluster->raw_length = first.length;
    switch (first.kind) {
    case CODE_BASE:
    case CODE_MARK:
        read_marked(raw, cluster, &first);
        break;
    case CODE_REGION:
        read_region(raw, cluster, &first);
        break;
    case CODE_BLANK:
        show(cluster, " ", 1, 1);
        break;
    case CODE_HIDDEN:
    case CODE_JOINER:
        show_sign(cluster, SIGN_HIDDEN);
        break;
    case CODE_BAD:
        show_sign(cluster, SIGN_BAD);
        break;
    }
}

void cluster_read(struct slice raw, struct cluster *cluster)
{
    cluster->raw_length = 1;
    cluster->length = 0;
    cluster->cells = 0;
    const unsigned char byte = (unsigned char)raw.at[0];
    if (byte < ' ' || byte == DELETE) {
        read_control(raw, cluster);
        return;
    }
    const bool next_is_ascii = raw.length == 1 || (signed char)raw.at[1] >= 0;
    if (byte < DELETE && next_is_ascii) {
        show(cluster, raw.at, 1, 1);
        return;
    }
    read_code(raw, cluster);
    if (text_charset() == TEXT_ASCII) {
        const bool plain = byte < DELETE;
        cluster->length = 0;
        cluster->cells = 0;
        show(cluster, plain ? raw.at : "?", 1, 1);
    }
}
