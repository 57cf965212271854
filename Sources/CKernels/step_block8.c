// Moments in 8-bit codes with one fp32 scale for a block of 256 (block8.h): reads 10 bytes, writes 6, and
// 1/16 byte of scales. Fewer bytes again, for more arithmetic. A block is decoded, stepped in fp32, and coded
// anew with its own largest magnitude; the step itself uses the moments before they are coded.
// A NaN or infinity makes its block's scale NaN or infinite, and its block NaN from the next step on.
#include "block8.h"

enum { GROUP = 32 };

#define HERE INLINE

/// The maps of block8.h serve as they are.
struct codes {
  char none;
};

INLINE struct codes prepare_codes(void) { return (struct codes){0}; }

INLINE void decode(const int path, const struct codes *codes, const uint8_t *restrict m,
                   const uint8_t *restrict v, float first_scale, float second_scale, float *restrict first,
                   float *restrict second, size_t count) {
  (void)codes;
  for (size_t i = 0; i < count; i++) {
    first[i] = decoded_signed(path, m[i]) * first_scale;
    second[i] = decoded_unsigned(path, v[i]) * second_scale;
  }
}

INLINE void encode(const int path, const struct codes *codes, const float *restrict first,
                   const float *restrict second, float first_inverse, float second_inverse,
                   uint8_t *restrict m, uint8_t *restrict v, size_t count) {
  (void)codes;
  for (size_t i = 0; i < count; i++) {
    m[i] = encoded_signed(path, first[i] * first_inverse);
    v[i] = encoded_unsigned(path, second[i] * second_inverse);
  }
}

#include "block8_step.h"

#if defined(__x86_64__)
void step_block8_avx512(const struct kernels_arrays *arrays, size_t first, size_t count,
                        const struct kernels_constants *constants);
#endif

INLINE void kernels_step_block8_loop(const int path, const struct kernels_arrays *arrays, size_t first,
                                     size_t count, const struct kernels_constants *constants) {
#if defined(__x86_64__)
  if (path == KERNELS_AVX512) return step_block8_avx512(arrays, first, count, constants);
#endif
  step_variant(path, arrays, first, count, constants);
}

FOR_EACH_PATH(void, kernels_step_block8,
              (const struct kernels_arrays *arrays, size_t first, size_t count,
               const struct kernels_constants *constants),
              (arrays, first, count, constants))

uint8_t kernels_encode_signed(float value) { return encoded_signed(KERNELS_BASELINE, value); }
uint8_t kernels_encode_unsigned(float value) { return encoded_unsigned(KERNELS_BASELINE, value); }
float kernels_decode_signed(uint8_t code) { return decoded_signed(KERNELS_BASELINE, code); }
float kernels_decode_unsigned(uint8_t code) { return decoded_unsigned(KERNELS_BASELINE, code); }
