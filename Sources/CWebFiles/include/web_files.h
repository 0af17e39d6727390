#pragma once
#include <stddef.h>

/// A file of templates/ or assets/, compiled into the program. The text ends with a zero byte.
struct web_file {
  const char *path;
  const unsigned char *text;
};

size_t web_file_count(void);
struct web_file web_file_at(size_t index);
