// Moments in bfloat16, rounded stochastically; parameters, gradients and arithmetic in fp32: reads 12
// bytes, writes 8. Fewer bytes from memory is the whole gain. AMSGrad's peak would undo it: there is none.
#include "bfloat16.h"
#include "element.h"

#pragma clang fp contract(off)

enum { GROUP = 32 };

INLINE void some(const int path, const int variant, float *restrict p, const float *restrict g,
                 uint16_t *restrict m, uint16_t *restrict v, size_t index, size_t count,
                 const uint32_t key[2], const struct kernels_constants *k) {
  for (size_t i = 0; i < count; i++) {
    struct element e = {p[i], widened(m[i]), widened(v[i]), 0};
    e = stepped(path, variant, e, g[i], k);
    uint32_t random = random_bits((uint32_t)index + (uint32_t)i, key);
    p[i] = e.parameter;
    m[i] = stochastic(e.first, random);
    v[i] = stochastic(e.second, random >> 16);
  }
}

INLINE void all(const int path, const int variant, const struct kernels_arrays *arrays, size_t first,
                size_t count, const struct kernels_constants *constants) {
  const struct kernels_constants k = *constants;
  float *p = arrays->parameters + first;
  const float *g = (const float *)arrays->gradients + first;
  uint16_t *m = (uint16_t *)arrays->first + first, *v = (uint16_t *)arrays->second + first;
  size_t whole = count - count % GROUP;
  for (size_t i = 0; i <= whole; i += GROUP) {
    // The hash takes 32 bits of the index; those above change the key.
    size_t index = first + i;
    uint32_t above = (uint32_t)((uint64_t)index >> 32);
    uint32_t key[2] = {k.rounding_key[0] ^ above * 0x9e3779b9u, k.rounding_key[1] + above};
    if (i == whole) return some(path, variant, p + i, g + i, m + i, v + i, index, count - whole, key, &k);
    fetch(p + i + AHEAD, sizeof(float) * GROUP);
    fetch(g + i + AHEAD, sizeof(float) * GROUP);
    fetch(m + i + AHEAD, sizeof(uint16_t) * GROUP);
    fetch(v + i + AHEAD, sizeof(uint16_t) * GROUP);
    some(path, variant, p + i, g + i, m + i, v + i, index, GROUP, key, &k);
  }
}

INLINE void kernels_step_bfloat16_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                       size_t count, const struct kernels_constants *k) {
  switch (k->variant & ~KERNELS_AMSGRAD) {
  case 0: return all(path, 0, arrays, first, count, k);
  case 2: return all(path, 2, arrays, first, count, k);
  case 4: return all(path, 4, arrays, first, count, k);
  default: return all(path, 6, arrays, first, count, k);
  }
}

FOR_EACH_PATH(void, kernels_step_bfloat16,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))
