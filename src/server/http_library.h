/* libmicrohttpd, loaded when the server starts and not before: linking it and the libraries behind it would add
 * milliseconds to every start of the program, also those that need no server. */
#ifndef ANNOTTY_SERVER_HTTP_LIBRARY_H
#define ANNOTTY_SERVER_HTTP_LIBRARY_H

#include <annotty/base/error.h>

#include <microhttpd.h>

#define HTTP_LIBRARY_FUNCTIONS(F)                                                                                      \
    F(start_daemon)                                                                                                    \
    F(quiesce_daemon)                                                                                                  \
    F(stop_daemon)                                                                                                     \
    F(is_feature_supported)                                                                                            \
    F(get_connection_info)                                                                                             \
    F(get_connection_values_n)                                                                                         \
    F(create_response_from_buffer)                                                                                     \
    F(create_response_from_callback)                                                                                   \
    F(add_response_header)                                                                                             \
    F(queue_response)                                                                                                  \
    F(destroy_response)

/* library->stop_daemon is MHD_stop_daemon, and so on. */
struct http_library {
#define MEMBER(name) __typeof__(&MHD_##name) name;
    HTTP_LIBRARY_FUNCTIONS(MEMBER)
#undef MEMBER
};

/* Loaded once and kept until the process ends; NULL when it can't be (ERROR_STORE: something about this machine). */
const struct http_library *http_library_load(struct error *error);

#endif
