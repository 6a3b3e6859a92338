/* What every scenario stands on: a home, the real server with a data directory in it, and the misbehaving network in
 * front of it. What the server has is asked from it directly. */
#ifndef ANNOTTY_TESTS_FAULTS_STAGE_H
#define ANNOTTY_TESTS_FAULTS_STAGE_H

#include "../e2e/shell.h"
#include "proxy.h"

#include <check.h>

#define API "/api/v2/llm-obs/v1"

extern struct proxy *proxy;
extern char direct[256]; /* the server's own address */

/* Before and after each test; the second has the sample workspace on the server. */
void stage_open(void);
void stage_open_sample(void);
void stage_close(void);
/* ANNOTTY_FAULTS=short: under sanitizers, which are slow. */
bool stage_is_short(void);
/* Adds a test for each row of a table; for each third one when it is to be short. */
void stage_add_rows(TCase *cases, const TTest *test, size_t rows);
/* The server dies, or comes back with what it had. */
void stage_kill_server(void);
void stage_serve(void);

/* `words` as in program.h, through the network; "%P" in them is the project that stage_project made, "%Q" the queue. */
int run_far(const char *words);
const char *stage_fill(const char *words);
void stage_make_project(void);
void stage_make_queue(void);

/* How often the text is in what the server itself answers to a GET. */
size_t stage_count(const char *target, const char *text);
/* What the server itself answers to a request; ends the test when it doesn't. */
void stage_ask(const char *method, const char *target, const char *body, struct buf *answer);

#endif
