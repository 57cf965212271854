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

INLINE struct element stepped(const int path, const int variant, struct element e, float gradient,
                              const struct kernels_constants *k) {
  float g = gradient * k->gradient_scale;
  if (variant & KERNELS_L2) g = fused(path, k->l2, e.parameter, g);

  float start = k->lerp_from_gradient ? g : e.first;
  e.first = fused(path, k->lerp_weight, g - e.first, start);
  e.second = fused(path, k->second_take * g, g, e.second * k->second_keep);

  float v = e.second;
  if (variant & KERNELS_AMSGRAD) {
    // The larger, and NaN once there is one.
    e.peak = v > e.peak || v != v ? v : e.peak;
    v = e.peak;
  }
  float denominator = variant & KERNELS_EPSILON_INSIDE ? root(v * k->inside_scale + k->epsilon)
                                                       : divided(path, root(v), k) + k->epsilon;
  float decayed = e.parameter * k->decay_before;
  e.parameter = (decayed + k->step_size * e.first / denominator) * k->decay_after;
  return e;
}

/// Parameters ahead of the one at work that are asked for: 2 KiB of floats. The streams are many and the
/// arithmetic is long, so the CPU by itself keeps too few lines in flight.
enum { AHEAD = 512 };

/// Asks for the cache lines of `bytes` at `address`; never faults, so it may run past the end.
INLINE void fetch(const void *address, const int bytes) {
  for (int line = 0; line < bytes; line += 64) __builtin_prefetch((const char *)address + line, 1, 3);
}

#endif
