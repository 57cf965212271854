#include "arithmetic.h"

INLINE float kernels_fused_loop(const int path, float a, float b, float c) { return fused(path, a, b, c); }

FOR_EACH_PATH(float, kernels_fused, (float a, float b, float c), (a, b, c))

INLINE float kernels_divided_loop(const int path, float value, const struct kernels_constants *constants) {
  return divided(path, value, constants);
}

FOR_EACH_PATH(float, kernels_divided, (float value, const struct kernels_constants *constants),
              (value, constants))
