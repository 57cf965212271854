// The step over 8-bit moments, the same on every path: what a block keeps, and the arithmetic, its constants folded.
//
// Moments are reckoned in units of what a gradient adds to them, M = m / (1-β₁) and V = v / (1-β₂), so that
//
//   M ← β₁·M + g      V ← β₂·V + g²
//
// and parameters take the folded update (update.h). Codes are read straight into β·M and β·V, by factors that hold β
// and the group's scale. The rounding left is far below what 8-bit codes keep. V overflows where |g| is 1.9·10¹⁹.
#ifndef BLOCK8_STEP_H
#define BLOCK8_STEP_H

#include "block8.h"
#include "fetch.h"
#include "update.h"

#pragma clang fp contract(off)

/// How gradients are taken and where ε stands; constant in each compiled loop.
enum { PLAIN = 0, SCALED = 1, WITH_L2 = 2, INSIDE = 4 };

struct folded {
  int mode;
  float gradient_scale, l2;
  float first_unit, second_unit;  // 1-β₁, √(1-β₂): from M and √V to the m and √v that scales are of
  float first_keep, second_keep;  // β₁/(1-β₁), β₂/(1-β₂)/255²: from a scale, or its square, to the next step's M or V
  struct update update;
};

static inline struct folded folded_constants(const struct kernels_constants *k) {
  double first_unit = first_take(k);
  struct update update = folded_update(k, first_unit, k->second_take);
  int gradients = k->variant & KERNELS_L2 ? WITH_L2 : k->gradient_scale == 1 ? PLAIN : SCALED;
  return (struct folded){
    .mode = gradients | (update.inside ? INSIDE : 0),
    .gradient_scale = k->gradient_scale,
    .l2 = k->l2,
    .first_unit = (float)first_unit,
    .second_unit = (float)__builtin_sqrt(k->second_take),
    .first_keep = (float)((1 - first_unit) / first_unit),
    .second_keep = (float)((double)k->second_keep / k->second_take / (UINT8_MAX * UINT8_MAX)),
    .update = update,
  };
}

/// Returns LOOP(MODE, …) with the mode a constant.
#define FOR_MODE(LOOP, MODE, ...)                                       \
  do {                                                                  \
    switch (MODE) {                                                     \
    case PLAIN: return LOOP(PLAIN, __VA_ARGS__);                        \
    case SCALED: return LOOP(SCALED, __VA_ARGS__);                      \
    case WITH_L2: return LOOP(WITH_L2, __VA_ARGS__);                    \
    case PLAIN | INSIDE: return LOOP(PLAIN | INSIDE, __VA_ARGS__);      \
    case SCALED | INSIDE: return LOOP(SCALED | INSIDE, __VA_ARGS__);    \
    default: return LOOP(WITH_L2 | INSIDE, __VA_ARGS__);                \
    }                                                                   \
  } while (0)

/// Parameters and gradients are asked for from 512 elements ahead on every CPU, since the arithmetic takes nearly as
/// long as the bytes: Zen 4, whose other steps and whose streams want them later, steps from memory in 0.37 ns so, and
/// in 0.40 from 96.
static inline struct ahead ahead_of_codes(size_t count) {
  struct ahead ahead = kernels_ahead(count);
  ahead.near = 512;
  return ahead;
}

/// Where blocks lie.
struct place {
  float *p;
  const float *g;
  uint8_t *m, *v;
  float *scales;  // of a block's groups for m, then for v
};

INLINE struct place place_of(const struct kernels_arrays *arrays, size_t first) {
  return (struct place){
    arrays->parameters + first, (const float *)arrays->gradients + first, (uint8_t *)arrays->first + first,
    (uint8_t *)arrays->second + first, arrays->scales + first / KERNELS_BLOCK * KERNELS_SCALES,
  };
}

/// Codes are asked for a block ahead: 0.01 ns less than from 512.
INLINE void fetch_codes(const struct place *at, struct ahead ahead) {
  ahead.near = KERNELS_BLOCK;
  FETCH(at->m, KERNELS_BLOCK, ahead);
  FETCH(at->v, KERNELS_BLOCK, ahead);
}

INLINE struct place next_block(struct place at) {
  return (struct place){
    at.p + KERNELS_BLOCK, at.g + KERNELS_BLOCK, at.m + KERNELS_BLOCK, at.v + KERNELS_BLOCK, at.scales + KERNELS_SCALES,
  };
}

/// The block that arrays end with, filled up with zeros, whose moments stay 0.
struct part {
  float p[KERNELS_BLOCK], g[KERNELS_BLOCK];
  uint8_t m[KERNELS_BLOCK], v[KERNELS_BLOCK];
};

static inline struct place fill_up(struct part *part, const struct place *at, size_t count) {
  memset(part, 0, sizeof *part);
  memcpy(part->p, at->p, count * sizeof *at->p);
  memcpy(part->g, at->g, count * sizeof *at->g);
  memcpy(part->m, at->m, count);
  memcpy(part->v, at->v, count);
  return (struct place){part->p, part->g, part->m, part->v, at->scales};
}

static inline void take_back(const struct part *part, const struct place *at, size_t count) {
  memcpy(at->p, part->p, count * sizeof *at->p);
  memcpy(at->m, part->m, count);
  memcpy(at->v, part->v, count);
}

/// A number for each column of a block, or the scales of its groups. (A vector of any length: a register, or several.)
typedef float columns __attribute__((ext_vector_type(LANES)));
typedef uint32_t columns_bits __attribute__((ext_vector_type(LANES)));

/// A number for each column for M, and one for V or √V; also as arrays, for plain loops.
union pair {
  struct {
    columns first, second;
  };
  struct {
    float firsts[LANES], seconds[LANES];
  };
};

// Macros, since functions whose arguments are wide vectors depend on the instruction set.
#define FIRST_COLUMNS(SCALES) __builtin_shufflevector(SCALES, SCALES, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7)
#define SECOND_COLUMNS(SCALES) \
  __builtin_shufflevector(SCALES, SCALES, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 14, 14, 15, 15)
#define SECONDS_TWICE(SCALES) \
  __builtin_shufflevector(SCALES, SCALES, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)
#define EVEN(FIRST, SECOND) \
  __builtin_shufflevector(FIRST, SECOND, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODD(FIRST, SECOND) \
  __builtin_shufflevector(FIRST, SECOND, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)

/// One number for the groups of m, one for those of v.
#define EACH(FIRST, SECOND)                                                                                \
  (columns) {                                                                                              \
    FIRST, FIRST, FIRST, FIRST, FIRST, FIRST, FIRST, FIRST, SECOND, SECOND, SECOND, SECOND, SECOND, SECOND, \
      SECOND, SECOND                                                                                       \
  }

/// What codes are multiplied by for β·M and β·V.
INLINE union pair factors_of(const struct place *at, const struct folded *k) {
  columns scales;
  memcpy(&scales, at->scales, sizeof scales);
  columns root = SECOND_COLUMNS(scales);
  return (union pair){.first = FIRST_COLUMNS(scales) * k->first_keep, .second = root * root * k->second_keep};
}

/// What M and √V are coded with: LINE and BEND and 255 over their scale, or its square; 0 where there is none.
union coder {
  struct {
    columns line, bend, inverse;
  };
  struct {
    float lines[LANES], bends[LANES], inverses[LANES];
  };
};

/// Sets the scales of a block in whose columns the largest |M| and √V are given, and returns what to code them with.
/// A scale is 0 where there is too little to keep: that of m where the inverse of its square would overflow, that of √v
/// where its square would have lost most of its bits. What is not finite makes its group NaN.
INLINE union coder set_scales(const union pair *columns_largest, const struct folded *k, const struct place *at) {
  // Bits of non-negative floats order as integers, with NaN on top.
  columns_bits first = (columns_bits)columns_largest->first, second = (columns_bits)columns_largest->second;
  columns_bits left = EVEN(first, second), right = ODD(first, second);
  const columns largest = (columns)(left > right ? left : right), root = SECONDS_TWICE(largest);

  const columns least = EACH(0x1p-59f, 0x1p-70f), units = EACH(k->first_unit, k->second_unit);
  const columns nothing = root - root;  // NaN unless finite
  columns scales = largest * units + nothing;
  columns kept = scales >= least ? scales : nothing;
  memcpy(at->scales, &kept, sizeof kept);
  columns inverses = scales >= least ? 1 / largest : 0;
  columns first_inverse = FIRST_COLUMNS(inverses);
  return (union coder){
    .line = first_inverse * LINE,
    .bend = first_inverse * first_inverse * BEND,
    .inverse = SECOND_COLUMNS(inverses) * UINT8_MAX,
  };
}

/// A block between being decoded and coded: where it lies, its M and √V, and what they are coded with.
struct taken {
  struct place at;
  _Alignas(64) float first[KERNELS_BLOCK];
  _Alignas(64) float root[KERNELS_BLOCK];
  union coder coder;
};

#endif
