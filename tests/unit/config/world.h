/* A person's surroundings for one test: an empty home directory, a config file, and no variable that counts. */
#ifndef ANNOTTY_TESTS_UNIT_CONFIG_WORLD_H
#define ANNOTTY_TESTS_UNIT_CONFIG_WORLD_H

#include "scratch.h"

#include <annotty/config/config.h>

#include <check.h>

extern struct scratch world_home;

/* Fixture: sets HOME and ANNOTTY_CONFIG into the scratch directory, unsets all variables of the settings. */
void world_set_up(void);
void world_tear_down(void);
/* Writes config.ini with these permissions. */
void world_write_config(const char *text, unsigned mode);
/* config_load, expected to find nothing wrong. */
struct config *world_load(void);
/* The only problem of the config. */
const char *world_problem(const struct config *config);

#endif
