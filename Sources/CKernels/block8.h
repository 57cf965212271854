// Moments in 8-bit codes, after FlashOptim (Gonzalez Ortiz et al. 2026, arXiv 2602.23349, algorithms 2 and 3):
// relative to the largest of their group, which is its scale, and companded, so that small ones keep their precision:
//
//   q = ⟦127·φ(m / scale)⟧     -127…127     φ(x) = 2x / (1 + |x|)
//   c = ⟦255·√v / scale⟧          0…255
//
// Groups are of 32. A block of 256 is taken as 16 rows of 16, and a group is two columns of it: so a register that
// holds a row has a scale for each of its elements, and no maximum needs to be found across one. Besides,
//
// - φ is the cubic that meets the paper's at 0, ½ and 1, 2x - 5/3·x|x| + 2/3·x³, nowhere further than 1.6 % from it:
//   a quotient for each moment would cost more than its bytes do. It is undone by a table, in bfloat16.
// - c stands for v = (c² + ¼)·(scale/255)², 0 for the most that is coded so. The paper's 0 stands for nothing at all:
//   a parameter whose gradients end, and were 510 times smaller than its neighbour's, would move by thousands of
//   learning rates.
// - Scales are fp32. The paper's fp16 would lose moments below 6·10⁻⁸.
//
// Codes are rounded to nearest, so v follows its group's scale: with β₂ = 0.999 a step takes at most an eighth of a
// code off a √v, and a parameter whose gradients shrink while its neighbours' do not keeps its v. (So it does in the
// paper, and with the dynamic codes of Dettmers et al. 2022. With β₂ = 0.95 it does not.)
#ifndef BLOCK8_H
#define BLOCK8_H

#include "arithmetic.h"

#pragma clang fp contract(off)

enum { LANES = 16 };

/// φ⁻¹(q / 127) for q = 0…127, the nearest bfloat16; as the bits of a float.
#define LEVEL(BITS) (uint32_t)(BITS) << 16
#define EIGHT(A, B, C, D, E, F, G, H) \
  LEVEL(A), LEVEL(B), LEVEL(C), LEVEL(D), LEVEL(E), LEVEL(F), LEVEL(G), LEVEL(H)
static const uint32_t levels[128] = {
  EIGHT(0x0000, 0x3b81, 0x3c02, 0x3c43, 0x3c83, 0x3ca4, 0x3cc5, 0x3ce7),
  EIGHT(0x3d05, 0x3d16, 0x3d27, 0x3d38, 0x3d4a, 0x3d5b, 0x3d6d, 0x3d7f),
  EIGHT(0x3d88, 0x3d91, 0x3d9b, 0x3da4, 0x3dad, 0x3db6, 0x3dc0, 0x3dc9),
  EIGHT(0x3dd3, 0x3ddd, 0x3de6, 0x3df0, 0x3dfa, 0x3e02, 0x3e07, 0x3e0c),
  EIGHT(0x3e11, 0x3e16, 0x3e1c, 0x3e21, 0x3e26, 0x3e2b, 0x3e31, 0x3e36),
  EIGHT(0x3e3c, 0x3e41, 0x3e47, 0x3e4d, 0x3e52, 0x3e58, 0x3e5e, 0x3e64),
  EIGHT(0x3e6a, 0x3e70, 0x3e76, 0x3e7c, 0x3e81, 0x3e84, 0x3e88, 0x3e8b),
  EIGHT(0x3e8e, 0x3e91, 0x3e95, 0x3e98, 0x3e9c, 0x3e9f, 0x3ea2, 0x3ea6),
  EIGHT(0x3eaa, 0x3ead, 0x3eb1, 0x3eb5, 0x3eb8, 0x3ebc, 0x3ec0, 0x3ec4),
  EIGHT(0x3ec8, 0x3ecc, 0x3ed0, 0x3ed4, 0x3ed9, 0x3edd, 0x3ee1, 0x3ee6),
  EIGHT(0x3eea, 0x3eef, 0x3ef3, 0x3ef8, 0x3efd, 0x3f01, 0x3f03, 0x3f06),
  EIGHT(0x3f08, 0x3f0b, 0x3f0d, 0x3f10, 0x3f13, 0x3f15, 0x3f18, 0x3f1b),
  EIGHT(0x3f1e, 0x3f21, 0x3f24, 0x3f27, 0x3f2a, 0x3f2d, 0x3f30, 0x3f33),
  EIGHT(0x3f36, 0x3f39, 0x3f3c, 0x3f3f, 0x3f43, 0x3f46, 0x3f49, 0x3f4d),
  EIGHT(0x3f50, 0x3f53, 0x3f56, 0x3f5a, 0x3f5d, 0x3f60, 0x3f64, 0x3f67),
  EIGHT(0x3f6a, 0x3f6d, 0x3f70, 0x3f74, 0x3f77, 0x3f7a, 0x3f7d, 0x3f80),
};

/// 127·φ(x) = x·(LINE + |x|·(BEND + |x|·TURN))
#define LINE 254.0f
#define BEND (-254.0f * 5 / 6)
#define TURN (254.0f / 3)

/// A float of this size has units as its last bits: added to a number, it leaves the nearest integer in the low byte.
#define UNITS 0x1.8p23f

/// m / scale
INLINE float decoded_first(uint8_t stored) {
  int32_t q = (int8_t)stored, magnitude = q < 0 ? -q : q;
  float level = float_of(levels[magnitude & INT8_MAX]);
  return q < 0 ? -level : level;
}

/// What is added to the square of a code of √v.
#define SQUARE_OF_HALF 0.25f

/// (255·√v / scale)²
INLINE float decoded_second(const int path, uint8_t stored) {
  float c = (float)stored;
  return fused(path, c, c, SQUARE_OF_HALF);
}

/// Of x = m / scale.
INLINE uint8_t encoded_first(const int path, float x) {
  float size = x < 0 ? -x : x;
  float slope = fused(path, fused(path, TURN, size, BEND), size, LINE);
  return (uint8_t)bits_of(fused(path, x, slope, UNITS));
}

/// Of √v, and of 255 / scale.
INLINE uint8_t encoded_second(const int path, float root, float inverse) {
  return (uint8_t)bits_of(fused(path, root, inverse, UNITS));
}

#endif
