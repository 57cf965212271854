// fp32 everything: reads p, g, m, v (16 bytes), writes p, m, v (12 bytes).
//
// Groups of one cache line: a constant length that becomes whole vectors, with room between for asking
// for the lines ahead.
#include "element.h"
#include "fetch.h"

#pragma clang fp contract(off)

enum { GROUP = 16 };

INLINE void some(const int path, const int variant, float *restrict p, const float *restrict g,
                 float *restrict m, float *restrict v, float *restrict peak, size_t count,
                 const struct kernels_constants *k) {
  for (size_t i = 0; i < count; i++) {
    struct element e = {p[i], m[i], v[i], variant & KERNELS_AMSGRAD ? peak[i] : 0};
    e = stepped(path, variant, e, g[i], k);
    p[i] = e.parameter;
    m[i] = e.first;
    v[i] = e.second;
    if (variant & KERNELS_AMSGRAD) peak[i] = e.peak;
  }
}

INLINE void all(const int path, const int variant, const struct kernels_arrays *arrays, size_t first,
                size_t count, const struct kernels_constants *constants) {
  const struct kernels_constants k = *constants;
  float *p = arrays->parameters + first, *m = (float *)arrays->first + first;
  float *v = (float *)arrays->second + first;
  float *peak = variant & KERNELS_AMSGRAD ? arrays->peak + first : NULL;
  const float *g = (const float *)arrays->gradients + first;
  size_t whole = count - count % GROUP;
  const struct ahead ahead = kernels_ahead(count);
  for (size_t i = 0; i < whole; i += GROUP) {
    FETCH(p + i, GROUP, ahead);
    FETCH(g + i, GROUP, ahead);
    FETCH(m + i, GROUP, ahead);
    FETCH(v + i, GROUP, ahead);
    if (variant & KERNELS_AMSGRAD) FETCH(peak + i, GROUP, ahead);
    some(path, variant, p + i, g + i, m + i, v + i, peak ? peak + i : NULL, GROUP, &k);
  }
  some(path, variant, p + whole, g + whole, m + whole, v + whole, peak ? peak + whole : NULL, count - whole,
       &k);
}

INLINE void kernels_step_float32_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                      size_t count, const struct kernels_constants *k) {
  FOR_VARIANT(all, path, arrays, first, count, k);
}

FOR_EACH_PATH(void, kernels_step_float32,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))
