/* The members of content blocks, for the table of resources, and what must hold between members. */
#ifndef ANNOTTY_SRC_API_RESOURCES_BLOCK_H
#define ANNOTTY_SRC_API_RESOURCES_BLOCK_H

#include <annotty/api/tables.h>

enum { CONTENT_BLOCK_FIELDS = 12, TIME_FRAME_FIELDS = 2 };

extern const struct api_field api_content_block_fields[CONTENT_BLOCK_FIELDS];
extern const struct api_field api_time_frame_fields[TIME_FRAME_FIELDS];

/* A block has what its type needs. */
bool content_block_rule(const struct json_value *values, const char **member, const char **why);
/* A display_block has blocks, and nothing else has. */
bool interaction_rule(const struct json_value *values, const char **member, const char **why);

#endif
