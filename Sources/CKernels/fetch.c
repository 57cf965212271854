#include "fetch.h"

/// Slices above this come from memory on most CPUs: fp32 arrays of 16 MiB in all.
enum { CACHED = 1 << 20 };

struct ahead kernels_ahead(size_t count) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  // Zen 4 follows the streams by itself, and needs no more than a push. One core steps fp32 from memory in 0.58 ns; it
  // takes 0.68 when lines are asked for from 512 ahead, and 0.70 from 4,096. Zen 2 and 3 are taken to be like it.
  if (__builtin_cpu_is("amdfam17h") || __builtin_cpu_is("amdfam19h")) return (struct ahead){96, 0};
  // Zen 5 reaches its limit from here; nothing else was tried.
  if (__builtin_cpu_is("amdfam1ah")) return (struct ahead){512, 0};
#endif
  // A Xeon (Emerald Rapids) steps in 1.2 ns where it took 1.45 with the near ones alone, but in 0.69 for 0.65 when the
  // slice is in its third cache. Others are taken to be like it.
  return (struct ahead){512, count > CACHED ? 4096 : 0};
}
