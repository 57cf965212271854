// Sums of squares for the global norm. A square of a float is exact in Double; sixteen running sums, added in
// a fixed order, let every vector width add the same numbers in the same order.
#include "bfloat16.h"

#pragma clang fp contract(off)

enum { LANES = 16 };

INLINE double total(const double sums[LANES]) {
  double sum = 0;
  for (int lane = 0; lane < LANES; lane++) sum += sums[lane];
  return sum;
}

INLINE double kernels_sum_of_squares_float32_loop(const int path, const float *values, size_t count) {
  (void)path;
  double sums[LANES] = {0};
  size_t whole = count - count % LANES;
  for (size_t i = 0; i < whole; i += LANES)
    for (int lane = 0; lane < LANES; lane++) {
      double value = values[i + (size_t)lane];
      sums[lane] += value * value;
    }
  for (size_t i = whole; i < count; i++) {
    double value = values[i];
    sums[i - whole] += value * value;
  }
  return total(sums);
}

FOR_EACH_PATH(double, kernels_sum_of_squares_float32, (const float *values, size_t count), (values, count))

INLINE double kernels_sum_of_squares_bfloat16_loop(const int path, const uint16_t *values, size_t count) {
  (void)path;
  double sums[LANES] = {0};
  size_t whole = count - count % LANES;
  for (size_t i = 0; i < whole; i += LANES)
    for (int lane = 0; lane < LANES; lane++) {
      double value = widened(values[i + (size_t)lane]);
      sums[lane] += value * value;
    }
  for (size_t i = whole; i < count; i++) {
    double value = widened(values[i]);
    sums[i - whole] += value * value;
  }
  return total(sums);
}

FOR_EACH_PATH(double, kernels_sum_of_squares_bfloat16, (const uint16_t *values, size_t count), (values, count))
