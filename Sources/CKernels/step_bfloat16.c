// Moments in bfloat16, rounded stochastically; parameters, gradients and arithmetic in fp32: reads 12
// bytes, writes 8. Fewer bytes from memory is the whole gain. AMSGrad's peak would undo it: there is none.
//
//   m ← β₁·m + (1-β₁)·g      v ← β₂·v + (√(1-β₂)·g)²
//
// and parameters take the folded update (update.h): nine instructions of arithmetic, root and quotient among
// them, where PyTorch's order of operations takes seventeen.
#include "bfloat16.h"
#include "fetch.h"
#include "update.h"

#pragma clang fp contract(off)

enum { GROUP = 32, HALF = GROUP / 2 };

/// What is constant in each compiled loop.
enum { WITH_L2 = 1, INSIDE = 2 };

struct folded {
  int mode;
  float gradient_scale, l2;                            // under WITH_L2; without it the takes hold the scale
  float first_keep, first_take, second_keep, root_take;
  struct update update;
};

static inline struct folded folded_constants(const struct kernels_constants *k) {
  bool l2 = k->variant & KERNELS_L2;
  double scale = l2 ? 1 : k->gradient_scale, take = first_take(k);
  struct update update = folded_update(k, 1, 1);
  return (struct folded){
    .mode = (l2 ? WITH_L2 : 0) | (update.inside ? INSIDE : 0),
    .gradient_scale = k->gradient_scale,
    .l2 = k->l2,
    .first_keep = (float)(1 - take),
    .first_take = (float)(take * scale),
    .second_keep = k->second_keep,
    .root_take = (float)(__builtin_sqrt((double)k->second_take) * scale),
    .update = update,
  };
}

INLINE void one(const int path, const int mode, float *restrict p, const float *restrict g,
                uint16_t *restrict m, uint16_t *restrict v, uint32_t first_random, uint32_t second_random,
                const struct folded *k) {
  float gradient = mode & WITH_L2 ? fused(path, k->l2, *p, *g * k->gradient_scale) : *g;
  float root_taken = gradient * k->root_take;
  float first = fused(path, gradient, k->first_take, widened(*m) * k->first_keep);
  float second = fused(path, root_taken, root_taken, widened(*v) * k->second_keep);
  *p = updated(path, mode & INSIDE, *p, first, second, &k->update);
  bool rounds = gradient == gradient;
  *m = stochastic(first, rounds ? first_random : 0);
  *v = stochastic(second, rounds ? second_random : 0);
}

/// Up to one group. Two parameters half a group apart share 32 random bits, crosswise: what rounds m of the
/// one rounds v of the other. Each rounding is right on average by itself.
INLINE void some(const int path, const int mode, float *restrict p, const float *restrict g,
                 uint16_t *restrict m, uint16_t *restrict v, uint32_t index, size_t count,
                 const uint32_t key[2], const struct folded *k) {
  uint32_t random[HALF];
  for (uint32_t i = 0; i < HALF; i++) random[i] = random_bits(index + i, key);
  size_t lower = count < HALF ? count : HALF;
  for (size_t i = 0; i < lower; i++)
    one(path, mode, p + i, g + i, m + i, v + i, random[i], random[i] >> 16, k);
  for (size_t i = HALF; i < count; i++)
    one(path, mode, p + i, g + i, m + i, v + i, random[i - HALF] >> 16, random[i - HALF], k);
}

/// Parameters whose index has the same upper bits: the hash takes 32, those above change the key.
INLINE void stretch(const int path, const int mode, const struct kernels_arrays *arrays, size_t first,
                    size_t count, const uint32_t rounding_key[2], const struct folded *folded) {
  const struct folded k = *folded;
  float *p = arrays->parameters + first;
  const float *g = (const float *)arrays->gradients + first;
  uint16_t *m = (uint16_t *)arrays->first + first, *v = (uint16_t *)arrays->second + first;
  uint32_t index = (uint32_t)first, above = (uint32_t)((uint64_t)first >> 32);
  const uint32_t key[2] = {rounding_key[0] ^ above * 0x9e3779b9u, rounding_key[1] + above};
  size_t whole = count - count % GROUP;
  const struct ahead ahead = kernels_ahead(count);
  for (size_t i = 0; i < whole; i += GROUP) {
    FETCH(p + i, GROUP, ahead);
    FETCH(g + i, GROUP, ahead);
    FETCH(m + i, GROUP, ahead);
    FETCH(v + i, GROUP, ahead);
    some(path, mode, p + i, g + i, m + i, v + i, index + (uint32_t)i, GROUP, key, &k);
  }
  some(path, mode, p + whole, g + whole, m + whole, v + whole, index + (uint32_t)whole, count - whole, key,
       &k);
}

INLINE void all(const int path, const int mode, const struct kernels_arrays *arrays, size_t first,
                size_t count, const uint32_t key[2], const struct folded *k) {
  const uint64_t end = (uint64_t)first + count, wrap = (uint64_t)1 << 32;
  uint64_t start = first;
  while (start < end) {
    uint64_t next = (start / wrap + 1) * wrap;
    if (next > end) next = end;
    stretch(path, mode, arrays, (size_t)start, (size_t)(next - start), key, k);
    start = next;
  }
}

INLINE void kernels_step_bfloat16_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                       size_t count, const struct kernels_constants *constants) {
  const struct folded k = folded_constants(constants);
  const uint32_t *key = constants->rounding_key;
  switch (k.mode) {
  case 0: return all(path, 0, arrays, first, count, key, &k);
  case WITH_L2: return all(path, WITH_L2, arrays, first, count, key, &k);
  case INSIDE: return all(path, INSIDE, arrays, first, count, key, &k);
  default: return all(path, WITH_L2 | INSIDE, arrays, first, count, key, &k);
  }
}

FOR_EACH_PATH(void, kernels_step_bfloat16,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))
