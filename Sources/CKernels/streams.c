// The roofline of each step: its streams, in its order, with lines asked for as far ahead as is best for them, with an
// exclusive or where the arithmetic was. Nothing that moves these bytes once should be faster.
#include "fetch.h"

/// Elements between two rounds of asking.
enum { FLOAT32_GROUP = 16, GROUP = 32 };

INLINE void mix_float32(uint32_t *restrict p, const uint32_t *restrict g, uint32_t *restrict m,
                        uint32_t *restrict v, size_t count) {
  for (size_t i = 0; i < count; i++) {
    p[i] ^= g[i];
    m[i] ^= g[i];
    v[i] ^= g[i];
  }
}

INLINE void kernels_streams_float32_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                         size_t count) {
  (void)path;
  uint32_t *p = (uint32_t *)arrays->parameters + first, *m = (uint32_t *)arrays->first + first;
  uint32_t *v = (uint32_t *)arrays->second + first;
  const uint32_t *g = (const uint32_t *)arrays->gradients + first;
  size_t whole = count - count % FLOAT32_GROUP;
  const struct ahead ahead = kernels_ahead(count);
  for (size_t i = 0; i < whole; i += FLOAT32_GROUP) {
    FETCH(p + i, FLOAT32_GROUP, ahead);
    FETCH(g + i, FLOAT32_GROUP, ahead);
    FETCH(m + i, FLOAT32_GROUP, ahead);
    FETCH(v + i, FLOAT32_GROUP, ahead);
    mix_float32(p + i, g + i, m + i, v + i, FLOAT32_GROUP);
  }
  mix_float32(p + whole, g + whole, m + whole, v + whole, count - whole);
}

FOR_EACH_PATH(void, kernels_streams_float32,
              (const struct kernels_arrays *arrays, size_t first, size_t count), (arrays, first, count))

INLINE void mix_master(uint32_t *restrict p, const uint16_t *restrict g, uint32_t *restrict m,
                       uint32_t *restrict v, uint16_t *restrict copy, size_t count) {
  for (size_t i = 0; i < count; i++) {
    p[i] ^= g[i];
    m[i] ^= g[i];
    v[i] ^= g[i];
    copy[i] = g[i];
  }
}

INLINE void kernels_streams_master_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                        size_t count) {
  (void)path;
  uint32_t *p = (uint32_t *)arrays->parameters + first, *m = (uint32_t *)arrays->first + first;
  uint32_t *v = (uint32_t *)arrays->second + first;
  const uint16_t *g = (const uint16_t *)arrays->gradients + first;
  uint16_t *copy = arrays->copy + first;
  size_t whole = count - count % GROUP;
  const struct ahead ahead = kernels_ahead(count);
  for (size_t i = 0; i < whole; i += GROUP) {
    FETCH(p + i, GROUP, ahead);
    FETCH(g + i, GROUP, ahead);
    FETCH(m + i, GROUP, ahead);
    FETCH(v + i, GROUP, ahead);
    FETCH(copy + i, GROUP, ahead);
    mix_master(p + i, g + i, m + i, v + i, copy + i, GROUP);
  }
  mix_master(p + whole, g + whole, m + whole, v + whole, copy + whole, count - whole);
}

FOR_EACH_PATH(void, kernels_streams_master,
              (const struct kernels_arrays *arrays, size_t first, size_t count), (arrays, first, count))

INLINE void mix_bfloat16(uint32_t *restrict p, const uint32_t *restrict g, uint16_t *restrict m,
                         uint16_t *restrict v, size_t count) {
  for (size_t i = 0; i < count; i++) {
    p[i] ^= g[i];
    m[i] ^= (uint16_t)g[i];
    v[i] ^= (uint16_t)g[i];
  }
}

INLINE void kernels_streams_bfloat16_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                          size_t count) {
  (void)path;
  uint32_t *p = (uint32_t *)arrays->parameters + first;
  const uint32_t *g = (const uint32_t *)arrays->gradients + first;
  uint16_t *m = (uint16_t *)arrays->first + first, *v = (uint16_t *)arrays->second + first;
  size_t whole = count - count % GROUP;
  const struct ahead ahead = kernels_ahead(count);
  for (size_t i = 0; i < whole; i += GROUP) {
    FETCH(p + i, GROUP, ahead);
    FETCH(g + i, GROUP, ahead);
    FETCH(m + i, GROUP, ahead);
    FETCH(v + i, GROUP, ahead);
    mix_bfloat16(p + i, g + i, m + i, v + i, GROUP);
  }
  mix_bfloat16(p + whole, g + whole, m + whole, v + whole, count - whole);
}

FOR_EACH_PATH(void, kernels_streams_bfloat16,
              (const struct kernels_arrays *arrays, size_t first, size_t count), (arrays, first, count))

INLINE void mix_block8(uint32_t *restrict p, const uint32_t *restrict g, uint8_t *restrict m,
                       uint8_t *restrict v, size_t count) {
  for (size_t i = 0; i < count; i++) {
    p[i] ^= g[i];
    m[i] ^= (uint8_t)g[i];
    v[i] ^= (uint8_t)g[i];
  }
}

INLINE void kernels_streams_block8_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                        size_t count) {
  (void)path;
  uint32_t *p = (uint32_t *)arrays->parameters + first;
  const uint32_t *g = (const uint32_t *)arrays->gradients + first;
  uint8_t *m = (uint8_t *)arrays->first + first, *v = (uint8_t *)arrays->second + first;
  uint32_t *scales = (uint32_t *)arrays->scales + first / KERNELS_BLOCK * KERNELS_SCALES;
  const struct ahead ahead = kernels_ahead(count);
  for (size_t i = 0; i < count; i += KERNELS_BLOCK) {
    size_t length = count - i < KERNELS_BLOCK ? count - i : KERNELS_BLOCK;
    size_t whole = length - length % GROUP;
    FETCH(m + i, KERNELS_BLOCK, ahead);
    FETCH(v + i, KERNELS_BLOCK, ahead);
    for (size_t j = i; j < i + whole; j += GROUP) {
      FETCH(p + j, GROUP, ahead);
      FETCH(g + j, GROUP, ahead);
      mix_block8(p + j, g + j, m + j, v + j, GROUP);
    }
    size_t rest = i + whole;
    mix_block8(p + rest, g + rest, m + rest, v + rest, length - whole);
    for (int scale = 0; scale < KERNELS_SCALES; scale++) *scales++ ^= 1;
  }
}

FOR_EACH_PATH(void, kernels_streams_block8,
              (const struct kernels_arrays *arrays, size_t first, size_t count), (arrays, first, count))

INLINE void combine(float *restrict to, const float *restrict from, const float *restrict other, size_t count,
                    float scale) {
  for (size_t i = 0; i < count; i++) to[i] = from[i] + scale * other[i];
}

INLINE void kernels_triad_loop(const int path, float *to, const float *from, const float *other, size_t count,
                               float scale) {
  (void)path;
  size_t whole = count - count % GROUP;
  const struct ahead ahead = kernels_ahead(count);
  for (size_t i = 0; i < whole; i += GROUP) {
    FETCH(to + i, GROUP, ahead);
    FETCH(from + i, GROUP, ahead);
    FETCH(other + i, GROUP, ahead);
    combine(to + i, from + i, other + i, GROUP, scale);
  }
  combine(to + whole, from + whole, other + whole, count - whole, scale);
}

FOR_EACH_PATH(void, kernels_triad,
              (float *to, const float *from, const float *other, size_t count, float scale),
              (to, from, other, count, scale))
