// Mixed precision: bfloat16 gradients in and a bfloat16 copy of the parameters out, fp32 master
// parameters and moments between: reads 14 bytes, writes 14, and saves the pass that casts the parameters.
#include "bfloat16.h"
#include "element.h"
#include "fetch.h"

#pragma clang fp contract(off)

enum { GROUP = 32 };

INLINE void some(const int path, const int variant, float *restrict p, const uint16_t *restrict g,
                 float *restrict m, float *restrict v, float *restrict peak, uint16_t *restrict copy,
                 size_t count, const struct kernels_constants *k) {
  for (size_t i = 0; i < count; i++) {
    struct element e = {p[i], m[i], v[i], variant & KERNELS_AMSGRAD ? peak[i] : 0};
    e = stepped(path, variant, e, widened(g[i]), k);
    p[i] = e.parameter;
    m[i] = e.first;
    v[i] = e.second;
    copy[i] = nearest(e.parameter);
    if (variant & KERNELS_AMSGRAD) peak[i] = e.peak;
  }
}

INLINE void all(const int path, const int variant, const struct kernels_arrays *arrays, size_t first,
                size_t count, const struct kernels_constants *constants) {
  const struct kernels_constants k = *constants;
  float *p = arrays->parameters + first, *m = (float *)arrays->first + first;
  float *v = (float *)arrays->second + first;
  float *peak = variant & KERNELS_AMSGRAD ? arrays->peak + first : NULL;
  const uint16_t *g = (const uint16_t *)arrays->gradients + first;
  uint16_t *copy = arrays->copy + first;
  size_t whole = count - count % GROUP;
  const struct ahead ahead = kernels_ahead(count);
  for (size_t i = 0; i < whole; i += GROUP) {
    FETCH(p + i, GROUP, ahead);
    FETCH(g + i, GROUP, ahead);
    FETCH(m + i, GROUP, ahead);
    FETCH(v + i, GROUP, ahead);
    FETCH(copy + i, GROUP, ahead);
    if (variant & KERNELS_AMSGRAD) FETCH(peak + i, GROUP, ahead);
    some(path, variant, p + i, g + i, m + i, v + i, peak ? peak + i : NULL, copy + i, GROUP, &k);
  }
  some(path, variant, p + whole, g + whole, m + whole, v + whole, peak ? peak + whole : NULL, copy + whole,
       count - whole, &k);
}

INLINE void kernels_step_master_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                     size_t count, const struct kernels_constants *k) {
  FOR_VARIANT(all, path, arrays, first, count, k);
}

FOR_EACH_PATH(void, kernels_step_master,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))
