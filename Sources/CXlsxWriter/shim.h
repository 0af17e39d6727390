#include <xlsxwriter.h>

// A file in memory; Glibc's own module does not show it.
int memfd_create(const char *name, unsigned int flags);
