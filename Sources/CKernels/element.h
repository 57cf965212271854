// AdamW of one parameter, in PyTorch's order of operations, so that results equal its fp32 bit for bit:
//
//   g ← ±clip·g  (+ λ·p under L2)
//   m ← m + (1-β₁)·(g-m)                      one fused multiply-add
//   v ← β₂·v + ((1-β₂)·g)·g                   one fused multiply-add
//   d = √v / √(1-β₂ᵗ) + ε                     ε inside: √(v / (1-β₂ᵗ) + ε)
//   p ← (1-ηλ)·p + (-η/(1-β₁ᵗ)·m) / d
#ifndef ELEMENT_H
#define ELEMENT_H

#include "arithmetic.h"

#pragma clang fp contract(off)

struct element {
  float parameter, first, second, peak;
};

INLINE float gradient(const int path, const int variant, float g, float parameter,
                      const struct kernels_constants *k) {
  if (variant & KERNELS_SCALED) g *= k->gradient_scale;
  return variant & KERNELS_L2 ? fused(path, k->l2, parameter, g) : g;
}

INLINE float first_moment(const int path, const int variant, float m, float g,
                          const struct kernels_constants *k) {
  return fused(path, k->lerp_weight, g - m, variant & KERNELS_FROM_GRADIENT ? g : m);
}

INLINE float second_moment(const int path, float v, float g, const struct kernels_constants *k) {
  return fused(path, k->second_take * g, g, v * k->second_keep);
}

/// The larger, and NaN once there is one.
INLINE float larger(float peak, float v) { return v > peak || v != v ? v : peak; }

INLINE float denominator(const int path, const int variant, float v, const struct kernels_constants *k) {
  return variant & KERNELS_EPSILON_INSIDE ? root(v * k->inside_scale + k->epsilon)
                                          : divided(path, root(v), k) + k->epsilon;
}

/// g, m, v and the peak of a step; the parameter stays.
INLINE struct element remembered(const int path, const int variant, struct element e, float g,
                                 const struct kernels_constants *k) {
  g = gradient(path, variant, g, e.parameter, k);
  e.first = first_moment(path, variant, e.first, g, k);
  e.second = second_moment(path, e.second, g, k);
  if (variant & KERNELS_AMSGRAD) e.peak = larger(e.peak, e.second);
  return e;
}

/// The parameter, moved by the moments of the step.
INLINE float moved(const int path, const int variant, struct element e, const struct kernels_constants *k) {
  float v = variant & KERNELS_AMSGRAD ? e.peak : e.second;
  float update = k->step_size * e.first / denominator(path, variant, v, k);
  float parameter = e.parameter * k->decay_before + update;
  return variant & KERNELS_DECAYS_AFTER ? parameter * k->decay_after : parameter;
}

INLINE struct element stepped(const int path, const int variant, struct element e, float g,
                              const struct kernels_constants *k) {
  e = remembered(path, variant, e, g, k);
  e.parameter = moved(path, variant, e, k);
  return e;
}

/// Returns LOOP(path, variant, arrays, first, count, k) with the variant a constant, but for a small β₁. A product with
/// 1 changes nothing, so of the two multiplications that few need both are compiled, or none.
#define FOR_VARIANT(LOOP, PATH, ARRAYS, FIRST, COUNT, K)                                            \
  do {                                                                                              \
    const int rare = KERNELS_SCALED | KERNELS_DECAYS_AFTER;                                         \
    switch ((K)->variant & rare ? (K)->variant | rare : (K)->variant) {                             \
      EIGHT_VARIANTS(0, LOOP, PATH, ARRAYS, FIRST, COUNT, K)                                        \
      EIGHT_VARIANTS(KERNELS_SCALED | KERNELS_DECAYS_AFTER, LOOP, PATH, ARRAYS, FIRST, COUNT, K)    \
    default: return LOOP(PATH, (K)->variant, ARRAYS, FIRST, COUNT, K);                              \
    }                                                                                               \
  } while (0)
#define EIGHT_VARIANTS(MORE, LOOP, ...)                                                             \
  ONE_VARIANT(0 | (MORE), LOOP, __VA_ARGS__) ONE_VARIANT(1 | (MORE), LOOP, __VA_ARGS__)             \
  ONE_VARIANT(2 | (MORE), LOOP, __VA_ARGS__) ONE_VARIANT(3 | (MORE), LOOP, __VA_ARGS__)             \
  ONE_VARIANT(4 | (MORE), LOOP, __VA_ARGS__) ONE_VARIANT(5 | (MORE), LOOP, __VA_ARGS__)             \
  ONE_VARIANT(6 | (MORE), LOOP, __VA_ARGS__) ONE_VARIANT(7 | (MORE), LOOP, __VA_ARGS__)
#define ONE_VARIANT(VARIANT, LOOP, PATH, ...) case VARIANT: return LOOP(PATH, VARIANT, __VA_ARGS__);

#endif
