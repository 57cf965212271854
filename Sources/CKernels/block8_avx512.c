// The 8-bit step with AVX-512, where a register is a table: a decade's numbers are looked up instead of chosen one
// after the other, for sixteen codes at once. The arithmetic, and so every bit, is that of step_block8.c.
//
// Sixteen parameters take 48 vector instructions, 67 before constants were folded. A Xeon (Emerald Rapids) has two
// units for them, which root and quotient share: 27 cycles of work take some 32 when nobody shares the core. A Zen 5
// core has four, of which look-ups, shifts and narrowing crowd two: 19 cycles. Zen 4's four are half as wide: 24
// cycles if all of them were always busy, and 36 are taken, 33 of them without root and quotient. From memory the same
// bytes take 32, 17 and 20. While one block is decoded the one before is coded, in the same loop: neither waits for
// the other's scale, and the core always has enough to choose from; several registers at a time give it no more.
#include "block8_step.h"
#include "fetch.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define HERE static inline __attribute__((always_inline)) AVX512_TARGET

enum { LANES = 16 };

/// A map as registers. Among the numbers of two neighbouring binary exponents at most one decade begins, so the
/// low four bits of `bits >> PAIR_SHIFT` find what is needed; PAIRS of them reach from BIAS to 1.
enum { PAIR_SHIFT = 24, PAIR_OF_ONE = 63, PAIRS = 15 };

struct tables {
  __m512i rise;         // by pair: what carries the bits of values from its decade's beginning on to the next pair
  __m512 bins, shift;   // by pair after that
  __m512 width, edge;   // by the leading zeros of a number
};

HERE struct tables tables_of(const struct code_map *map) {
  _Alignas(64) uint32_t rise[LANES] = {0};
  _Alignas(64) float columns[4][LANES] = {{0}};
  int d = 0;
  for (uint32_t pair = PAIR_OF_ONE - PAIRS + 1; pair <= PAIR_OF_ONE + 1; pair++) {
    columns[0][pair % LANES] = map->bins[d];
    columns[1][pair % LANES] = map->shift[d];
    if (d + 1 == DECADES) break;
    uint32_t next = bits_of(map->from[d + 1]);
    if (next >> PAIR_SHIFT != pair) continue;
    rise[pair % LANES] = ((pair + 1) << PAIR_SHIFT) - next;
    d++;
  }
  for (d = 1; d < DECADES; d++) {
    uint8_t stored = (uint8_t)(uint32_t)map->first[d];
    int zeros = stored == 0 ? 32 : __builtin_clz(stored);
    columns[2][zeros % LANES] = map->width[d];
    columns[3][zeros % LANES] = map->edge[d];
  }
  return (struct tables){
    .rise = _mm512_load_si512(rise), .bins = _mm512_load_ps(columns[0]), .shift = _mm512_load_ps(columns[1]),
    .width = _mm512_load_ps(columns[2]), .edge = _mm512_load_ps(columns[3]),
  };
}

/// What a block is decoded with: the tables times its scale. What is stored of signed numbers has the other sign.
HERE void scale_tables(struct tables *t, float factor, float sign) {
  t->width = _mm512_mul_ps(t->width, _mm512_set1_ps(factor * sign));
  t->edge = _mm512_mul_ps(t->edge, _mm512_set1_ps(factor));
}

/// Everything that stays for all blocks.
struct setting {
  struct tables first, second;
  __m512 scale, l2, root_unit, epsilon, keep;
};

/// a with its sign changed where b is negative.
HERE __m512 turned_where_negative(__m512 a, __m512i b) {
  const __m512i sign = _mm512_set1_epi32(INT32_MIN);
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(_mm512_castps_si512(a), b, sign, 0x78));
}

/// a with its sign changed where b is not negative.
HERE __m512 turned_where_positive(__m512 a, __m512i b) {
  const __m512i sign = _mm512_set1_epi32(INT32_MIN);
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(_mm512_castps_si512(a), b, sign, 0xd2));
}

/// M and V of sixteen parameters decoded, taken on and kept in `first` and `second`; the largest so far.
HERE void remember(const int mode, const struct setting *k, const struct tables *t1, const struct tables *t2,
                   const float *p, const float *g, const uint8_t *m, const uint8_t *v, float *first,
                   float *second, __m512 *first_largest, __m512i *second_largest) {
  // The larger magnitude, without its sign; of a NaN and a number, the number: V tells of NaN.
  enum { LARGER_MAGNITUDE = 0x0b };
  __m512 gradient = _mm512_loadu_ps(g);
  if (mode & (SCALED | WITH_L2)) gradient = _mm512_mul_ps(gradient, k->scale);
  if (mode & WITH_L2) gradient = _mm512_fmadd_ps(k->l2, _mm512_loadu_ps(p), gradient);

  __m512i number = _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)m));
  __m512i zeros = _mm512_lzcnt_epi32(_mm512_abs_epi32(number));
  __m512 width = _mm512_permutexvar_ps(zeros, t1->width);
  __m512 edge = turned_where_negative(_mm512_permutexvar_ps(zeros, t1->edge), number);
  __m512 x = _mm512_fmadd_ps(_mm512_cvtepi32_ps(number), width, edge);
  x = _mm512_add_ps(x, gradient);
  *first_largest = _mm512_range_ps(*first_largest, x, LARGER_MAGNITUDE);
  _mm512_store_ps(first, x);

  number = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)v));
  zeros = _mm512_lzcnt_epi32(number);
  width = _mm512_permutexvar_ps(zeros, t2->width);
  edge = _mm512_permutexvar_ps(zeros, t2->edge);
  x = _mm512_fmsub_ps(_mm512_cvtepi32_ps(number), width, edge);
  x = _mm512_fmadd_ps(gradient, gradient, x);
  // Bits of non-negative floats order as integers, with NaN on top.
  *second_largest = _mm512_max_epu32(*second_largest, _mm512_castps_si512(x));
  _mm512_store_ps(second, x);
}

/// The numbers of raised magnitudes, to be cut.
HERE __m512 positions(__m512 x, const struct tables *t) {
  __m512i bits = _mm512_castps_si512(x);
  __m512i pair = _mm512_srli_epi32(bits, PAIR_SHIFT);
  pair = _mm512_srli_epi32(_mm512_add_epi32(bits, _mm512_permutexvar_epi32(pair, t->rise)), PAIR_SHIFT);
  __m512 shift = _mm512_permutexvar_ps(pair, t->shift);
  __m512i last = _mm512_add_epi32(_mm512_castps_si512(shift), _mm512_set1_epi32(TO_LAST));
  return _mm512_min_ps(_mm512_fmadd_ps(x, _mm512_permutexvar_ps(pair, t->bins), shift), _mm512_castsi512_ps(last));
}

/// Sixteen parameters moved, M and V coded anew.
HERE void move(const int mode, const struct setting *k, float *p, const float *first, const float *second,
               __m512 first_inverse, __m512 second_inverse, uint8_t *m, uint8_t *v) {
  const __m512 bias = _mm512_set1_ps(BIAS);
  __m512 y = _mm512_load_ps(second), x = _mm512_load_ps(first);
  __m512 denominator = mode & INSIDE
                         ? _mm512_mul_ps(_mm512_sqrt_ps(_mm512_add_ps(y, k->epsilon)), k->root_unit)
                         : _mm512_fmadd_ps(_mm512_sqrt_ps(y), k->root_unit, k->epsilon);
  y = positions(_mm512_fmadd_ps(y, second_inverse, bias), &k->second);
  _mm_storeu_si128((__m128i *)v, _mm512_cvtepi32_epi8(_mm512_cvttps_epi32(y)));

  __m512 update = _mm512_div_ps(x, denominator);
  _mm512_storeu_ps(p, _mm512_fmadd_ps(_mm512_loadu_ps(p), k->keep, update));

  y = positions(_mm512_fmadd_ps(_mm512_abs_ps(x), first_inverse, bias), &k->first);
  y = turned_where_positive(y, _mm512_castps_si512(x));
  // Saturating: there is no number below that of the most negative value.
  _mm_storeu_si128((__m128i *)m, _mm512_cvtsepi32_epi8(_mm512_cvttps_epi32(y)));
}

/// Where a block lies, and its M and V between being decoded and coded.
struct place {
  float *p;
  const float *g;
  uint8_t *m, *v;
  float *first_scale, *second_scale;
};

struct kept {
  _Alignas(64) float first[KERNELS_BLOCK];
  _Alignas(64) float second[KERNELS_BLOCK];
  float inverses[2];
};

/// Decodes one block while the one before it is coded; either may be null.
HERE void turn(const int mode, const struct setting *k, const struct folded *folded, const struct place *now,
               struct kept *kept, const struct place *before, const struct kept *kept_before, struct ahead ahead) {
  struct tables first = k->first, second = k->second;
  __m512 first_largest = _mm512_setzero_ps(), first_inverse = first_largest, second_inverse = first_largest;
  __m512i second_largest = _mm512_setzero_si512();
  if (now) {
    scale_tables(&first, *now->first_scale * folded->first_keep, -1);
    scale_tables(&second, *now->second_scale * folded->second_keep, 1);
    FETCH(now->m, KERNELS_BLOCK, ahead);
    FETCH(now->v, KERNELS_BLOCK, ahead);
  }
  if (before) {
    first_inverse = _mm512_set1_ps(kept_before->inverses[0]);
    second_inverse = _mm512_set1_ps(kept_before->inverses[1]);
  }
  for (int j = 0; j < KERNELS_BLOCK; j += LANES) {
    if (now) {
      FETCH(now->p + j, LANES, ahead);
      FETCH(now->g + j, LANES, ahead);
      remember(mode, k, &first, &second, now->p + j, now->g + j, now->m + j, now->v + j, kept->first + j,
               kept->second + j, &first_largest, &second_largest);
    }
    if (before)
      move(mode, k, before->p + j, kept_before->first + j, kept_before->second + j, first_inverse,
           second_inverse, before->m + j, before->v + j);
  }
  if (now)
    set_scales(_mm512_reduce_max_ps(first_largest), float_of(_mm512_reduce_max_epu32(second_largest)), folded,
               now->first_scale, now->second_scale, kept->inverses);
}

HERE struct place block(const struct place *start, size_t index) {
  size_t i = index * KERNELS_BLOCK;
  return (struct place){start->p + i, start->g + i, start->m + i, start->v + i, start->first_scale + index,
                        start->second_scale + index};
}

HERE void whole_blocks(const int mode, const struct setting *k, const struct folded *folded,
                       const struct place *start, size_t blocks) {
  const struct ahead ahead = kernels_ahead(blocks * KERNELS_BLOCK);
  struct kept kept[2];
  struct place now = *start, before;
  turn(mode, k, folded, &now, &kept[0], NULL, NULL, ahead);
  for (size_t i = 1; i < blocks; i++) {
    before = now;
    now = block(start, i);
    turn(mode, k, folded, &now, &kept[i % 2], &before, &kept[(i + 1) % 2], ahead);
  }
  turn(mode, k, folded, NULL, NULL, &now, &kept[(blocks + 1) % 2], ahead);
}

/// The last block, filled up with parameters that stay 0.
HERE void part_of_a_block(const int mode, const struct setting *k, const struct folded *folded,
                          const struct place *at, size_t count) {
  float p[KERNELS_BLOCK] = {0}, g[KERNELS_BLOCK] = {0};
  uint8_t m[KERNELS_BLOCK] = {0}, v[KERNELS_BLOCK];
  memset(v, 1, sizeof v);  // the number of 0
  memcpy(p, at->p, count * sizeof *p);
  memcpy(g, at->g, count * sizeof *g);
  memcpy(m, at->m, count);
  memcpy(v, at->v, count);
  struct place filled = {p, g, m, v, at->first_scale, at->second_scale};
  whole_blocks(mode, k, folded, &filled, 1);
  memcpy(at->p, p, count * sizeof *p);
  memcpy(at->m, m, count);
  memcpy(at->v, v, count);
}

HERE void all(const int mode, const struct kernels_arrays *arrays, size_t start, size_t count,
              const struct folded *folded) {
  const struct folded f = *folded;
  const struct setting k = {
    tables_of(&signed_map), tables_of(&unsigned_map), _mm512_set1_ps(f.gradient_scale), _mm512_set1_ps(f.l2),
    _mm512_set1_ps(f.update.root_unit), _mm512_set1_ps(f.update.epsilon), _mm512_set1_ps(f.update.keep),
  };
  const struct place at = {
    arrays->parameters + start, (const float *)arrays->gradients + start, (uint8_t *)arrays->first + start,
    (uint8_t *)arrays->second + start, arrays->first_scales + start / KERNELS_BLOCK,
    arrays->second_scales + start / KERNELS_BLOCK,
  };
  size_t blocks = count / KERNELS_BLOCK, rest = count % KERNELS_BLOCK;
  if (blocks > 0) whole_blocks(mode, &k, &f, &at, blocks);
  if (rest == 0) return;
  const struct place last = block(&at, blocks);
  part_of_a_block(mode, &k, &f, &last, rest);
}

AVX512_TARGET void step_block8_avx512(const struct kernels_arrays *arrays, size_t first, size_t count,
                                      const struct folded *k) {
  switch (k->mode) {
  case PLAIN: return all(PLAIN, arrays, first, count, k);
  case SCALED: return all(SCALED, arrays, first, count, k);
  case WITH_L2: return all(WITH_L2, arrays, first, count, k);
  case PLAIN | INSIDE: return all(PLAIN | INSIDE, arrays, first, count, k);
  case SCALED | INSIDE: return all(SCALED | INSIDE, arrays, first, count, k);
  default: return all(WITH_L2 | INSIDE, arrays, first, count, k);
  }
}

#endif
