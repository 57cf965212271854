// Operations that round once, the same on every path: this is why all paths give the same bits.
#ifndef ARITHMETIC_H
#define ARITHMETIC_H

#include <string.h>

#include "paths.h"

#pragma clang fp contract(off)

#if defined(__FMA__) || defined(__aarch64__) || defined(__ARM_FEATURE_FMA)
#define BASELINE_FUSES 1
#else
#define BASELINE_FUSES 0
#endif

INLINE uint32_t bits_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

INLINE float float_of(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// Square root without the `errno` of libm, which would keep the loop scalar.
INLINE float root(float value) { return __builtin_elementwise_sqrt(value); }

/// a * b + c, rounded once.
///
/// A CPU without the instruction takes the exact product in Double, adds with the error known
/// (Knuth's TwoSum), and rounds the sum to odd, so that rounding it again to float is rounding the exact
/// value (Boldo and Melquiond 2008, "Emulation of FMA and correctly rounded sums").
INLINE float fused(const int path, float a, float b, float c) {
  if (path != KERNELS_BASELINE || BASELINE_FUSES) return __builtin_elementwise_fma(a, b, c);
  double product = (double)a * (double)b, addend = c;
  double sum = product + addend;
  double back = sum - product;
  double error = (product - (sum - back)) + (addend - back);
  int64_t bits;
  memcpy(&bits, &sum, sizeof bits);
  // Towards the error: one unit up in magnitude when both have one sign, else one down.
  int64_t nudge = ((error > 0) == (sum > 0)) ? 1 : -1;
  bool inexact = error > 0 || error < 0;
  bits += (inexact && !(bits & 1)) ? nudge : 0;
  memcpy(&sum, &bits, sizeof sum);
  return (float)sum;
}

/// value / divisor, correctly rounded, without a division when the path fuses: a quotient within one unit
/// from the reciprocal in two floats (Brisebarre, Muller and Raina 2004), then Markstein's correction.
/// For value >= 0 and divisor in (0, 1], as √v and √(1 - β₂ᵗ) are: nothing underflows.
INLINE float divided(const int path, float value, const struct kernels_constants *k) {
  if (path == KERNELS_BASELINE && !BASELINE_FUSES) return value / k->root_divisor;
  float quotient = fused(path, value, k->root_inverse_high, value * k->root_inverse_low);
  float remainder = fused(path, -quotient, k->root_divisor, value);
  float corrected = fused(path, remainder, k->root_inverse_high, quotient);
  // The quotient by a number up to 1 is not smaller, but NaN for an infinite value: one instruction mends it.
  return corrected > value ? corrected : value;
}

#endif
