// The parameter's part of a step with its constants folded, for moments that are rounded anyway: M and V are the
// moments in any units, and unit and ε′ take up those units, the step and the bias corrections.
//
//   p ← keep·p + M / (unit·√V + ε′)
//
// Results equal those of the fp32 kernels (element.h) to a few units in the last place.
#ifndef UPDATE_H
#define UPDATE_H

#include <float.h>

#include "arithmetic.h"

#pragma clang fp contract(off)

struct update {
  bool inside;  // ε′ stands under the root
  float root_unit, epsilon, keep;
};

/// 1 - β₁, of which the constants hold what is below a half.
static inline double first_take(const struct kernels_constants *k) {
  return k->variant & KERNELS_FROM_GRADIENT ? 1 + (double)k->lerp_weight : (double)k->lerp_weight;
}

/// For M = m / first_unit and V = v / second_unit.
static inline struct update folded_update(const struct kernels_constants *k, double first_unit,
                                          double second_unit) {
  bool inside = k->variant & KERNELS_EPSILON_INSIDE;
  // The factor from V to what stands under the root, or from its root to the denominator.
  double to_root = inside ? second_unit * k->inside_scale : second_unit;
  double denominator = __builtin_sqrt(to_root) / (inside ? 1 : (double)k->root_divisor);
  double root_unit = denominator / (k->step_size * first_unit * k->decay_after);
  double epsilon = inside ? k->epsilon / to_root : k->epsilon / denominator * root_unit;
  // A step of nothing, or of less than a float can tell: whatever is divided by infinity.
  bool moves = root_unit >= -FLT_MAX && root_unit <= FLT_MAX;
  return (struct update){
    .inside = inside && moves,
    .root_unit = moves ? (float)root_unit : 0,
    .epsilon = moves ? (float)epsilon : __builtin_inff(),
    .keep = (float)((double)k->decay_before * k->decay_after),
  };
}

INLINE float updated(const int path, const bool inside, float parameter, float first, float second,
                     const struct update *k) {
  float denominator = inside ? root(second + k->epsilon) * k->root_unit
                             : fused(path, root(second), k->root_unit, k->epsilon);
  return fused(path, parameter, k->keep, first / denominator);
}

#endif
