// Dynamic 8-bit codes (Dettmers et al. 2022, "8-bit optimizers via block-wise quantization", after
// Dettmers 2016): seven decades below 1, decade d = 0…6 cut into sᵈ equal bins, each bin's middle a value,
// besides 0 and 1. With signs there are 2ᵈ bins a decade, without 2ᵈ⁺¹.
//
//   value(k) = 10ᵈ⁻⁶ · (0.9·(k + o) / s − 0.8)     k the magnitude's code from 1, s the bins of its decade,
//                                                  o = ½ with signs, 1½ without
//
// As k grows the pieces get steeper, so the right one is the largest: no table, no branch. For the inverse
// it is the smallest. Separate multiplications and additions give every path the same codes.
#ifndef BLOCK8_H
#define BLOCK8_H

#include "arithmetic.h"

#pragma clang fp contract(off)

enum { SIGNED_ZERO_CODE = 127 };

/// The largest of the seven decades' lines at code k; `bins` is those of the first decade.
INLINE float magnitude(float k, const float offset, const float bins) {
  float value = 0, decade = 1e-6f, count = bins;
  for (int d = 0; d < 7; d++) {
    float line = (k + offset) * (0.9f * decade / count) - 0.8f * decade;
    value = line > value ? line : value;
    decade *= 10;
    count *= 2;
  }
  return value < 1 ? value : 1;
}

/// The code of the value nearest to x in 0…1, as a float without fraction; NaN gives 0.
///
/// Within a decade the bins' edges are halfway between values. Between two decades halfway lies 0.2 bins
/// above the edge; between 0 and the smallest value it is `smallest`; below 1 it is at 3/4 of the last bin.
INLINE float code_of(float x, const float offset, const float bins, const float smallest) {
  float position = 1024, decade = 1e-6f, count = bins;
  for (int d = 0; d < 7; d++) {
    float line = x * (count / (0.9f * decade)) + (0.8f / 0.9f * count - (offset - 0.5f));
    position = line < position ? line : position;
    decade *= 10;
    count *= 2;
  }
  int32_t k = (int32_t)(position > 0 ? position : 0);
  float within = position - (float)k;
  int32_t last = (int32_t)(bins * 127);
  int32_t edge = k + (int32_t)(offset - 0.5f);
  bool opens_decade = (edge & (edge - 1)) == 0;
  float threshold = k == 1 ? smallest : 0.2f;
  int32_t down = opens_decade && within < threshold && k > 0 ? 1 : 0;
  int32_t top = k == last && within >= 0.75f ? 1 : 0;
  k = k - down + top;
  return x > 0 ? (float)(k > last + 1 ? last + 1 : k) : 0;
}

INLINE float decoded_signed(uint8_t code) {
  int32_t k = (int32_t)code - SIGNED_ZERO_CODE;
  float value = magnitude((float)(k < 0 ? -k : k), 0.5f, 1);
  return k < 0 ? -value : value;
}

INLINE float decoded_unsigned(uint8_t code) { return magnitude((float)code, 1.5f, 2); }

/// There is no -1: the most negative value is -0.99297.
INLINE uint8_t encoded_signed(float x) {
  int32_t k = (int32_t)code_of(x < 0 ? -x : x, 0.5f, 1, 0.19444f);
  int32_t below = k > SIGNED_ZERO_CODE ? SIGNED_ZERO_CODE : k;
  return (uint8_t)(SIGNED_ZERO_CODE + (x < 0 ? -below : k));
}

INLINE uint8_t encoded_unsigned(float x) { return (uint8_t)(int32_t)code_of(x, 1.5f, 2, 0.13889f); }

#endif
