// Moments in 8-bit codes with one fp32 scale for a block of 256 (block8.h): reads 10 bytes, writes 6, and
// 1/16 byte of scales. Fewer bytes again, for more arithmetic. A block is decoded, stepped in fp32, and coded
// anew with its own largest magnitude; the step itself uses the moments before they are coded.
// A NaN or infinity makes its block's scales NaN, and its block NaN from the next step on.
#include "block8_step.h"
#include "fetch.h"

#pragma clang fp contract(off)

/// Largest magnitude; the bits of non-negative floats order as integers, with NaN on top.
INLINE float largest(const float *restrict values, size_t count) {
  int32_t most = 0;
  for (size_t i = 0; i < count; i++) {
    int32_t magnitude = (int32_t)(bits_of(values[i]) & 0x7fffffffu);
    most = magnitude > most ? magnitude : most;
  }
  return float_of((uint32_t)most);
}

/// M and V of up to a block, decoded and taken on.
INLINE void remember(const int path, const int mode, const struct folded *k, const float *restrict p,
                     const float *restrict g, const uint8_t *restrict m, const uint8_t *restrict v,
                     float first_scale, float second_scale, float *restrict first, float *restrict second,
                     size_t count) {
  float first_factor = first_scale * k->first_keep, second_factor = second_scale * k->second_keep;
  for (size_t i = 0; i < count; i++) {
    float gradient = mode & (SCALED | WITH_L2) ? g[i] * k->gradient_scale : g[i];
    if (mode & WITH_L2) gradient = fused(path, k->l2, p[i], gradient);
    first[i] = decoded_signed(path, m[i], first_factor) + gradient;
    second[i] = fused(path, gradient, gradient, decoded_unsigned(path, v[i], second_factor));
  }
}

/// Parameters of up to a block moved, M and V coded anew.
INLINE void move(const int path, const int mode, const struct folded *k, float *restrict p,
                 const float *restrict first, const float *restrict second, const float inverses[2],
                 uint8_t *restrict m, uint8_t *restrict v, size_t count) {
  for (size_t i = 0; i < count; i++)
    p[i] = updated(path, mode & INSIDE, p[i], first[i], second[i], &k->update);
  for (size_t i = 0; i < count; i++) m[i] = encoded_signed(path, first[i], inverses[0]);
  for (size_t i = 0; i < count; i++) v[i] = encoded_unsigned(path, second[i], inverses[1]);
}

INLINE void all(const int path, const int mode, const struct kernels_arrays *arrays, size_t start, size_t count,
                const struct folded *constants) {
  const struct folded k = *constants;
  const struct ahead ahead = kernels_ahead(count);
  _Alignas(64) float first[KERNELS_BLOCK], second[KERNELS_BLOCK];
  for (size_t i = start; i < start + count; i += KERNELS_BLOCK) {
    size_t left = start + count - i, length = left < KERNELS_BLOCK ? left : KERNELS_BLOCK;
    float *p = arrays->parameters + i;
    const float *g = (const float *)arrays->gradients + i;
    uint8_t *m = (uint8_t *)arrays->first + i, *v = (uint8_t *)arrays->second + i;
    float *first_scale = arrays->first_scales + i / KERNELS_BLOCK;
    float *second_scale = arrays->second_scales + i / KERNELS_BLOCK;
    float inverses[2];
    FETCH(p, KERNELS_BLOCK, ahead);
    FETCH(g, KERNELS_BLOCK, ahead);
    FETCH(m, KERNELS_BLOCK, ahead);
    FETCH(v, KERNELS_BLOCK, ahead);
    remember(path, mode, &k, p, g, m, v, *first_scale, *second_scale, first, second, length);
    set_scales(largest(first, length), largest(second, length), &k, first_scale, second_scale, inverses);
    move(path, mode, &k, p, first, second, inverses, m, v, length);
  }
}

#if defined(__x86_64__)
void step_block8_avx512(const struct kernels_arrays *arrays, size_t first, size_t count, const struct folded *k);
#endif

INLINE void kernels_step_block8_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                     size_t count, const struct kernels_constants *constants) {
  const struct folded k = folded_constants(constants);
#if defined(__x86_64__)
  if (path == KERNELS_AVX512) return step_block8_avx512(arrays, first, count, &k);
#endif
  switch (k.mode) {
  case PLAIN: return all(path, PLAIN, arrays, first, count, &k);
  case SCALED: return all(path, SCALED, arrays, first, count, &k);
  case WITH_L2: return all(path, WITH_L2, arrays, first, count, &k);
  case PLAIN | INSIDE: return all(path, PLAIN | INSIDE, arrays, first, count, &k);
  case SCALED | INSIDE: return all(path, SCALED | INSIDE, arrays, first, count, &k);
  default: return all(path, WITH_L2 | INSIDE, arrays, first, count, &k);
  }
}

FOR_EACH_PATH(void, kernels_step_block8,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))

uint8_t kernels_encode_signed(float value) { return encoded_signed(KERNELS_BASELINE, value, 1); }
uint8_t kernels_encode_unsigned(float value) { return encoded_unsigned(KERNELS_BASELINE, value, 1); }
float kernels_decode_signed(uint8_t stored) { return decoded_signed(KERNELS_BASELINE, stored, 1); }
float kernels_decode_unsigned(uint8_t stored) { return decoded_unsigned(KERNELS_BASELINE, stored, 1); }
