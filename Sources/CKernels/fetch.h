// Cache lines asked for before they are needed. The streams are many and the arithmetic is long, so a CPU by itself
// keeps too few lines in flight. How far ahead is best, the CPU decides: fetch.c.
#ifndef FETCH_H
#define FETCH_H

#include "paths.h"

/// In elements: into the first cache, and from farther off into the second, which waits for more at a time. 0 for none.
struct ahead {
  int near, far;
};

/// What is best on this CPU for a slice of `count` elements.
struct ahead kernels_ahead(size_t count);

/// Asks for the cache lines ahead of the `COUNT` elements at `AT`.
#define FETCH(AT, COUNT, AHEAD) fetch(AT, sizeof *(AT), COUNT, AHEAD)

/// Never faults, so it may run past the end.
INLINE void fetch(const void *at, const int size, const int count, struct ahead ahead) {
  const char *near = (const char *)at + ahead.near * size, *far = (const char *)at + ahead.far * size;
  for (int line = 0; line < count * size; line += 64) {
    __builtin_prefetch(near + line, 1, 3);
    if (ahead.far) __builtin_prefetch(far + line, 0, 2);
  }
}

#endif
