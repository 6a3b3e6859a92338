#include "run.h"

#include <stdlib.h>

int main(void)
{
    SRunner *runner = srunner_create(NULL);
    for (const unit_suite *suite = unit_suites; *suite != NULL; suite++)
        srunner_add_suite(runner, (*suite)());
    srunner_set_tap(runner, "-");
    srunner_run_all(runner, CK_SILENT);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
