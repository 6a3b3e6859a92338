/* What can go wrong between annotty and a server, by name: a row says what becomes of one request. */
#ifndef ANNOTTY_TESTS_FAULTS_FAULT_H
#define ANNOTTY_TESTS_FAULTS_FAULT_H

#include <annotty/base/buf.h>

/* How much of the answer goes out. */
enum fault_cut { CUT_NOT, CUT_ALL, CUT_AFTER_HEAD, CUT_IN_BODY };
/* What becomes of the connection then. */
enum fault_ending { ENDING_KEPT, ENDING_CLOSED, ENDING_RESET, ENDING_SILENT };

struct fault {
    const char *name;
    int wait_ms, random_ms; /* before the request is passed on: always, and up to so much more */
    bool withheld;          /* the server never hears of it */
    bool without_cursor;    /* the server isn't told which page is wanted */
    const char *instead;    /* in place of the server's answer, head and body; NULL: the server's */
    void (*edit)(struct buf *head, struct buf *body); /* makes another answer of the server's; NULL: as it is */
    enum fault_cut cut;
    enum fault_ending ending;
    size_t bytes_per_s; /* 0: as fast as it goes */
};

enum { FAULT_MANY = 200000 };

extern const struct fault faults[];
extern const size_t fault_count;

/* Ends the test when there is none of that name. */
const struct fault *fault_named(const char *name);

#endif
