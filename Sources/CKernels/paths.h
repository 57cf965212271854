// One plain loop, compiled once for each instruction set, chosen at run time.
//
// A loop is written as `static inline` NAME_loop(path, parameters…), always inlined, so that it takes
// on the instruction set of the function it is inlined into; `path` is a constant there. Widths and
// registers are the compiler's choice: the loops are written so that it can vectorise them.
#ifndef PATHS_H
#define PATHS_H

#include "CKernels.h"

#define INLINE static inline __attribute__((always_inline))
#define UNPACK(...) __VA_ARGS__

#if defined(__x86_64__)

#define AVX2_TARGET __attribute__((target("avx2,fma")))
#define AVX512_TARGET __attribute__((target("avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma")))
/// Only for loops that need it (block8_vbmi.c); the others take AVX-512's.
#define VBMI_TARGET __attribute__((target("avx512vbmi,avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma")))

#define FOR_EACH_PATH(RESULT, NAME, PARAMETERS, ARGUMENTS)                                        \
  static RESULT NAME##_baseline(UNPACK PARAMETERS) {                                              \
    return NAME##_loop(KERNELS_BASELINE, UNPACK ARGUMENTS);                                       \
  }                                                                                               \
  AVX2_TARGET static RESULT NAME##_avx2(UNPACK PARAMETERS) {                                      \
    return NAME##_loop(KERNELS_AVX2, UNPACK ARGUMENTS);                                           \
  }                                                                                               \
  AVX512_TARGET static RESULT NAME##_avx512(UNPACK PARAMETERS) {                                  \
    return NAME##_loop(KERNELS_AVX512, UNPACK ARGUMENTS);                                         \
  }                                                                                               \
  RESULT NAME(int path, UNPACK PARAMETERS) {                                                      \
    switch (path) {                                                                               \
    case KERNELS_VBMI:                                                                            \
    case KERNELS_AVX512: return NAME##_avx512(UNPACK ARGUMENTS);                                  \
    case KERNELS_AVX2: return NAME##_avx2(UNPACK ARGUMENTS);                                      \
    default: return NAME##_baseline(UNPACK ARGUMENTS);                                            \
    }                                                                                             \
  }

#else

#define FOR_EACH_PATH(RESULT, NAME, PARAMETERS, ARGUMENTS)                                        \
  RESULT NAME(int path, UNPACK PARAMETERS) {                                                      \
    (void)path;                                                                                   \
    return NAME##_loop(KERNELS_BASELINE, UNPACK ARGUMENTS);                                       \
  }

#endif

#endif
