// Moments in 8-bit codes, after FlashOptim (Gonzalez Ortiz et al. 2026, arXiv 2602.23349, algorithms 2 and 3):
// relative to the largest of their group, which is its scale, and companded, so that small ones keep their precision:
//
//   q = ⟦127·φ(m / scale)⟧     -127…127     φ(x) = 2x / (1 + |x|)
//   c = ⟦255·√v / scale⟧          0…255
//
// Groups are of 32. A block of 256 is taken as 16 rows of 16, and a group is two columns of it: so a register that
// holds a row has a scale for each of its elements, and no maximum needs to be found across one. Besides,
//
// - φ is the parabola that meets the paper's at 0, ½ and 1, x·(5 - 2|x|)/3, nowhere further than 0.027 from it: a
//   quotient for each moment would cost more than its bytes do. It is undone by a table, in bfloat16.
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
  EIGHT(0x0000, 0x3b9b, 0x3c1b, 0x3c6a, 0x3c9c, 0x3cc3, 0x3ceb, 0x3d09),
  EIGHT(0x3d1d, 0x3d31, 0x3d45, 0x3d59, 0x3d6e, 0x3d81, 0x3d8b, 0x3d95),
  EIGHT(0x3da0, 0x3daa, 0x3db5, 0x3dbf, 0x3dc9, 0x3dd4, 0x3ddf, 0x3de9),
  EIGHT(0x3df4, 0x3dff, 0x3e05, 0x3e0a, 0x3e10, 0x3e15, 0x3e1a, 0x3e20),
  EIGHT(0x3e26, 0x3e2b, 0x3e31, 0x3e36, 0x3e3c, 0x3e42, 0x3e47, 0x3e4d),
  EIGHT(0x3e53, 0x3e59, 0x3e5f, 0x3e64, 0x3e6a, 0x3e70, 0x3e76, 0x3e7c),
  EIGHT(0x3e81, 0x3e84, 0x3e87, 0x3e8a, 0x3e8d, 0x3e91, 0x3e94, 0x3e97),
  EIGHT(0x3e9a, 0x3e9d, 0x3ea0, 0x3ea4, 0x3ea7, 0x3eaa, 0x3ead, 0x3eb1),
  EIGHT(0x3eb4, 0x3eb8, 0x3ebb, 0x3ebe, 0x3ec2, 0x3ec5, 0x3ec9, 0x3ecc),
  EIGHT(0x3ed0, 0x3ed4, 0x3ed7, 0x3edb, 0x3edf, 0x3ee2, 0x3ee6, 0x3eea),
  EIGHT(0x3eee, 0x3ef1, 0x3ef5, 0x3ef9, 0x3efd, 0x3f01, 0x3f03, 0x3f05),
  EIGHT(0x3f07, 0x3f09, 0x3f0b, 0x3f0d, 0x3f0f, 0x3f12, 0x3f14, 0x3f16),
  EIGHT(0x3f18, 0x3f1b, 0x3f1d, 0x3f1f, 0x3f22, 0x3f24, 0x3f27, 0x3f29),
  EIGHT(0x3f2c, 0x3f2f, 0x3f31, 0x3f34, 0x3f37, 0x3f3a, 0x3f3d, 0x3f40),
  EIGHT(0x3f43, 0x3f46, 0x3f49, 0x3f4c, 0x3f50, 0x3f53, 0x3f57, 0x3f5b),
  EIGHT(0x3f5e, 0x3f63, 0x3f67, 0x3f6b, 0x3f70, 0x3f75, 0x3f7a, 0x3f80),
};

/// 127·φ(x) = x·(LINE + BEND·|x|)
#define LINE (127.0f * 5 / 3)
#define BEND (-127.0f * 2 / 3)

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

/// Of m, LINE / scale and BEND / scale².
INLINE uint8_t encoded_first(const int path, float first, float line, float bend) {
  float size = first < 0 ? -first : first;
  return (uint8_t)bits_of(fused(path, first, fused(path, bend, size, line), UNITS));
}

/// Of √v and 255 / scale.
INLINE uint8_t encoded_second(const int path, float root, float inverse) {
  return (uint8_t)bits_of(fused(path, root, inverse, UNITS));
}

#endif
