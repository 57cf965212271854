// Moments in bfloat16, rounded stochastically; parameters, gradients and arithmetic in fp32: reads 12
// bytes, writes 8. Fewer bytes from memory is the whole gain. AMSGrad's peak would undo it: there is none.
#include "bfloat16.h"
#include "element.h"

#pragma clang fp contract(off)

enum { GROUP = 32, HALF = GROUP / 2 };

INLINE void one(const int path, const int variant, float *restrict p, const float *restrict g,
                uint16_t *restrict m, uint16_t *restrict v, uint32_t first_random, uint32_t second_random,
                const struct kernels_constants *k) {
  struct element e = {*p, widened(*m), widened(*v), 0};
  e = stepped(path, variant, e, *g, k);
  *p = e.parameter;
  *m = stochastic(e.first, first_random);
  *v = stochastic(e.second, second_random);
}

/// Up to one group. Two parameters half a group apart share 32 random bits, crosswise: what rounds m of the
/// one rounds v of the other. Each rounding is right on average by itself.
INLINE void some(const int path, const int variant, float *restrict p, const float *restrict g,
                 uint16_t *restrict m, uint16_t *restrict v, uint32_t index, size_t count,
                 const uint32_t key[2], const struct kernels_constants *k) {
  uint32_t random[HALF];
  for (uint32_t i = 0; i < HALF; i++) random[i] = random_bits(index + i, key);
  size_t lower = count < HALF ? count : HALF;
  for (size_t i = 0; i < lower; i++)
    one(path, variant, p + i, g + i, m + i, v + i, random[i], random[i] >> 16, k);
  for (size_t i = HALF; i < count; i++)
    one(path, variant, p + i, g + i, m + i, v + i, random[i - HALF] >> 16, random[i - HALF], k);
}

/// Parameters whose index has the same upper bits: the hash takes 32, those above change the key.
INLINE void stretch(const int path, const int variant, const struct kernels_arrays *arrays, size_t first,
                    size_t count, const struct kernels_constants *constants) {
  const struct kernels_constants k = *constants;
  float *p = arrays->parameters + first;
  const float *g = (const float *)arrays->gradients + first;
  uint16_t *m = (uint16_t *)arrays->first + first, *v = (uint16_t *)arrays->second + first;
  uint32_t index = (uint32_t)first, above = (uint32_t)((uint64_t)first >> 32);
  const uint32_t key[2] = {k.rounding_key[0] ^ above * 0x9e3779b9u, k.rounding_key[1] + above};
  size_t whole = count - count % GROUP;
  const bool far = from_memory(count);
  for (size_t i = 0; i < whole; i += GROUP) {
    FETCH(p + i, GROUP, far);
    FETCH(g + i, GROUP, far);
    FETCH(m + i, GROUP, far);
    FETCH(v + i, GROUP, far);
    some(path, variant, p + i, g + i, m + i, v + i, index + (uint32_t)i, GROUP, key, &k);
  }
  some(path, variant, p + whole, g + whole, m + whole, v + whole, index + (uint32_t)whole, count - whole, key,
       &k);
}

INLINE void all(const int path, const int variant, const struct kernels_arrays *arrays, size_t first,
                size_t count, const struct kernels_constants *k) {
  const uint64_t end = (uint64_t)first + count, wrap = (uint64_t)1 << 32;
  uint64_t start = first;
  while (start < end) {
    uint64_t next = (start / wrap + 1) * wrap;
    if (next > end) next = end;
    stretch(path, variant, arrays, (size_t)start, (size_t)(next - start), k);
    start = next;
  }
}

INLINE void kernels_step_bfloat16_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                       size_t count, const struct kernels_constants *k) {
  switch (k->variant & ~KERNELS_AMSGRAD) {
  case 0: return all(path, 0, arrays, first, count, k);
  case 2: return all(path, 2, arrays, first, count, k);
  case 4: return all(path, 4, arrays, first, count, k);
  case 6: return all(path, 6, arrays, first, count, k);
  default: return all(path, k->variant & ~KERNELS_AMSGRAD, arrays, first, count, k);
  }
}

FOR_EACH_PATH(void, kernels_step_bfloat16,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))
