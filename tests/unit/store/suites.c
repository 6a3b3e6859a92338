#include "suites.h"

#include <stddef.h>

const unit_suite unit_suites[] = {
    db_suite,
    NULL,
};
