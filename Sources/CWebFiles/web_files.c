#include "web_files.h"

#define TEXT (const unsigned char[])

static const struct web_file files[] = {
    {"", TEXT {0}},
};

size_t web_file_count(void) { return sizeof files / sizeof files[0]; }
struct web_file web_file_at(size_t index) { return files[index]; }
