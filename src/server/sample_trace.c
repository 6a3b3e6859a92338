#include "sample_trace.h"

#include <annotty/api/check.h>
#include <annotty/base/mem.h>

#include <inttypes.h>

struct telling {
    struct workspace_session *session;
    const struct sample_trace *trace;
    struct arena *arena;
    struct error *error;
    const char *order; /* its number */
};

static bool tell_assistant(struct telling *telling);
static bool tell_code_review(struct telling *telling);
static bool tell_handbook(struct telling *telling);

static const struct story {
    const char *app;
    bool (*tell)(struct telling *telling);
} stories[SAMPLE_STORIES] = {
    [SAMPLE_ASSISTANT] = { "helpdesk", tell_assistant },
    [SAMPLE_CODE_REVIEW] = { "reviewer", tell_code_review },
    [SAMPLE_HANDBOOK] = { "handbook", tell_handbook },
};

/* In the texts ' stands for ", and @ for the topic; ^ is an apostrophe. */
static const char *told(struct telling *telling, const char *text)
{
    struct buf out = buf_with_limit(BUF_LIMIT_LINE);
    for (; *text != '\0'; text++) {
        if (*text == '@')
            buf_append_text(&out, telling->trace->topic);
        else if (*text == '#')
            buf_append_text(&out, telling->order);
        else
            buf_append_char(&out, *text == '\'' ? '"' : *text == '^' ? '\'' : *text);
    }
    const char *const copy = arena_copy(telling->arena, buf_slice(&out));
    buf_free(&out);
    return copy;
}

struct step {
    const char *kind, *name, *parent; /* ids of spans are letters */
    const char *id;
    int begins_ms, lasts_ms; /* after the trace began */
    const char *more;        /* members of the span, after a comma */
};

static bool tell(struct telling *telling, const struct step *step)
{
    const struct sample_trace *const trace = telling->trace;
    const char *const parent =
        step->parent == NULL ? ""
                             : arena_printf(telling->arena, "\"parent_id\":\"%s-%s\",", trace->trace_id, step->parent);
    const char *const json =
        arena_printf(telling->arena,
                     "{\"trace_id\":\"%s\",\"span_id\":\"%s-%s\",%s\"name\":\"%s\",\"span_kind\":\"%s\","
                     "\"ml_app\":\"%s\",\"start_ns\":%" PRId64 ",\"duration\":%d000000%s%s}",
                     trace->trace_id, trace->trace_id, step->id, parent, step->name, step->kind,
                     stories[trace->story].app, (trace->started_ms + step->begins_ms) * 1000000, step->lasts_ms,
                     *step->more != '\0' ? "," : "", told(telling, step->more));
    struct json_value object;
    struct api_record span;
    if (!json_check(slice_of(json), &object, telling->error))
        return false;
    api_item_read(&api_resources[API_TRACE_SPAN], object, &span);
    return workspace_put_span(telling->session, &span, telling->arena, telling->error);
}

static bool tell_all(struct telling *telling, const struct step *steps, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!tell(telling, &steps[i]))
            return false;
    return true;
}

/* --- An assistant that looks things up ---------------------------------------------------------------------------- */

static const char *const questions[] = {
    "Hi, I have a question about @. My order is #, can you look?",
    "This is the second time I write about @ (order #). What happens now?",
    "Hello! Quick one about @. I could not find it on the help pages. Order #.",
    "Could somebody please explain @ to me in plain words? It is order #.",
};

static const char *const answers[SAMPLE_LEVEL_COUNT][2] = {
    [SAMPLE_GOOD] = { "Thanks for asking about **@**. I looked at order `#`:\\n\\n- it is **on its way**, with the "
                      "courier since Tuesday\\n- @ is covered until 30 days after it arrives\\n\\n1. Open *Orders* in "
                      "your account.\\n2. Choose `#`, then *Get help*.\\n\\nIf anything looks odd there, write back "
                      "and I "
                      "will sort it out.",
                      "Good news: nothing is wrong with order `#`.\\n\\n| What | State |\\n| --- | --- |\\n| Payment | "
                      "taken once, 42.50 |\\n| Parcel | on its way |\\n| @ | covered for 30 days |\\n\\nYou need not "
                      "do "
                      "anything." },
    [SAMPLE_MIXED] = { "Regarding @: generally, our policy provides for several possibilities depending on "
                       "circumstances, "
                       "and in most cases a solution can be found within the usual period. Order `#` is on its way. "
                       "Generally, several possibilities exist, depending on the circumstances of the case.",
                       "Order `#` is on its way. About @ please see the help page on orders.\\n\\nIs there anything "
                       "else I "
                       "can help you with today?" },
    [SAMPLE_BAD] = { "We always give the full amount back for @ within 24 hours, no questions asked. I have started "
                     "that for "
                     "order `#-B`.",
                     "Please call our hotline about @. Hours are Monday to Friday." },
};

#define SYSTEM                                                                                                         \
    "{'role':'system','content':'You are the support assistant of a shop for home goods.\\n\\n- Be brief, warm and "   \
    "exact.\\n- Never promise what the policy does not say.\\n- Look up the order before you speak of it.\\n- Use "    \
    "Markdown "                                                                                                        \
    "sparingly: short lists, no headings.'}"
#define GET_ORDER                                                                                                      \
    "{'name':'get_order','tool_id':'call-1','type':'function','arguments':{'order_id':'#','include':['payments',"      \
    "'parcels']}}"
#define ORDER                                                                                                          \
    "{\\'id\\':\\'#\\',\\'state\\':\\'shipped\\',\\'total\\':42.50,\\'payments\\':[{\\'amount\\':42.50,"               \
    "\\'reference\\':9007199254740993}],\\'parcels\\':[{\\'carrier\\':\\'Nordpost\\',\\'since\\':\\'Tuesday\\'}]}"
#define NO_ORDER "OrderServiceError: deadline exceeded after 2000 ms"
#define PAGES                                                                                                          \
    "'documents':[{'id':'help/orders-12','name':'Orders and delivery','score':0.87,'text':'Orders leave the house "    \
    "within two working days. From then on the courier can be asked.'},{'id':'help/policy-4','name':'What is "         \
    "covered','score':0.64,'text':'Everything can be sent back for 30 days after it has arrived, unused.'},"           \
    "{'id':'help/account-2','name':'Your account','score':0.21,'text':'Passwords are changed under Settings.'}]"

static const char *evaluation_of(enum sample_level level)
{
    static const char *const evaluations[SAMPLE_LEVEL_COUNT] = {
        [SAMPLE_GOOD] =
            "'evaluation':{'answers_question':{'eval_metric_type':'boolean','value':true,'assessment':'pass',"
            "'status':'OK'},'grounded':{'eval_metric_type':'score','value':0.93,'status':'OK'}}",
        [SAMPLE_MIXED] = "'evaluation':{'answers_question':{'eval_metric_type':'boolean','value':true,'status':'OK'},"
                         "'grounded':{'eval_metric_type':'score','value':0.58,'status':'WARN','reasoning':'Says little "
                         "that the pages say.'}}",
        [SAMPLE_BAD] =
            "'evaluation':{'answers_question':{'eval_metric_type':'boolean','value':false,'assessment':'fail',"
            "'status':'OK'},'grounded':{'eval_metric_type':'score','value':0.12,'status':'ERROR','reasoning':"
            "'Promises what no page says.'}}",
    };
    return evaluations[level];
}

/* Some lookups fail, and the assistant answers all the same: badly. */
static bool fails(const struct sample_trace *trace)
{
    return trace->level == SAMPLE_BAD && trace->number % 3 == 0;
}

static bool tell_assistant(struct telling *telling)
{
    const struct sample_trace *const trace = telling->trace;
    const size_t variant = (size_t)trace->number;
    const char *const question = questions[variant % ARRAY_LENGTH(questions)];
    const char *const answer = answers[trace->level][variant % 2];
    const bool has_failed = fails(trace);
    const char *const asked = arena_printf(telling->arena, "{'role':'user','content':'%s'}", question);
    const char *const result = has_failed ? NO_ORDER : ORDER;
    const struct step steps[] = {
        { "agent", "answer customer", NULL, "a", 0, 2840,
          arena_printf(telling->arena,
                       "'session_id':'customer-%d','tags':['env:production','version:3.2'],'input':{'value':'%s'},"
                       "'output':{'value':'%s'},%s",
                       trace->number / 3 + 1, question, answer, evaluation_of(trace->level)) },
        { "retrieval", "search help pages", "a", "b", 12, 96,
          "'input':{'value':'@'},'output':{" PAGES "},'metadata':{'index':'help-2','top_k':3}" },
        { "llm", "plan", "a", "c", 110, 640,
          arena_printf(
              telling->arena,
              "'model_name':'small-1','model_provider':'acme','metrics':{'input_tokens':412,'output_tokens':31},"
              "'metadata':{'temperature':0.20},'input':{'messages':[" SYSTEM ",%s]},'output':{'messages':["
              "{'role':'assistant','content':'','tool_calls':[" GET_ORDER "]}]},'tool_definitions':[{'name':"
              "'get_order','description':'An order with its payments and parcels.','schema':{'type':'object',"
              "'properties':{'order_id':{'type':'string'}},'required':['order_id']}}]",
              asked) },
        { "tool", "get_order", "a", "d", 755, has_failed ? 2000 : 74,
          has_failed
              ? "'status':'error','input':{'value':'{\\'order_id\\':\\'#\\'}'},'error':{'type':'OrderServiceError',"
                "'message':'deadline exceeded after 2000 ms','stack':'OrderServiceError: deadline exceeded\\n  at "
                "get_order (orders.py:88)\\n  at call_tool (agent.py:41)\\n  at answer (agent.py:17)'}"
              : "'input':{'value':'{\\'order_id\\':\\'#\\'}'},'output':{'value':'" ORDER "'}" },
        { "llm", "write answer", "a", "e", 860, 1930,
          arena_printf(telling->arena,
                       "'model_name':'large-2','model_provider':'acme','metrics':{'input_tokens':638,"
                       "'output_tokens':%d},'metadata':{'temperature':0.70},'input':{'messages':[" SYSTEM ",%s,"
                       "{'role':'assistant','content':'','tool_calls':[" GET_ORDER "]},{'role':'tool','content':'',"
                       "'tool_results':[{'name':'get_order','tool_id':'call-1','type':'function','result':'%s'}]}]},"
                       "'output':{'messages':[{'role':'assistant','content':'%s'}]}",
                       90 + trace->number % 40, asked, result, answer) },
    };
    return tell_all(telling, steps, ARRAY_LENGTH(steps));
}

/* --- A reviewer of code ------------------------------------------------------------------------------------------- */

static const char *const comments[SAMPLE_LEVEL_COUNT] = {
    [SAMPLE_GOOD] =
        "The limit is checked **after** the copy, so @ can still go wrong with a long name:\\n\\n```c\\nif (length "
        ">= sizeof(name))\\n    return false;\\nmemcpy(name, text, length);\\n```\\n\\nPlease move the check up, and "
        "add "
        "a test with a name of exactly 64 bytes.",
    [SAMPLE_MIXED] =
        "Consider handling @ more defensively. It may also be worth thinking about naming, and about whether "
        "this function does too much.",
    [SAMPLE_BAD] = "LGTM! Great work on @. One nit: `memcpy` is deprecated, use `strcpy` instead.",
};

static bool tell_code_review(struct telling *telling)
{
    const struct step steps[] = {
        { "workflow", "review change", NULL, "a", 0, 3100,
          arena_printf(telling->arena,
                       "'tags':['env:ci'],'input':{'value':'{\\'pull_request\\':%d,\\'file\\':"
                       "\\'src/name.c\\'}'},'output':{'value':'%s'}",
                       3900 + telling->trace->number / 3, comments[telling->trace->level]) },
        { "llm", "comment", "a", "b", 40, 3010,
          arena_printf(
              telling->arena,
              "'model_name':'large-2','model_provider':'acme','metrics':{'input_tokens':1204,"
              "'output_tokens':77},'input':{'messages':[{'role':'system','content':'You review changes. Speak of "
              "what can break, with the line and a fix. Say nothing where nothing is wrong.'},{'role':'user',"
              "'content':'The change is about @.\\n\\n```diff\\n-    copy(name, text, 64);\\n+    memcpy(name, "
              "text, length);\\n+    if (length >= sizeof(name))\\n+        return false;\\n```'}]},'output':{"
              "'messages':[{'role':'assistant','content':'%s'}]}",
              comments[telling->trace->level]) },
    };
    return tell_all(telling, steps, ARRAY_LENGTH(steps));
}

/* --- Questions to a handbook: beside the span of the experiment --------------------------------------------------- */

static bool tell_handbook(struct telling *telling)
{
    const bool is_found = telling->trace->level != SAMPLE_BAD;
    const struct step steps[] = {
        { "retrieval", "search handbook", NULL, "r", 3, 41,
          is_found
              ? "'input':{'value':'@'},'output':{'documents':[{'id':'handbook/7','name':'On @','score':0.91,'text':"
                "'Revised in March. The rule is in section 2.'},{'id':'handbook/31','name':'Who decides','score':0.44,"
                "'text':'Managers decide together with the people team.'}]}"
              : "'input':{'value':'@'},'output':{'documents':[{'id':'handbook/90','name':'Parking','score':0.18,'text':"
                "'There are eleven places behind the house.'}]}" },
        { "embedding", "embed question", NULL, "m", 0, 3,
          "'model_name':'embed-1','model_provider':'acme','metrics':{'input_tokens':11},'input':{'value':'@'}" },
    };
    return tell_all(telling, steps, ARRAY_LENGTH(steps));
}

bool sample_add_trace(struct workspace_session *session, const struct sample_trace *trace, struct arena *arena,
                      struct error *error)
{
    struct telling telling = { .session = session, .trace = trace, .arena = arena, .error = error };
    telling.order = arena_printf(arena, "A-%d", 48213 + trace->number * 7);
    return stories[trace->story].tell(&telling);
}
