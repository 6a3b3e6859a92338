/* A network that misbehaves as told, in front of a real server: listens on loopback, passes requests on, does to each
 * what the rules say (fault.h), and keeps a record of all that came. It runs on threads of the test's process. */
#ifndef ANNOTTY_TESTS_FAULTS_PROXY_H
#define ANNOTTY_TESTS_FAULTS_PROXY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which requests have a fault. The first rule that applies decides; none: the request is passed on. */
struct proxy_rule {
    const char *fault;  /* NULL ends the rules */
    const char *method; /* NULL: any */
    const char *path;   /* what the target has in it; NULL: anything */
    unsigned skip;      /* so many that match go by first */
    unsigned count;     /* then so many have the fault; 0: all */
    unsigned percent;   /* of those, by chance; 0: all */
};

/* One request that came. */
struct proxy_request {
    int64_t at_ms; /* monotonic */
    const char *method, *target, *fault;
    int status; /* that went back; 0: none, or not yet */
};

struct proxy;

/* `server` is a base address as `annotty serve` prints it. */
struct proxy *proxy_start(const char *server);
void proxy_stop(struct proxy **proxy);
const char *proxy_url(const struct proxy *proxy);

/* From now on, in place of the rules before; NULL: no faults. The same seed makes the same choices. */
void proxy_set(struct proxy *proxy, const struct proxy_rule *rules, unsigned seed);
/* Nobody listens any more, and all connections break; or it is as before, at the same address. */
void proxy_set_down(struct proxy *proxy, bool down);

/* How many came whose method is that (NULL: any), with `part` in their target. */
size_t proxy_count(struct proxy *proxy, const char *method, const char *part);
/* False when it takes too long until so many came. */
bool proxy_await(struct proxy *proxy, const char *method, const char *part, size_t count);
/* The number-th of all that came; its texts are valid until proxy_forget. False when there is none. */
bool proxy_at(struct proxy *proxy, size_t number, struct proxy_request *request);
void proxy_forget(struct proxy *proxy);

#endif
