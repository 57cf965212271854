#include "paths.h"

bool kernels_path_runs(int path) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  switch (path) {
  case KERNELS_BASELINE: return true;
  case KERNELS_AVX2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  case KERNELS_VBMI: return __builtin_cpu_supports("avx512vbmi") && kernels_path_runs(KERNELS_AVX512);
  case KERNELS_AVX512:
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
           && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq")
           && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx2")
           && __builtin_cpu_supports("fma");
  default: return false;
  }
#else
  return path == KERNELS_BASELINE;
#endif
}
