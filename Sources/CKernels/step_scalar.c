// The two plain rungs of the ladder, one parameter at a time, fp32: what vectors add is left to the next rung.
// They are here, not in Swift, for the fused multiply-add: compiled for every CPU it would be a call to libm.
#include "element.h"

#pragma clang fp contract(off)

#define ONE_AT_A_TIME _Pragma("clang loop vectorize(disable) interleave(disable)")

struct views {
  float *p, *m, *v, *peak, *scratch;
  const float *g;
};

INLINE struct views from(const struct kernels_arrays *arrays, size_t first) {
  return (struct views){
    .p = arrays->parameters + first,
    .m = (float *)arrays->first + first,
    .v = (float *)arrays->second + first,
    .peak = arrays->peak ? arrays->peak + first : NULL,
    .scratch = arrays->scratch ? arrays->scratch + first : NULL,
    .g = (const float *)arrays->gradients + first,
  };
}

/// One pass: an array is read and written once, and what one line computes is in a register for the next.
INLINE void kernels_step_fused_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                    size_t count, const struct kernels_constants *constants) {
  const struct kernels_constants k = *constants;
  const struct views a = from(arrays, first);
  const bool amsgrad = k.variant & KERNELS_AMSGRAD;
  ONE_AT_A_TIME
  for (size_t i = 0; i < count; i++) {
    struct element e = {a.p[i], a.m[i], a.v[i], amsgrad ? a.peak[i] : 0};
    e = stepped(path, k.variant, e, a.g[i], &k);
    a.p[i] = e.parameter;
    a.m[i] = e.first;
    a.v[i] = e.second;
    if (amsgrad) a.peak[i] = e.peak;
  }
}

FOR_EACH_PATH(void, kernels_step_fused,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))

/// A pass for each line, with one array between them. Every pass streams its arrays from memory again: m 12
/// bytes, v 12, denominator 8, quotient 12, decay 8, update 12.
INLINE void kernels_step_textbook_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                       size_t count, const struct kernels_constants *constants) {
  const struct kernels_constants k = *constants;
  const struct views a = from(arrays, first);
  ONE_AT_A_TIME
  for (size_t i = 0; i < count; i++) {
    float g = gradient(path, k.variant, a.g[i], a.p[i], &k);
    a.m[i] = first_moment(path, k.variant, a.m[i], g, &k);
  }
  ONE_AT_A_TIME
  for (size_t i = 0; i < count; i++) {
    float g = gradient(path, k.variant, a.g[i], a.p[i], &k);
    a.v[i] = second_moment(path, a.v[i], g, &k);
  }
  const float *v = a.v;
  if (k.variant & KERNELS_AMSGRAD) {
    ONE_AT_A_TIME
    for (size_t i = 0; i < count; i++) a.peak[i] = larger(a.peak[i], a.v[i]);
    v = a.peak;
  }
  ONE_AT_A_TIME
  for (size_t i = 0; i < count; i++) a.scratch[i] = denominator(path, k.variant, v[i], &k);
  ONE_AT_A_TIME
  for (size_t i = 0; i < count; i++) a.scratch[i] = k.step_size * a.m[i] / a.scratch[i];
  ONE_AT_A_TIME
  for (size_t i = 0; i < count; i++) a.p[i] = a.p[i] * k.decay_before;
  ONE_AT_A_TIME
  for (size_t i = 0; i < count; i++) a.p[i] = (a.p[i] + a.scratch[i]) * k.decay_after;
}

FOR_EACH_PATH(void, kernels_step_textbook,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))
