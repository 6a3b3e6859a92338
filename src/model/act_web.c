/* Going to the web app of the hosted service. Its documentation names one address about queues, the list of them; what
 * a queue's own address is, it doesn't say. */
#include "workbench_private.h"

#include <annotty/base/mem.h>

#define QUEUES_PAGE "/llm/annotations/queues"

/* The sites whose app has a name of its own; of all others the site's name is the app's. */
static const char *const app_sites[] = { "datadoghq.com", "datadoghq.eu", "ddog-gov.com" };

static bool is_hosted(struct slice site)
{
    for (size_t i = 0; i < ARRAY_LENGTH(app_sites); i++) {
        const struct slice domain = slice_of(app_sites[i]);
        if (site.length < domain.length)
            continue;
        const size_t before = site.length - domain.length;
        if (slice_equal(slice_from(site, before), domain) && (before == 0 || site.at[before - 1] == '.'))
            return true;
    }
    return false;
}

/* NULL where there is no web app; the caller frees. */
static char *web_address(const char *base)
{
    struct slice site = slice_of(base);
    if (!slice_starts_with(site, SLICE("https://api.")))
        return NULL;
    site = slice_from(site, sizeof("https://api.") - 1);
    while (site.length > 0 && site.at[site.length - 1] == '/')
        site.length--;
    if (!is_hosted(site))
        return NULL;
    bool is_named = false;
    for (size_t i = 0; i < ARRAY_LENGTH(app_sites); i++)
        is_named = is_named || slice_is(site, app_sites[i]);
    return xasprintf("https://%s%.*s%s", is_named ? "app." : "", SLICE_ARGS(site), QUEUES_PAGE);
}

ACT(web)
{
    (void)argument;
    char *address = web_address(workbench->base);
    if (address == NULL)
        workbench_say(workbench, MESSAGE_NEWS, "this server has no web app: only the hosted service has one");
    else
        workbench_send(workbench, (struct errand){ .kind = ERRAND_OPEN, .text = address });
}
