// Dynamic 8-bit codes (Dettmers et al. 2022, "8-bit optimizers via block-wise quantization", after
// Dettmers 2016): seven decades below 1, each cut into equal bins, each bin's middle a value, besides 0 and 1.
// With signs there are 2ᵈ bins in decade d = 0…6, without 2ᵈ⁺¹.
//
//   code → value   10ᵈ⁻⁶ · (0.9·(k + o) / bins − 0.8)      k the code of the magnitude, from 1;
//   value → code   x · bins / (0.9·10ᵈ⁻⁶) + 0.8/0.9·bins − (o − ½), cut to an integer
//                                                          o = ½ with signs, 1½ without
//
// A map lists both lines for each decade, and where halfway to its first value lies: the nearest value is found
// without a search.
#ifndef BLOCK8_H
#define BLOCK8_H

#include "arithmetic.h"

#pragma clang fp contract(off)

/// Zero, the seven decades, and one.
enum { DECADES = 9, SIGNED_ZERO_CODE = 127 };

struct code_map {
  float from[DECADES];        // magnitudes from here on, relative to the block's scale, are coded in this decade
  float bins[DECADES];        // value → code
  float shift[DECADES];
  float last[DECADES];        // code of its last value, and a half against rounding
  float first_code[DECADES];  // code → value
  float width[DECADES];
  float edge[DECADES];
  float offset;
};

// One row of nine for each column; B are the bins of the first decade, O the offset.
#define ROW(ZERO, ENTRY, ONE, B)                                                                       \
  {                                                                                                    \
    ZERO, ENTRY(1e-6f, 1 * B), ENTRY(1e-5f, 2 * B), ENTRY(1e-4f, 4 * B), ENTRY(1e-3f, 8 * B),          \
        ENTRY(1e-2f, 16 * B), ENTRY(1e-1f, 32 * B), ENTRY(1.0f, 64 * B), ONE                           \
  }
#define FROM(DECADE, BINS) (DECADE) * (0.1f + 0.18f / (BINS))
#define BINS(DECADE, BINS) (BINS) / (0.9f * (DECADE))
#define WIDTH(DECADE, BINS) 0.9f * (DECADE) / (BINS)
#define EDGE(DECADE, BINS) 0.8f * (DECADE)
#define SIGNED_SHIFT(DECADE, BINS) 0.8f / 0.9f * (BINS)
#define SIGNED_LAST(DECADE, BINS) 2 * (BINS) - 0.5f
#define SIGNED_FIRST(DECADE, BINS) (BINS)
#define UNSIGNED_SHIFT(DECADE, BINS) 0.8f / 0.9f * (BINS) - 1
#define UNSIGNED_LAST(DECADE, BINS) 2 * (BINS) - 1.5f
#define UNSIGNED_FIRST(DECADE, BINS) (BINS) - 1

static const struct code_map signed_map = {
  .from = ROW(0, FROM, 1 - 0.225f / 64, 1),
  .bins = ROW(0, BINS, 0, 1),
  .shift = ROW(0, SIGNED_SHIFT, 128, 1),
  .last = ROW(0, SIGNED_LAST, 128, 1),
  .first_code = ROW(0, SIGNED_FIRST, 128, 1),
  .width = ROW(0, WIDTH, 0, 1),
  .edge = ROW(0, EDGE, -1, 1),
  .offset = 0.5f,
};

static const struct code_map unsigned_map = {
  .from = ROW(0, FROM, 1 - 0.225f / 128, 2),
  .bins = ROW(0, BINS, 0, 2),
  .shift = ROW(0, UNSIGNED_SHIFT, 255, 2),
  .last = ROW(0, UNSIGNED_LAST, 255, 2),
  .first_code = ROW(0, UNSIGNED_FIRST, 255, 2),
  .width = ROW(0, WIDTH, 0, 2),
  .edge = ROW(0, EDGE, -1, 2),
  .offset = 1.5f,
};

/// Half the smallest value: below it lies 0. There is no decade below the first to be halfway to.
#define SMALLEST_SIGNED 0.275e-6f
#define SMALLEST_UNSIGNED 0.1625e-6f

INLINE float magnitude(const int path, float k, const struct code_map *map) {
  float width = 0, edge = 0;
  for (int d = 1; d < DECADES; d++) {
    width = k >= map->first_code[d] ? map->width[d] : width;
    edge = k >= map->first_code[d] ? map->edge[d] : edge;
  }
  return fused(path, k + map->offset, width, -edge);
}

/// The code of the value nearest to x in 0…1; 0 for NaN.
INLINE int32_t code_of(const int path, float x, const struct code_map *map, const float smallest) {
  float bins = 0, shift = 0, last = 0;
  for (int d = 1; d < DECADES; d++) {
    const float from = d == 1 ? smallest : map->from[d];
    bins = x >= from ? map->bins[d] : bins;
    shift = x >= from ? map->shift[d] : shift;
    last = x >= from ? map->last[d] : last;
  }
  // The product of 0 bins with a NaN would be NaN.
  float position = fused(path, x >= smallest ? x : 0, bins, shift);
  return (int32_t)(position < last ? position : last);
}

INLINE float decoded_signed(const int path, uint8_t code) {
  int32_t k = (int32_t)code - SIGNED_ZERO_CODE;
  float value = magnitude(path, (float)(k < 0 ? -k : k), &signed_map);
  return k < 0 ? -value : value;
}

INLINE float decoded_unsigned(const int path, uint8_t code) {
  return magnitude(path, (float)code, &unsigned_map);
}

/// There is no -1: the most negative value is -0.99297.
INLINE uint8_t encoded_signed(const int path, float x) {
  int32_t k = code_of(path, x < 0 ? -x : x, &signed_map, SMALLEST_SIGNED);
  int32_t below = k > SIGNED_ZERO_CODE ? SIGNED_ZERO_CODE : k;
  return (uint8_t)(SIGNED_ZERO_CODE + (x < 0 ? -below : k));
}

INLINE uint8_t encoded_unsigned(const int path, float x) {
  return (uint8_t)code_of(path, x, &unsigned_map, SMALLEST_UNSIGNED);
}

#endif
