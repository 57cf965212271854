// Dynamic 8-bit codes (Dettmers et al. 2022, "8-bit optimizers via block-wise quantization", after
// Dettmers 2016): seven decades below 1, each cut into equal bins, each bin's middle a value, besides 0 and 1.
//
// Values are numbered so that 2ʲ is the first of a decade with 2ʲ bins: with signs 0 has the number 0, j = 0…6;
// without signs 0 has 1, j = 1…7, and 1 has 256. In both, for D = 10⁻⁶…1,
//
//   number → value   n · 0.9·D/2ʲ − (0.8·D − 0.45·D/2ʲ)
//   value → number   x · 2ʲ/(0.9·D) + 0.8/0.9·2ʲ, cut to an integer, and at most the last of its decade
//
// What is stored of a signed value is minus its number, a byte with a sign, so that 1 has -128; of an unsigned one its
// number without what a byte does not hold, so that 1 has 0. (The published codes are 127 + number and number - 1:
// DynamicCode.swift.)
//
// A map lists both lines for each decade, and where halfway to its first value lies: the nearest value is found
// without a search. What is coded is raised by BIAS first, which the lines take back: so it is never too small
// for a table that goes by its exponent.
#ifndef BLOCK8_H
#define BLOCK8_H

#include "arithmetic.h"

#pragma clang fp contract(off)

/// Zero, the seven decades, and one.
enum { DECADES = 9 };

#define BIAS 0x1p-29f

struct code_map {
  float from[DECADES];   // magnitudes from here on, relative to the block's scale and raised, are of this decade
  float bins[DECADES];   // value → number
  float shift[DECADES];
  float first[DECADES];  // number → value
  float width[DECADES];
  float edge[DECADES];
};

// One row of nine for each column; B are the bins of the first decade.
#define ROW(ZERO, ENTRY, ONE, B)                                                                       \
  {                                                                                                    \
    ZERO, ENTRY(1e-6f, 1 * B), ENTRY(1e-5f, 2 * B), ENTRY(1e-4f, 4 * B), ENTRY(1e-3f, 8 * B),          \
        ENTRY(1e-2f, 16 * B), ENTRY(1e-1f, 32 * B), ENTRY(1.0f, 64 * B), ONE                           \
  }
// Halfway from the last value of the decade below; the first decade has none below, and begins halfway from 0.
#define FROM(DECADE, BINS) \
  ((DECADE) > 2e-6f ? (DECADE) * (0.1f + 0.18f / (BINS)) : (DECADE) * (0.05f + 0.225f / (BINS))) + BIAS
#define SLOPE(DECADE, BINS) (BINS) / (0.9f * (DECADE))
#define SHIFT(DECADE, BINS) 0.8f / 0.9f * (BINS) - (SLOPE(DECADE, BINS)) * BIAS
#define FIRST(DECADE, BINS) (BINS)
#define WIDTH(DECADE, BINS) 0.9f * (DECADE) / (BINS)
#define EDGE(DECADE, BINS) 0.8f * (DECADE) - 0.45f * (DECADE) / (BINS)

static const struct code_map signed_map = {
  .from = ROW(0, FROM, 1 - 0.225f / 64, 1),
  .bins = ROW(0, SLOPE, 0, 1),
  .shift = ROW(0, SHIFT, 128, 1),
  .first = ROW(0, FIRST, 128, 1),
  .width = ROW(0, WIDTH, 0, 1),
  .edge = ROW(0, EDGE, -1, 1),
};

static const struct code_map unsigned_map = {
  .from = ROW(0, FROM, 1 - 0.225f / 128, 2),
  .bins = ROW(0, SLOPE, 0, 2),
  .shift = ROW(1, SHIFT, 0, 2),
  .first = ROW(0, FIRST, 256, 2),
  .width = ROW(0, WIDTH, 0, 2),
  .edge = ROW(0, EDGE, -1, 2),
};

/// Added to the bits of a decade's shift, 1.77·2ʲ⁻¹, gives a float between its last number and the next: 1.99·2ʲ.
enum { TO_LAST = 0x00800000 + 0x001c3958 };

/// number → value for one decade, times a factor.
struct line {
  float width, edge;
};

INLINE struct line line_of(float number, const struct code_map *map, float factor) {
  struct line line = {0, 0};
  for (int d = 1; d < DECADES; d++) {
    line.width = number >= map->first[d] ? map->width[d] : line.width;
    line.edge = number >= map->first[d] ? map->edge[d] : line.edge;
  }
  line.width *= factor;
  line.edge *= factor;
  return line;
}

/// The value of a stored byte times `factor`.
INLINE float decoded_signed(const int path, uint8_t stored, float factor) {
  float minus = (float)(int8_t)stored;
  struct line line = line_of(minus < 0 ? -minus : minus, &signed_map, factor);
  return fused(path, minus, -line.width, minus < 0 ? -line.edge : line.edge);
}

INLINE float decoded_unsigned(const int path, uint8_t stored, float factor) {
  float number = stored == 0 ? 256 : (float)stored;
  struct line line = line_of(number, &unsigned_map, factor);
  return fused(path, (float)stored, line.width, -line.edge);
}

/// The number of the value nearest to the magnitude x / `inverse`; that of 0 for NaN.
INLINE int32_t number_of(const int path, float x, float inverse, const struct code_map *map) {
  float raised = fused(path, x, inverse, BIAS);
  float bins = map->bins[0], shift = map->shift[0];
  for (int d = 1; d < DECADES; d++) {
    bins = raised >= map->from[d] ? map->bins[d] : bins;
    shift = raised >= map->from[d] ? map->shift[d] : shift;
  }
  // The product of 0 bins with a NaN would be NaN.
  float position = fused(path, raised >= map->from[1] ? raised : 0, bins, shift);
  float last = float_of(bits_of(shift) + TO_LAST);
  return (int32_t)(position < last ? position : last);
}

/// There is no -1: the most negative value is -0.99297.
INLINE uint8_t encoded_signed(const int path, float x, float inverse) {
  int32_t number = number_of(path, x < 0 ? -x : x, inverse, &signed_map);
  int32_t below = number > INT8_MAX ? INT8_MAX : number;
  return (uint8_t)(x < 0 ? below : -number);
}

INLINE uint8_t encoded_unsigned(const int path, float x, float inverse) {
  return (uint8_t)number_of(path, x, inverse, &unsigned_map);
}

#endif
