/* libcurl, loaded when the fetch thread first needs it: linking it would load some thirty libraries before the first
 * screen is drawn. Everything in src/net calls curl through these pointers. */
#ifndef ANNOTTY_SRC_NET_CURL_LIBRARY_H
#define ANNOTTY_SRC_NET_CURL_LIBRARY_H

#include <annotty/base/error.h>

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

/* The type checks of curl's header are macros of the same names. */
#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

#define CURL_FUNCTIONS(FUNCTION)                                                                                       \
    FUNCTION(curl_global_init)                                                                                         \
    FUNCTION(curl_easy_init)                                                                                           \
    FUNCTION(curl_easy_setopt)                                                                                         \
    FUNCTION(curl_easy_getinfo)                                                                                        \
    FUNCTION(curl_easy_pause)                                                                                          \
    FUNCTION(curl_easy_strerror)                                                                                       \
    FUNCTION(curl_easy_cleanup)                                                                                        \
    FUNCTION(curl_slist_append)                                                                                        \
    FUNCTION(curl_slist_free_all)                                                                                      \
    FUNCTION(curl_getdate)                                                                                             \
    FUNCTION(curl_multi_init)                                                                                          \
    FUNCTION(curl_multi_setopt)                                                                                        \
    FUNCTION(curl_multi_add_handle)                                                                                    \
    FUNCTION(curl_multi_remove_handle)                                                                                 \
    FUNCTION(curl_multi_perform)                                                                                       \
    FUNCTION(curl_multi_poll)                                                                                          \
    FUNCTION(curl_multi_wakeup)                                                                                        \
    FUNCTION(curl_multi_info_read)                                                                                     \
    FUNCTION(curl_multi_cleanup)

struct curl_library {
#define CURL_POINTER(name) __typeof__(&name) name;
    CURL_FUNCTIONS(CURL_POINTER)
#undef CURL_POINTER
};

/* Loads and initialises it, once for the process; NULL with the package to install when it isn't there. Thread-safe. */
const struct curl_library *curl_library_load(struct error *error);

#endif
