// Moments in 8-bit codes with one fp32 scale for a block of 256 (block8.h): reads 10 bytes, writes 6, and
// 1/16 byte of scales. Fewer bytes again, for more arithmetic. A block is decoded, stepped in fp32, and coded
// anew with its own largest magnitude; the step itself uses the moments before they are coded.
// A NaN or infinity makes its block's scale NaN or infinite, and its block NaN from the next step on.
#include <float.h>

#include "block8.h"
#include "element.h"

#pragma clang fp contract(off)

enum { GROUP = 16 };

/// Largest magnitude; the bits of non-negative floats order as integers, with NaN on top.
INLINE float largest(const float *restrict values, size_t count) {
  int32_t most = 0;
  for (size_t i = 0; i < count; i++) {
    int32_t magnitude = (int32_t)(bits_of(values[i]) & 0x7fffffffu);
    most = magnitude > most ? magnitude : most;
  }
  return float_of((uint32_t)most);
}

/// 1 / scale, or 0 where that says nothing: empty and subnormal blocks become 0, non-finite ones NaN.
INLINE float inverse_scale(float *scale) {
  if (*scale < FLT_MIN) *scale = 0;
  return *scale >= FLT_MIN && *scale <= FLT_MAX ? 1 / *scale : 0;
}

INLINE void step(const int path, const int variant, float *restrict p, const float *restrict g,
                 float *restrict first, float *restrict second, size_t count,
                 const struct kernels_constants *k) {
  for (size_t i = 0; i < count; i++) {
    struct element e = {p[i], first[i], second[i], 0};
    e = stepped(path, variant, e, g[i], k);
    p[i] = e.parameter;
    first[i] = e.first;
    second[i] = e.second;
  }
}

INLINE void all(const int path, const int variant, const struct kernels_arrays *arrays, size_t start,
                size_t count, const struct kernels_constants *constants) {
  const struct kernels_constants k = *constants;
  float *p = arrays->parameters + start;
  const float *g = (const float *)arrays->gradients + start;
  uint8_t *m = (uint8_t *)arrays->first + start, *v = (uint8_t *)arrays->second + start;
  float *first_scale = arrays->first_scales + start / KERNELS_BLOCK;
  float *second_scale = arrays->second_scales + start / KERNELS_BLOCK;
  struct prepared_codes codes;
  prepare_codes(path, &codes);
  float first[KERNELS_BLOCK], second[KERNELS_BLOCK];
  for (size_t i = 0; i < count; i += KERNELS_BLOCK, first_scale++, second_scale++) {
    size_t length = count - i < KERNELS_BLOCK ? count - i : KERNELS_BLOCK;
    size_t whole = length - length % GROUP;
    fetch(m + i + AHEAD, KERNELS_BLOCK);
    fetch(v + i + AHEAD, KERNELS_BLOCK);
    decode(path, &codes, m + i, v + i, *first_scale, *second_scale, first, second, length);
    for (size_t j = 0; j < whole; j += GROUP) {
      fetch(p + i + j + AHEAD, sizeof(float) * GROUP);
      fetch(g + i + j + AHEAD, sizeof(float) * GROUP);
      step(path, variant, p + i + j, g + i + j, first + j, second + j, GROUP, &k);
    }
    step(path, variant, p + i + whole, g + i + whole, first + whole, second + whole, length - whole, &k);
    *first_scale = largest(first, length);
    *second_scale = largest(second, length);
    float first_inverse = inverse_scale(first_scale), second_inverse = inverse_scale(second_scale);
    encode(path, &codes, first, second, first_inverse, second_inverse, m + i, v + i, length);
  }
}

INLINE void kernels_step_block8_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                     size_t count, const struct kernels_constants *k) {
  switch (k->variant & ~KERNELS_AMSGRAD) {
  case 0: return all(path, 0, arrays, first, count, k);
  case 2: return all(path, 2, arrays, first, count, k);
  case 4: return all(path, 4, arrays, first, count, k);
  default: return all(path, 6, arrays, first, count, k);
  }
}

FOR_EACH_PATH(void, kernels_step_block8,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))

uint8_t kernels_encode_signed(float value) { return encoded_signed(value); }
uint8_t kernels_encode_unsigned(float value) { return encoded_unsigned(value); }
float kernels_decode_signed(uint8_t code) { return decoded_signed(code); }
float kernels_decode_unsigned(uint8_t code) { return decoded_unsigned(code); }
