/* Which operation a request means, and what its query says. */
#include <annotty/api/check.h>

#include <annotty/json/json.h>

enum { SEGMENTS_MAX = 10 };

struct segments {
    struct slice at[SEGMENTS_MAX];
    size_t count; /* 0: there are none, or too many */
};

static int hex_digit(char byte)
{
    if (byte >= '0' && byte <= '9')
        return byte - '0';
    const char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Undoes %XX, and '+' where `plus_is_blank`; what isn't an escape stays as it is. */
static struct slice decode(struct slice text, bool plus_is_blank, struct arena *arena)
{
    char *plain = arena_alloc(arena, text.length + 1);
    size_t length = 0;
    for (size_t i = 0; i < text.length; i++) {
        const bool escape = text.at[i] == '%' && i + 2 < text.length && hex_digit(text.at[i + 1]) >= 0 &&
                            hex_digit(text.at[i + 2]) >= 0;
        if (escape) {
            plain[length++] = (char)(hex_digit(text.at[i + 1]) << 4 | hex_digit(text.at[i + 2]));
            i += 2;
        } else {
            plain[length++] = plus_is_blank && text.at[i] == '+' ? ' ' : text.at[i];
        }
    }
    plain[length] = '\0';
    return (struct slice){ .at = plain, .length = length };
}

static struct segments split(struct slice path)
{
    struct segments segments = { .count = 0 };
    struct slice segment;
    while (slice_cut(&path, '/', &segment)) {
        if (segments.count == SEGMENTS_MAX)
            return (struct segments){ .count = 0 };
        segments.at[segments.count++] = segment;
    }
    return segments;
}

static bool is_parameter(struct slice segment)
{
    return segment.length > 0 && segment.at[0] == '{';
}

/* Contract D44: the first literals of the API are never a project's id. */
static bool is_reserved(struct slice segment)
{
    return slice_is(segment, "projects") || slice_is(segment, "experiments") || slice_is(segment, "annotation-queues");
}

/* How well the operation's path fits: bit i counts a literal at segment i from the left, so that the earlier literal
 * wins; -1: not. */
static int fit(const struct api_operation *operation, const struct segments *path)
{
    struct slice rest = slice_of(operation->path + 1);
    struct slice own;
    size_t i = 0;
    int score = 0;
    for (; slice_cut(&rest, '/', &own); i++) {
        if (i == path->count)
            return -1;
        if (!is_parameter(own)) {
            if (!slice_equal(own, path->at[i]))
                return -1;
            score |= 1 << (SEGMENTS_MAX - i);
        } else if (path->at[i].length == 0 || (i == 0 && is_reserved(path->at[i]))) {
            return -1;
        }
    }
    return i == path->count ? score : -1;
}

static void take_path_values(struct api_route *route, const struct api_operation *operation,
                             const struct segments *path, struct arena *arena)
{
    const struct segments own = split(slice_of(operation->path + 1));
    size_t taken = 0;
    for (size_t i = 0; i < own.count; i++)
        if (is_parameter(own.at[i]))
            route->path_values[taken++] = decode(path->at[i], false, arena);
}

static bool is_absolute(const struct api_operation *operation)
{
    return *api_operation_base(operation) == '\0';
}

struct api_route api_route_find(struct slice method, struct slice path, struct arena *arena)
{
    struct api_route route = { 0 };
    const struct slice base = SLICE(API_BASE_PATH "/");
    const bool is_below_base = slice_starts_with(path, base);
    const struct segments segments = split(slice_from(path, is_below_base ? base.length : path.length > 0 ? 1 : 0));
    const struct api_operation *fitting = NULL;
    int best = -1;
    for (size_t i = 0; segments.count > 0 && i < API_OPERATION_COUNT; i++) {
        const int score = is_absolute(&api_operations[i]) == is_below_base ? -1 : fit(&api_operations[i], &segments);
        if (score > best) {
            best = score;
            fitting = &api_operations[i];
        }
    }
    if (fitting == NULL)
        return route;
    for (size_t i = 0; i < API_OPERATION_COUNT; i++) {
        if (strcmp(api_operations[i].path, fitting->path) != 0)
            continue;
        route.allowed |= 1u << api_operations[i].method;
        if (slice_is(method, api_method_names[api_operations[i].method]))
            route.operation = &api_operations[i];
    }
    take_path_values(&route, fitting, &segments, arena);
    return route;
}

static bool refuse(struct api_problem *problem, struct arena *arena, const struct api_parameter *parameter,
                   const char *why)
{
    api_problem_set(problem, arena, 400, "%s %s", parameter->name, why);
    problem->parameter = parameter->name;
    return false;
}

static void add_value(struct api_query *query, size_t position, struct slice value, struct arena *arena)
{
    const size_t count = query->counts[position];
    /* Grows by doubling: at each power of two the values move to room for twice as many. */
    if ((count & (count + 1)) == 0) {
        struct slice *grown = arena_alloc(arena, (2 * count + 1) * sizeof(*grown));
        if (count > 0)
            memcpy(grown, query->values[position], count * sizeof(*grown));
        query->values[position] = grown;
    }
    query->values[position][query->counts[position]++] = value;
}

static bool take_value(const struct api_parameter *parameter, size_t position, struct slice value, struct arena *arena,
                       struct api_query *query, struct api_problem *problem)
{
    if (parameter->flags & API_PARAMETER_COMMAS) {
        struct slice part;
        while (slice_cut(&value, ',', &part))
            if (part.length > 0)
                add_value(query, position, part, arena);
        return true;
    }
    if (value.length == 0)
        return true;
    if (query->counts[position] > 0 && !(parameter->flags & API_PARAMETER_REPEATS))
        return refuse(problem, arena, parameter, "may be given only once");
    if ((parameter->flags & API_PARAMETER_INTEGER) && strspn(value.at, "0123456789") != value.length)
        return refuse(problem, arena, parameter, "must be a whole number, not negative");
    if ((parameter->flags & API_PARAMETER_POSITIVE) && strspn(value.at, "0") == value.length)
        return refuse(problem, arena, parameter, "must be at least 1");
    add_value(query, position, value, arena);
    return true;
}

/* Whether the query's name is the parameter's; of a keyed one *key is what stands in its brackets. */
static bool is_named(const struct api_parameter *parameter, struct slice name, struct slice *key)
{
    const struct slice own = slice_of(parameter->name);
    *key = (struct slice){ 0 };
    if (!(parameter->flags & API_PARAMETER_KEYED))
        return slice_equal(name, own);
    if (!slice_starts_with(name, own) || name.length < own.length + 2 || name.at[own.length] != '[' ||
        name.at[name.length - 1] != ']')
        return false;
    *key = (struct slice){ name.at + own.length + 1, name.length - own.length - 2 };
    return true;
}

bool api_query_read(const struct api_operation *operation, struct slice query, struct arena *arena,
                    struct api_query *result, struct api_problem *problem)
{
    *result = (struct api_query){ 0 };
    struct slice pair;
    while (slice_cut(&query, '&', &pair)) {
        struct slice value = pair, name = { 0 };
        slice_cut(&value, '=', &name);
        name = decode(name, true, arena);
        for (size_t i = 0; i < API_PARAMETERS_MAX && operation->parameters[i].name != NULL; i++) {
            struct slice key;
            if (!is_named(&operation->parameters[i], name, &key))
                continue;
            struct slice plain = value.at == NULL ? (struct slice){ 0 } : decode(value, true, arena);
            if (key.at != NULL)
                plain = slice_of(arena_printf(arena, "%.*s:%.*s", SLICE_ARGS(key), SLICE_ARGS(plain)));
            if (!take_value(&operation->parameters[i], i, plain, arena, result, problem))
                return false;
        }
    }
    return true;
}
