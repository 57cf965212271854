// The step of step_block8.c, for a file that says how codes are read and written there:
//
//   struct codes                 what that needs, set up by prepare_codes
//   decode(path, codes, m, v, first_scale, second_scale, first, second, count)
//   encode(path, codes, first, second, first_inverse, second_inverse, m, v, count)
//   HERE                         how functions are inlined there
//
// Counts are GROUP, or less at the end of the arrays.
#ifndef BLOCK8_STEP_H
#define BLOCK8_STEP_H

#include <float.h>

#include "block8.h"
#include "element.h"

#pragma clang fp contract(off)

/// Largest magnitude; the bits of non-negative floats order as integers, with NaN on top.
HERE float largest(const float *restrict values, size_t count) {
  int32_t most = 0;
  for (size_t i = 0; i < count; i++) {
    int32_t magnitude = (int32_t)(bits_of(values[i]) & 0x7fffffffu);
    most = magnitude > most ? magnitude : most;
  }
  return float_of((uint32_t)most);
}

/// 1 / scale, or 0 where that says nothing: empty and subnormal blocks become 0, non-finite ones NaN.
HERE float inverse_scale(float *scale) {
  if (*scale < FLT_MIN) *scale = 0;
  return *scale >= FLT_MIN && *scale <= FLT_MAX ? 1 / *scale : 0;
}

/// What a step works on, from some parameter on; moments in fp32 go from `first` and `second` of a block.
struct place {
  float *p;
  const float *g;
  uint8_t *m, *v;
  float *first, *second;
};

HERE struct place after(const struct place *at, size_t j) {
  return (struct place){at->p + j, at->g + j, at->m + j, at->v + j, at->first + j, at->second + j};
}

/// Moments decoded and taken on.
HERE void remember(const int path, const int variant, const struct codes *codes, const struct place at,
                   float first_scale, float second_scale, size_t count, const struct kernels_constants *k) {
  const float *restrict p = at.p, *restrict g = at.g;
  float *restrict first = at.first, *restrict second = at.second;
  decode(path, codes, at.m, at.v, first_scale, second_scale, first, second, count);
  for (size_t i = 0; i < count; i++) {
    struct element e = {variant & KERNELS_L2 ? p[i] : 0, first[i], second[i], 0};
    e = remembered(path, variant, e, g[i], k);
    first[i] = e.first;
    second[i] = e.second;
  }
}

/// Parameters moved and moments coded anew: root and quotient keep one part of the core busy, codes the rest.
HERE void move(const int path, const int variant, const struct codes *codes, const struct place at,
               float first_inverse, float second_inverse, size_t count, const struct kernels_constants *k) {
  float *restrict p = at.p;
  const float *restrict first = at.first, *restrict second = at.second;
  for (size_t i = 0; i < count; i++) {
    struct element e = {p[i], first[i], second[i], 0};
    p[i] = moved(path, variant, e, k);
  }
  encode(path, codes, first, second, first_inverse, second_inverse, at.m, at.v, count);
}

HERE void step_blocks(const int path, const int variant, const struct kernels_arrays *arrays, size_t start,
                      size_t count, const struct kernels_constants *constants) {
  const struct kernels_constants k = *constants;
  const struct codes codes = prepare_codes();
  float *first_scale = arrays->first_scales + start / KERNELS_BLOCK;
  float *second_scale = arrays->second_scales + start / KERNELS_BLOCK;
  _Alignas(64) float first[KERNELS_BLOCK], second[KERNELS_BLOCK];
  struct place at = {
    arrays->parameters + start, (const float *)arrays->gradients + start, (uint8_t *)arrays->first + start,
    (uint8_t *)arrays->second + start, first, second,
  };
  for (size_t i = 0; i < count; i += KERNELS_BLOCK) {
    size_t length = count - i < KERNELS_BLOCK ? count - i : KERNELS_BLOCK;
    size_t whole = length - length % GROUP;
    fetch(at.m + AHEAD, KERNELS_BLOCK);
    fetch(at.v + AHEAD, KERNELS_BLOCK);
    for (size_t j = 0; j < whole; j += GROUP) {
      fetch(at.p + j + AHEAD, sizeof(float) * GROUP);
      fetch(at.g + j + AHEAD, sizeof(float) * GROUP);
      remember(path, variant, &codes, after(&at, j), *first_scale, *second_scale, GROUP, &k);
    }
    remember(path, variant, &codes, after(&at, whole), *first_scale, *second_scale, length - whole, &k);
    *first_scale = largest(first, length);
    *second_scale = largest(second, length);
    float first_inverse = inverse_scale(first_scale++), second_inverse = inverse_scale(second_scale++);
    for (size_t j = 0; j < whole; j += GROUP)
      move(path, variant, &codes, after(&at, j), first_inverse, second_inverse, GROUP, &k);
    move(path, variant, &codes, after(&at, whole), first_inverse, second_inverse, length - whole, &k);
    at.p += length;
    at.g += length;
    at.m += length;
    at.v += length;
  }
}

HERE void step_variant(const int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                       const struct kernels_constants *k) {
  switch (k->variant & ~KERNELS_AMSGRAD) {
  case 0: return step_blocks(path, 0, arrays, first, count, k);
  case 2: return step_blocks(path, 2, arrays, first, count, k);
  case 4: return step_blocks(path, 4, arrays, first, count, k);
  case 6: return step_blocks(path, 6, arrays, first, count, k);
  default: return step_blocks(path, k->variant & ~KERNELS_AMSGRAD, arrays, first, count, k);
  }
}

#endif
