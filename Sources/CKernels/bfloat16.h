// bfloat16 is the upper half of a float; the rounding is what there is to say.
#ifndef BFLOAT16_H
#define BFLOAT16_H

#include "arithmetic.h"

INLINE float widened(uint16_t half) { return float_of((uint32_t)half << 16); }

/// To nearest, ties to even, as PyTorch rounds; a NaN stays a NaN whatever its payload.
INLINE uint16_t nearest(float value) {
  uint32_t bits = bits_of(value);
  uint32_t rounded = bits + 0x7fffu + ((bits >> 16) & 1);
  uint32_t quiet = bits | 0x400000u;
  return (uint16_t)((value != value ? quiet : rounded) >> 16);
}

/// Up with the probability of the part cut off, given 16 random bits: right on average, so small updates
/// are not lost (Gupta et al. 2015, "Deep learning with limited numerical precision"). A NaN stays one as
/// long as its lower half is not full, as that of a bfloat16 is; others take no random bits.
INLINE uint16_t stochastic(float value, uint32_t random) {
  return (uint16_t)((bits_of(value) + (random & 0xffffu)) >> 16);
}

/// 32 random bits that depend on the index and the key alone, so on no thread and no vector width:
/// Wellons's integer hash "lowbias32" with a second key between its rounds.
INLINE uint32_t random_bits(uint32_t index, const uint32_t key[2]) {
  uint32_t x = index ^ key[0];
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x += key[1];
  x *= 0x846ca68bu;
  x ^= x >> 16;
  return x;
}

#endif
