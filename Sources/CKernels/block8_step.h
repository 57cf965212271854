// The step over 8-bit moments, the same on every path: what a block keeps, and the arithmetic with its constants folded.
//
// Moments are reckoned in units of what a gradient adds to them, M = m / (1-β₁) and V = v / (1-β₂), so that
//
//   M ← β₁·M + g      V ← β₂·V + g²
//
// and parameters take the folded update (update.h): 6 operations instead of 15. Codes are read straight into β·M and
// β·V by tables that hold β and the block's scale. The rounding left is far below what 8-bit codes keep.
#ifndef BLOCK8_STEP_H
#define BLOCK8_STEP_H

#include "block8.h"
#include "update.h"

#pragma clang fp contract(off)

/// How gradients are taken and where ε stands; constant in each compiled loop.
enum { PLAIN = 0, SCALED = 1, WITH_L2 = 2, INSIDE = 4 };

struct folded {
  int mode;
  float gradient_scale, l2;
  float first_unit, second_unit;  // 1-β₁, 1-β₂: from M and V to the m and v that are kept
  float first_keep, second_keep;  // β₁/(1-β₁), β₂/(1-β₂): from a block's scale to the M and V of the next step
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
    .second_unit = k->second_take,
    .first_keep = (float)((1 - first_unit) / first_unit),
    .second_keep = (float)((double)k->second_keep / k->second_take),
    .update = update,
  };
}

/// The scales of a block whose largest M and V are given, and what to multiply M and V by to code them: 0 where
/// that says nothing. Empty and subnormal blocks become 0; what is not finite makes its block NaN.
static inline void set_scales(float first, float second, const struct folded *k, float *first_scale,
                              float *second_scale, float inverses[2]) {
  const float largest[2] = {first, second}, units[2] = {k->first_unit, k->second_unit};
  float *scales[2] = {first_scale, second_scale};
  bool finite = second <= FLT_MAX;
  for (int i = 0; i < 2; i++) {
    float scale = largest[i] * units[i];
    bool counts = finite && scale >= FLT_MIN;
    *scales[i] = counts ? scale : finite ? 0 : __builtin_nanf("");
    inverses[i] = counts ? 1 / largest[i] : 0;
  }
}

#endif
