// Moments in 8-bit codes with an fp32 scale for each 32 (block8.h): reads 10 bytes, writes 6, and half a byte of
// scales. Fewer bytes again, for more arithmetic. A block is decoded, stepped in fp32, and coded anew with its groups'
// own largest magnitudes; the step itself uses the moments before they are coded.
// A NaN or infinity, or a gradient whose square is infinite, makes its group's scales NaN, and its group NaN from the
// next step on.
#include "block8_step.h"

#pragma clang fp contract(off)

/// Decodes a block and moves its parameters.
INLINE void move(const int path, const int mode, const struct folded *k, struct taken *block) {
  const struct place *at = &block->at;
  const union pair factors = factors_of(at, k);
  union pair largest = {.first = 0, .second = 0};
  for (int row = 0; row < KERNELS_BLOCK; row += LANES) {
    float *restrict p = at->p + row, *restrict firsts = block->first + row, *restrict roots = block->root + row;
    const float *restrict g = at->g + row;
    const uint8_t *restrict m = at->m + row, *restrict v = at->v + row;
    for (int lane = 0; lane < LANES; lane++) {
      float gradient = mode & (SCALED | WITH_L2) ? g[lane] * k->gradient_scale : g[lane];
      if (mode & WITH_L2) gradient = fused(path, k->l2, p[lane], gradient);
      float first = fused(path, decoded_first(m[lane]), factors.firsts[lane], gradient);
      float second = fused(path, decoded_second(path, v[lane]), factors.seconds[lane], gradient * gradient);
      firsts[lane] = first;
      roots[lane] = root(second);
      p[lane] = updated(path, mode & INSIDE, p[lane], first, second, &k->update);
    }
    for (int lane = 0; lane < LANES; lane++) {
      float size = firsts[lane] < 0 ? -firsts[lane] : firsts[lane];
      largest.firsts[lane] = size > largest.firsts[lane] ? size : largest.firsts[lane];
      uint32_t bits = bits_of(roots[lane]), most = bits_of(largest.seconds[lane]);
      largest.seconds[lane] = float_of(bits > most ? bits : most);
    }
  }
  block->coder = set_scales(&largest, k, at);
}

INLINE void encode(const int path, const struct taken *block) {
  for (int row = 0; row < KERNELS_BLOCK; row += LANES) {
    const float *restrict firsts = block->first + row, *restrict roots = block->root + row;
    uint8_t *restrict m = block->at.m + row, *restrict v = block->at.v + row;
    for (int lane = 0; lane < LANES; lane++)
      m[lane] = encoded_first(path, firsts[lane], block->coder.lines[lane], block->coder.bends[lane]);
    for (int lane = 0; lane < LANES; lane++)
      v[lane] = encoded_second(path, roots[lane], block->coder.inverses[lane]);
  }
}

INLINE void step(const int path, const int mode, const struct folded *k, struct place at) {
  struct taken block;
  block.at = at;
  move(path, mode, k, &block);
  encode(path, &block);
}

INLINE void all(const int mode, const int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                const struct folded *folded) {
  const struct folded k = *folded;
  const struct ahead ahead = ahead_of_codes(count);
  struct place at = place_of(arrays, first);
  for (size_t i = 0; i < count / KERNELS_BLOCK; i++, at = next_block(at)) {
    FETCH(at.p, KERNELS_BLOCK, ahead);
    FETCH(at.g, KERNELS_BLOCK, ahead);
    fetch_codes(&at, ahead);
    step(path, mode, &k, at);
  }
  if (count % KERNELS_BLOCK == 0) return;
  struct part part;
  step(path, mode, &k, fill_up(&part, &at, count % KERNELS_BLOCK));
  take_back(&part, &at, count % KERNELS_BLOCK);
}

INLINE void step_block8_loop(const int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                             const struct folded *k) {
  FOR_MODE(all, k->mode, path, arrays, first, count, k);
}

FOR_EACH_PATH(void, step_block8,
              (const struct kernels_arrays *arrays, size_t first, size_t count, const struct folded *k),
              (arrays, first, count, k))

#if defined(__x86_64__)
void step_block8_vbmi(const struct kernels_arrays *arrays, size_t first, size_t count, const struct folded *k);
#endif

void kernels_step_block8(int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                         const struct kernels_constants *constants) {
  const struct folded k = folded_constants(constants);
#if defined(__x86_64__)
  if (path == KERNELS_VBMI) return step_block8_vbmi(arrays, first, count, &k);
#endif
  step_block8(path, arrays, first, count, &k);
}

uint8_t kernels_encode_first(float value) { return encoded_first(KERNELS_BASELINE, value, LINE, BEND); }
uint8_t kernels_encode_second(float root) { return encoded_second(KERNELS_BASELINE, root, UINT8_MAX); }
float kernels_decode_first(uint8_t stored) { return decoded_first(stored); }
float kernels_decode_second(uint8_t stored) {
  return decoded_second(KERNELS_BASELINE, stored) / (UINT8_MAX * UINT8_MAX);
}
