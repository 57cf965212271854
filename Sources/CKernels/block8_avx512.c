// The codes of block8.h sixteen at a time: with AVX-512 a register is a table, so a decade's numbers are
// looked up instead of chosen one after the other. The arithmetic, and so every bit, is the same.
#include "block8.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define AVX512_INLINE static inline __attribute__((always_inline)) AVX512_TARGET

enum { LANES = 16, BINARY_DECADES = 32, EXPONENT_SHIFT = 23, EXPONENT_OF_ONE = 127 };

/// A map as registers.
struct tables {
  __m512 bins, shift, last;       // by decade
  __m512 width, edge, offset;     // by the binary exponent of k + offset
  __m512 smallest;
  __m512 from_low, from_high;     // by binary exponent: where a decade begins within it
  __m512i decade_low, decade_high;  // and the decade before that
};

/// Among numbers with one binary exponent at most one decade begins. The 32 exponents that end with that of 1
/// are found by their low five bits; smaller numbers are below every decade and are raised to the smallest.
static AVX512_TARGET struct tables tables_of(const struct code_map *map, const float smallest) {
  float from[BINARY_DECADES], columns[5][LANES] = {{0}};
  int32_t decade[BINARY_DECADES];
  const uint32_t lowest = EXPONENT_OF_ONE - BINARY_DECADES + 1;
  for (uint32_t e = 0; e < BINARY_DECADES; e++) {
    float low = float_of((lowest + e) << EXPONENT_SHIFT);
    int32_t d = DECADES - 1;
    while (d > 0 && (d == 1 ? smallest : map->from[d]) > low) d--;
    decade[(lowest + e) % BINARY_DECADES] = d;
    float next = d + 1 == DECADES ? __builtin_inff() : d == 0 ? smallest : map->from[d + 1];
    from[(lowest + e) % BINARY_DECADES] = next;
  }
  for (int d = 1; d < DECADES; d++) {
    uint32_t exponent = bits_of(map->first_code[d] + map->offset) >> EXPONENT_SHIFT;
    columns[0][d] = map->bins[d];
    columns[1][d] = map->shift[d];
    columns[2][d] = map->last[d];
    columns[3][exponent % LANES] = map->width[d];
    columns[4][exponent % LANES] = map->edge[d];
  }
  return (struct tables){
    .bins = _mm512_loadu_ps(columns[0]), .shift = _mm512_loadu_ps(columns[1]),
    .last = _mm512_loadu_ps(columns[2]), .width = _mm512_loadu_ps(columns[3]),
    .edge = _mm512_loadu_ps(columns[4]), .offset = _mm512_set1_ps(map->offset),
    .smallest = _mm512_set1_ps(float_of(lowest << EXPONENT_SHIFT)),
    .from_low = _mm512_loadu_ps(from), .from_high = _mm512_loadu_ps(from + LANES),
    .decade_low = _mm512_loadu_si512(decade), .decade_high = _mm512_loadu_si512(decade + LANES),
  };
}

AVX512_TARGET void prepare_codes_avx512(struct prepared_codes *prepared) {
  struct tables tables[2] = {
    tables_of(&signed_map, SMALLEST_SIGNED), tables_of(&unsigned_map, SMALLEST_UNSIGNED),
  };
  _Static_assert(sizeof tables <= sizeof prepared->bytes, "room for both maps");
  memcpy(prepared->bytes, tables, sizeof tables);
}

AVX512_INLINE __m512 magnitudes(__m512i k, const struct tables *t) {
  __m512 place = _mm512_add_ps(_mm512_cvtepi32_ps(k), t->offset);
  __m512i exponent = _mm512_srli_epi32(_mm512_castps_si512(place), EXPONENT_SHIFT);
  __m512 width = _mm512_permutexvar_ps(exponent, t->width);
  __m512 edge = _mm512_permutexvar_ps(exponent, t->edge);
  return _mm512_sub_ps(_mm512_mul_ps(place, width), edge);
}

AVX512_INLINE __m512i codes_of(__m512 x, const struct tables *t) {
  // The second operand is taken when x is NaN.
  x = _mm512_max_ps(x, t->smallest);
  __m512i exponent = _mm512_srli_epi32(_mm512_castps_si512(x), EXPONENT_SHIFT);
  __m512 from = _mm512_permutex2var_ps(t->from_low, exponent, t->from_high);
  __m512i decade = _mm512_permutex2var_epi32(t->decade_low, exponent, t->decade_high);
  __mmask16 begun = _mm512_cmp_ps_mask(x, from, _CMP_GE_OQ);
  decade = _mm512_mask_add_epi32(decade, begun, decade, _mm512_set1_epi32(1));
  __m512 bins = _mm512_permutexvar_ps(decade, t->bins);
  __m512 position = _mm512_add_ps(_mm512_mul_ps(x, bins), _mm512_permutexvar_ps(decade, t->shift));
  return _mm512_cvttps_epi32(_mm512_min_ps(position, _mm512_permutexvar_ps(decade, t->last)));
}

AVX512_INLINE __m512i loaded(const uint8_t *codes) {
  return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)codes));
}

AVX512_INLINE void store(uint8_t *codes, __m512i values) {
  _mm_storeu_si128((__m128i *)codes, _mm512_cvtepi32_epi8(values));
}

AVX512_INLINE __m512 with_sign_of(__m512 magnitude, __m512i signs) {
  // The third operand chooses the first where its bits are set, else the second.
  enum { CHOICE = 0xe4 };
  __m512i rest = _mm512_set1_epi32(INT32_MAX);
  __m512i bits = _mm512_castps_si512(magnitude);
  return _mm512_castsi512_ps(_mm512_ternarylogic_epi32(bits, signs, rest, CHOICE));
}

AVX512_TARGET void decode_avx512(const struct prepared_codes *prepared, const uint8_t *m, const uint8_t *v,
                                 float first_scale, float second_scale, float *first, float *second,
                                 size_t count) {
  struct tables t[2];
  memcpy(t, prepared->bytes, sizeof t);
  const __m512i zero = _mm512_set1_epi32(SIGNED_ZERO_CODE);
  const __m512 first_scales = _mm512_set1_ps(first_scale), second_scales = _mm512_set1_ps(second_scale);
  for (size_t i = 0; i < count; i += LANES) {
    __m512i k = _mm512_sub_epi32(loaded(m + i), zero);
    __m512 value = with_sign_of(magnitudes(_mm512_abs_epi32(k), &t[0]), k);
    _mm512_storeu_ps(first + i, _mm512_mul_ps(value, first_scales));
    _mm512_storeu_ps(second + i, _mm512_mul_ps(magnitudes(loaded(v + i), &t[1]), second_scales));
  }
}

AVX512_TARGET void encode_avx512(const struct prepared_codes *prepared, const float *first,
                                 const float *second, float first_inverse, float second_inverse, uint8_t *m,
                                 uint8_t *v, size_t count) {
  struct tables t[2];
  memcpy(t, prepared->bytes, sizeof t);
  const __m512i zero = _mm512_set1_epi32(SIGNED_ZERO_CODE);
  const __m512 first_inverses = _mm512_set1_ps(first_inverse);
  const __m512 second_inverses = _mm512_set1_ps(second_inverse);
  for (size_t i = 0; i < count; i += LANES) {
    __m512 x = _mm512_mul_ps(_mm512_loadu_ps(first + i), first_inverses);
    __m512i k = codes_of(_mm512_abs_ps(x), &t[0]);
    __mmask16 negative = _mm512_movepi32_mask(_mm512_castps_si512(x));
    __m512i up = _mm512_add_epi32(zero, k);
    __m512i code = _mm512_mask_sub_epi32(up, negative, zero, _mm512_min_epi32(k, zero));
    store(m + i, code);
    __m512 y = _mm512_mul_ps(_mm512_loadu_ps(second + i), second_inverses);
    store(v + i, codes_of(y, &t[1]));
  }
}

#endif
