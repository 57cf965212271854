// The 8-bit step with AVX-512 VBMI, whose instructions take any bytes out of two registers: 64 codes are looked up, put
// where floats have them, or narrowed at once. The arithmetic, and so every bit, is that of step_block8.c.
//
// Sixteen parameters take 20 vector instructions besides loads, stores and copies, root and quotient among them. While
// one block is decoded the one before is coded, in the same loop: neither waits for the other's scales, and there is
// work while roots are taken.
#include "block8_step.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang fp contract(off)

#define HERE static inline __attribute__((always_inline)) VBMI_TARGET

/// What is decoded and coded together: a register of codes.
enum { CODES = 64, ROWS = CODES / LANES };

/// Everything that stays for all blocks.
struct setting {
  __m512i low[2], high[2];    // of each level, the third and the fourth byte
  __m512i raised[ROWS];       // of two registers with such bytes, those of a row's levels: where a float has them
  __m512i narrowed;           // of two registers of 32 bits, the low bytes
  __mmask64 upper_halves;
  __m512 gradient_scale, l2, root_unit, epsilon, keep;
};

HERE struct setting setting_of(const struct folded *k) {
  struct setting s;
  _Alignas(64) uint8_t low[128], high[128];
  for (int q = 0; q < 128; q++) {
    low[q] = (uint8_t)(levels[q] >> 16);
    high[q] = (uint8_t)(levels[q] >> 24);
  }
  for (int i = 0; i < 2; i++) {
    s.low[i] = _mm512_load_si512(low + CODES * i);
    s.high[i] = _mm512_load_si512(high + CODES * i);
  }
  const __m512i lane = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (int row = 0; row < ROWS; row++) {
    __m512i byte = _mm512_add_epi32(lane, _mm512_set1_epi32(LANES * row));
    s.raised[row] = _mm512_or_si512(_mm512_slli_epi32(byte, 16),
                                    _mm512_slli_epi32(_mm512_add_epi32(byte, _mm512_set1_epi32(CODES)), 24));
  }
  s.narrowed = _mm512_add_epi32(_mm512_mullo_epi32(lane, _mm512_set1_epi32(0x10101010)),
                                _mm512_set1_epi32(0x0c080400));
  s.upper_halves = 0xcccccccccccccccc;
  // What the compiler knew of these it would use to make more instructions of one.
  __asm__("" : "+Yk"(s.upper_halves), "+v"(s.narrowed));
  s.gradient_scale = _mm512_set1_ps(k->gradient_scale);
  s.l2 = _mm512_set1_ps(k->l2);
  s.root_unit = _mm512_set1_ps(k->update.root_unit);
  s.epsilon = _mm512_set1_ps(k->update.epsilon);
  s.keep = _mm512_set1_ps(k->update.keep);
  return s;
}

/// The levels of a register of first codes as two registers of bytes, the low ones and the high.
HERE void look_up(const struct setting *s, const uint8_t *m, __m512i *low, __m512i *high) {
  enum { A_OR_B_AND_C = 0xf8 };
  __m512i codes = _mm512_loadu_si512(m), sizes = _mm512_abs_epi8(codes);
  *low = _mm512_permutex2var_epi8(s->low[0], sizes, s->low[1]);
  *high = _mm512_permutex2var_epi8(s->high[0], sizes, s->high[1]);
  *high = _mm512_ternarylogic_epi32(*high, codes, _mm512_set1_epi8(INT8_MIN), A_OR_B_AND_C);
}

/// The low bytes of four registers of 32 bits.
HERE __m512i narrowed(const struct setting *s, const __m512 rows[ROWS]) {
  __m512i front = _mm512_permutex2var_epi8(_mm512_castps_si512(rows[0]), s->narrowed, _mm512_castps_si512(rows[1]));
  __m512i back = _mm512_permutex2var_epi8(_mm512_castps_si512(rows[2]), s->narrowed, _mm512_castps_si512(rows[3]));
  return _mm512_inserti64x4(front, _mm512_castsi512_si256(back), 1);
}

/// M, V and √V of a row, taken on from the block's codes.
struct row {
  __m512 first, second, root;
};

HERE struct row row_of(const int mode, const struct setting *s, const union pair *factors, __m512i low,
                       __m512i high, const int row, const float *p, const float *g, const uint8_t *v) {
  struct row out;
  __m512 gradient = _mm512_loadu_ps(g);
  if (mode & (SCALED | WITH_L2)) gradient = _mm512_mul_ps(gradient, s->gradient_scale);
  if (mode & WITH_L2) gradient = _mm512_fmadd_ps(s->l2, _mm512_loadu_ps(p), gradient);
  __m512 code = _mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)v)));
  code = _mm512_fmadd_ps(code, code, _mm512_set1_ps(SQUARE_OF_HALF));
  out.second = _mm512_fmadd_ps(code, factors->second, _mm512_mul_ps(gradient, gradient));
  out.root = _mm512_sqrt_ps(out.second);
  __m512i level = _mm512_maskz_permutex2var_epi8(s->upper_halves, low, s->raised[row], high);
  out.first = _mm512_fmadd_ps(_mm512_castsi512_ps(level), factors->first, gradient);
  return out;
}

/// What a parameter moves by.
HERE __m512 update_of(const int mode, const struct setting *s, const struct row *row) {
  __m512 denominator =
    mode & INSIDE ? _mm512_mul_ps(_mm512_sqrt_ps(_mm512_add_ps(row->second, s->epsilon)), s->root_unit)
                  : _mm512_fmadd_ps(row->root, s->root_unit, s->epsilon);
  return _mm512_div_ps(row->first, denominator);
}

/// Decodes and moves one block while the one before it is coded; either may be null. The order gives the divider work
/// that nothing waits for yet.
HERE void turn(const int mode, const struct setting *s, const struct folded *k, struct taken *now,
               const struct taken *before, struct ahead ahead) {
  struct place at, at_before;
  union pair factors;
  union coder coder;
  __m512 largest_first = _mm512_setzero_ps();
  __m512i largest_root = _mm512_setzero_si512();
  if (now) {
    at = now->at;
    factors = factors_of(&at, k);
    fetch_codes(&at, ahead);
  }
  if (before) {
    at_before = before->at;
    coder = before->coder;
  }
  for (int i = 0; i < KERNELS_BLOCK; i += CODES) {
    struct row rows[ROWS];
    __m512 firsts[ROWS], roots[ROWS];
    if (now) {
      __m512i low, high;
      look_up(s, at.m + i, &low, &high);
      for (int row = 0; row < ROWS; row++) {
        // The larger magnitude, without its sign; of a NaN and a number, the number: √V tells of NaN.
        enum { LARGER_MAGNITUDE = 0x0b };
        int j = i + LANES * row;
        FETCH(at.p + j, LANES, ahead);
        FETCH(at.g + j, LANES, ahead);
        rows[row] = row_of(mode, s, &factors, low, high, row, at.p + j, at.g + j, at.v + j);
        largest_first = _mm512_range_ps(largest_first, rows[row].first, LARGER_MAGNITUDE);
        _mm512_store_ps(now->first + j, rows[row].first);
      }
    }
    for (int row = 0; before && row < ROWS; row++) {
      int j = i + LANES * row;
      __m512 first = _mm512_load_ps(before->first + j), root = _mm512_load_ps(before->root + j);
      __m512 slope = _mm512_fmadd_ps(coder.bend, _mm512_abs_ps(first), coder.line);
      firsts[row] = _mm512_fmadd_ps(first, slope, _mm512_set1_ps(UNITS));
      roots[row] = _mm512_fmadd_ps(root, coder.inverse, _mm512_set1_ps(UNITS));
    }
    for (int row = 0; now && row < ROWS; row++) {
      // Bits of non-negative floats order as integers, with NaN on top.
      largest_root = _mm512_max_epu32(largest_root, _mm512_castps_si512(rows[row].root));
      _mm512_store_ps(now->root + i + LANES * row, rows[row].root);
      rows[row].first = update_of(mode, s, &rows[row]);
    }
    if (before) {
      _mm512_storeu_si512(at_before.m + i, narrowed(s, firsts));
      _mm512_storeu_si512(at_before.v + i, narrowed(s, roots));
    }
    for (int row = 0; now && row < ROWS; row++) {
      float *p = at.p + i + LANES * row;
      _mm512_storeu_ps(p, _mm512_fmadd_ps(_mm512_loadu_ps(p), s->keep, rows[row].first));
    }
  }
  if (!now) return;
  const union pair largest = {.first = largest_first, .second = _mm512_castsi512_ps(largest_root)};
  now->coder = set_scales(&largest, k, &at);
}

HERE void whole_blocks(const int mode, const struct setting *s, const struct folded *k, struct place at,
                       size_t blocks, struct ahead ahead) {
  struct taken taken[2];
  taken[0].at = at;
  turn(mode, s, k, &taken[0], NULL, ahead);
  for (size_t i = 1; i < blocks; i++) {
    at = next_block(at);
    taken[i % 2].at = at;
    turn(mode, s, k, &taken[i % 2], &taken[(i + 1) % 2], ahead);
  }
  turn(mode, s, k, NULL, &taken[(blocks + 1) % 2], ahead);
}

HERE void all(const int mode, const struct kernels_arrays *arrays, size_t first, size_t count,
              const struct folded *folded) {
  const struct folded k = *folded;
  const struct setting s = setting_of(&k);
  const struct ahead ahead = ahead_of_codes(count);
  size_t blocks = count / KERNELS_BLOCK, rest = count % KERNELS_BLOCK;
  // Twice: that nothing is asked for from farther off saves 0.01 ns where it is no branch.
  if (blocks > 0 && ahead.far == 0)
    whole_blocks(mode, &s, &k, place_of(arrays, first), blocks, (struct ahead){ahead.near, 0});
  else if (blocks > 0)
    whole_blocks(mode, &s, &k, place_of(arrays, first), blocks, ahead);
  if (rest == 0) return;
  struct part part;
  const struct place last = place_of(arrays, first + blocks * KERNELS_BLOCK);
  whole_blocks(mode, &s, &k, fill_up(&part, &last, rest), 1, (struct ahead){ahead.near, 0});
  take_back(&part, &last, rest);
}

VBMI_TARGET void step_block8_vbmi(const struct kernels_arrays *arrays, size_t first, size_t count,
                                  const struct folded *k) {
  FOR_MODE(all, k->mode, arrays, first, count, k);
}

#endif
