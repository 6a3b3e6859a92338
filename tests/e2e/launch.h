/* annotty's words and environment, made before the fork. Tests have threads of their own (servers, proxies), and one of
 * them may hold a lock of the allocator while the process is forked: the child would wait for it for ever. So between
 * fork and exec nothing is allocated. */
#ifndef ANNOTTY_TESTS_E2E_LAUNCH_H
#define ANNOTTY_TESTS_E2E_LAUNCH_H

struct launch;

/* The program that ANNOTTY_PROGRAM names, with HOME and XDG_RUNTIME_DIR at `home`, and without the NULL-terminated
 * `unwanted` variables. All texts are copied. */
struct launch *launch_new(const char *home, const char *const *unwanted);
void launch_free(struct launch **launch);
/* "NAME=VALUE", in place of what the environment says. */
void launch_variable(struct launch *launch, const char *variable);
void launch_word(struct launch *launch, const char *word);
/* In the child: becomes the program, or ends with status 121. */
_Noreturn void launch_become(const struct launch *launch);

#endif
