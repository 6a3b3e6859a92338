/* Whose keys these are, and who others are. */
#include "story.h"
#include "suites.h"

#include <annotty/base/mem.h>

static const struct story stories[] = {
    { "the store's owner asks when there are no keys",
      { { "GET /api/v2/current_user", NULL, 200,
          "/data/id '{W}'; /data/type 'users'; /data/attributes/name *; /data/attributes/handle *; "
          "/data/attributes/email ''; H=/data/attributes/handle" },
        { "GET /api/v2/users/{W}", NULL, 200, "/data/id '{W}'; /data/attributes/handle '{H}'" } } },
    { "D10 an id that nobody has",
      { { "GET /api/v2/users/{X}", NULL, 404, "/errors/0/meta/code 'unknown_resource'" },
        { "GET /api/v2/users/{P}", NULL, 404, "/errors/0/meta/code 'unknown_resource'" },
        { "GET /api/v2/users/%00%2F..", NULL, 404, "/errors/0/meta/code 'unknown_resource'" } } },
    { "D35 paths beside",
      { { "GET /api/v2/users", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" },
        { "GET /users/{W}", NULL, 404, "/errors/0/meta/code 'unknown_endpoint'" },
        { "POST /api/v2/current_user", "{}", 405, NULL } } },
};

START_TEST(users_are_told)
{
    world_open_filled();
    story_run(&stories[_i]);
    world_close();
}
END_TEST

Suite *users_suite(void)
{
    TCase *const cases = tcase_create("users");
    tcase_add_loop_test(cases, users_are_told, 0, ARRAY_LENGTH(stories));
    Suite *const suite = suite_create("contract: users");
    suite_add_tcase(suite, cases);
    return suite;
}
