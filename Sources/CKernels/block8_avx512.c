// The 8-bit step with AVX-512, where a register is a table: a decade's numbers are looked up instead of chosen one
// after the other, for sixteen codes at once. The arithmetic, and so every bit, is that of block8.h.
//
// What limits it on a Xeon of the Sapphire Rapids generation: sixteen parameters are 67 vector instructions on two
// ports, so 33 cycles, of which root and quotient block one unit for 22; 46 were measured. From memory the same bytes
// take about 28, so the step is bound by arithmetic on one core. Gathers from a table of 256 values were slower, and so
// was working on two blocks in turns.
#include "block8.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define HERE static inline __attribute__((always_inline)) AVX512_TARGET

enum { GROUP = 32, LANES = 16 };

/// A map as registers. Among the numbers of two neighbouring binary exponents at most one decade begins, so the
/// low four bits of `bits >> PAIR_SHIFT` find what is needed; PAIRS of them reach from the smallest value to 1.
enum { EXPONENT_SHIFT = 23, PAIR_SHIFT = 24, PAIR_OF_ONE = 63, PAIRS = 15 };

struct tables {
  __m512i rise;             // by pair: what carries the bits of numbers from its decade's beginning on to the next pair
  __m512 bins, shift, last;  // by pair after that
  __m512 width, edge;       // by the binary exponent of k + offset
  __m512 offset, lowest;    // lowest: raises smaller numbers, all of them coded 0, to the first pair
};

struct codes {
  struct tables first, second;
};

HERE struct tables tables_of(const struct code_map *map, const float smallest) {
  _Alignas(64) uint32_t rise[LANES] = {0};
  _Alignas(64) float columns[5][LANES] = {{0}};
  int d = 0;
  for (uint32_t pair = PAIR_OF_ONE - PAIRS + 1; pair <= PAIR_OF_ONE + 1; pair++) {
    columns[0][pair % LANES] = map->bins[d];
    columns[1][pair % LANES] = map->shift[d];
    columns[2][pair % LANES] = map->last[d];
    if (d + 1 == DECADES) break;
    uint32_t next = bits_of(d == 0 ? smallest : map->from[d + 1]);
    if (next >> PAIR_SHIFT != pair) continue;
    rise[pair % LANES] = ((pair + 1) << PAIR_SHIFT) - next;
    d++;
  }
  for (d = 1; d < DECADES; d++) {
    uint32_t exponent = bits_of(map->first_code[d] + map->offset) >> EXPONENT_SHIFT;
    columns[3][exponent % LANES] = map->width[d];
    columns[4][exponent % LANES] = map->edge[d];
  }
  return (struct tables){
    .rise = _mm512_load_si512(rise), .bins = _mm512_load_ps(columns[0]), .shift = _mm512_load_ps(columns[1]),
    .last = _mm512_load_ps(columns[2]), .width = _mm512_load_ps(columns[3]), .edge = _mm512_load_ps(columns[4]),
    .offset = _mm512_set1_ps(map->offset),
    .lowest = _mm512_set1_ps(float_of((uint32_t)(PAIR_OF_ONE - PAIRS + 1) << PAIR_SHIFT)),
  };
}

HERE struct codes prepare_codes(void) {
  return (struct codes){tables_of(&signed_map, SMALLEST_SIGNED), tables_of(&unsigned_map, SMALLEST_UNSIGNED)};
}

HERE __m512 magnitudes(__m512i k, const struct tables *t) {
  __m512 place = _mm512_add_ps(_mm512_cvtepi32_ps(k), t->offset);
  __m512i exponent = _mm512_srli_epi32(_mm512_castps_si512(place), EXPONENT_SHIFT);
  __m512 width = _mm512_permutexvar_ps(exponent, t->width);
  return _mm512_fmsub_ps(place, width, _mm512_permutexvar_ps(exponent, t->edge));
}

/// The codes of magnitudes, as numbers that are to be cut; x is at least `lowest`.
HERE __m512 positions(__m512 x, const struct tables *t) {
  __m512i bits = _mm512_castps_si512(x);
  __m512i rise = _mm512_permutexvar_epi32(_mm512_srli_epi32(bits, PAIR_SHIFT), t->rise);
  __m512i pair = _mm512_srli_epi32(_mm512_add_epi32(bits, rise), PAIR_SHIFT);
  __m512 bins = _mm512_permutexvar_ps(pair, t->bins), shift = _mm512_permutexvar_ps(pair, t->shift);
  return _mm512_min_ps(_mm512_fmadd_ps(x, bins, shift), _mm512_permutexvar_ps(pair, t->last));
}

HERE __m512i loaded(const uint8_t *codes) {
  return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)codes));
}

HERE __m512 with_sign_of(__m512 magnitude, __m512i signs) {
  // The third operand chooses the first where its bits are set, else the second.
  enum { CHOICE = 0xe4 };
  __m512i rest = _mm512_set1_epi32(INT32_MAX);
  __m512i bits = _mm512_castps_si512(magnitude);
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(bits, signs, rest, CHOICE));
}

HERE void decode_lanes(const struct codes *codes, const uint8_t *m, const uint8_t *v, __m512 first_scale,
                       __m512 second_scale, float *first, float *second) {
  __m512i k = _mm512_sub_epi32(loaded(m), _mm512_set1_epi32(SIGNED_ZERO_CODE));
  __m512 value = with_sign_of(magnitudes(_mm512_abs_epi32(k), &codes->first), k);
  _mm512_storeu_ps(first, _mm512_mul_ps(value, first_scale));
  _mm512_storeu_ps(second, _mm512_mul_ps(magnitudes(loaded(v), &codes->second), second_scale));
}

/// Signed codes less SIGNED_ZERO_CODE.
HERE __m512i signed_codes(const struct codes *codes, const float *first, __m512 inverse) {
  // The larger magnitude, without its sign; of a NaN and a number, the number.
  enum { LARGER_MAGNITUDE = 0x0b };
  __m512 x = _mm512_mul_ps(_mm512_loadu_ps(first), inverse);
  __m512 position = positions(_mm512_range_ps(x, codes->first.lowest, LARGER_MAGNITUDE), &codes->first);
  return _mm512_cvttps_epi32(with_sign_of(position, _mm512_castps_si512(x)));
}

HERE __m512i unsigned_codes(const struct codes *codes, const float *second, __m512 inverse) {
  // The second operand is taken when the first is NaN.
  __m512 x = _mm512_max_ps(_mm512_mul_ps(_mm512_loadu_ps(second), inverse), codes->second.lowest);
  return _mm512_cvttps_epi32(positions(x, &codes->second));
}

/// Packing goes by quarters of registers, which leaves fours of both arrays in turns; the last step sorts them.
/// It cuts off the negative code below SIGNED_ZERO_CODE that would be -1.
HERE void encode_group(const struct codes *codes, const float *first, const float *second, float first_inverse,
                       float second_inverse, uint8_t *m, uint8_t *v) {
  const __m512 inverse = _mm512_set1_ps(first_inverse), other = _mm512_set1_ps(second_inverse);
  __m512i a = _mm512_packs_epi32(
    signed_codes(codes, first, inverse), signed_codes(codes, first + LANES, inverse));
  __m512i b = _mm512_packus_epi32(
    unsigned_codes(codes, second, other), unsigned_codes(codes, second + LANES, other));
  __m512i both = _mm512_packus_epi16(_mm512_add_epi16(a, _mm512_set1_epi16(SIGNED_ZERO_CODE)), b);
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  __m512i sorted = _mm512_permutexvar_epi32(order, both);
  _mm256_storeu_si256((__m256i *)m, _mm512_castsi512_si256(sorted));
  _mm256_storeu_si256((__m256i *)v, _mm512_extracti64x4_epi64(sorted, 1));
}

HERE void decode(const int path, const struct codes *codes, const uint8_t *m, const uint8_t *v,
                 float first_scale, float second_scale, float *first, float *second, size_t count) {
  const __m512 scale = _mm512_set1_ps(first_scale), other = _mm512_set1_ps(second_scale);
  if (count == GROUP) {
    decode_lanes(codes, m, v, scale, other, first, second);
    decode_lanes(codes, m + LANES, v + LANES, scale, other, first + LANES, second + LANES);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    first[i] = decoded_signed(path, m[i]) * first_scale;
    second[i] = decoded_unsigned(path, v[i]) * second_scale;
  }
}

HERE void encode(const int path, const struct codes *codes, const float *first, const float *second,
                 float first_inverse, float second_inverse, uint8_t *m, uint8_t *v, size_t count) {
  if (count == GROUP) return encode_group(codes, first, second, first_inverse, second_inverse, m, v);
  for (size_t i = 0; i < count; i++) {
    m[i] = encoded_signed(path, first[i] * first_inverse);
    v[i] = encoded_unsigned(path, second[i] * second_inverse);
  }
}

#include "block8_step.h"

AVX512_TARGET void step_block8_avx512(const struct kernels_arrays *arrays, size_t first, size_t count,
                                      const struct kernels_constants *constants) {
  step_variant(KERNELS_AVX512, arrays, first, count, constants);
}

#endif
