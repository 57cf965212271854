// What `Kernels` needs from C: loops compiled for several instruction sets and chosen at run time,
// and the operating system's side of measuring. Swift sees nothing else of this target.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The instruction sets a loop is compiled for. On Arm the baseline has NEON and fused multiply-adds.
enum kernels_path { KERNELS_BASELINE = 0, KERNELS_AVX2 = 1, KERNELS_AVX512 = 2, KERNELS_VBMI = 3 };

/// Whether this CPU and operating system can run the path. The baseline always can.
bool kernels_path_runs(int path);

/// Switches that change the arithmetic of one element.
enum kernels_variant {
  KERNELS_AMSGRAD = 1,
  KERNELS_L2 = 2,
  KERNELS_EPSILON_INSIDE = 4,
  KERNELS_FROM_GRADIENT = 8,  // 1 - beta1 >= 0.5: m is reckoned from g
  KERNELS_SCALED = 16,        // gradient_scale is not 1
  KERNELS_DECAYS_AFTER = 32,  // decay_after is not 1
};

/// Everything about a step that is the same for every parameter, rounded once.
struct kernels_constants {
  int32_t variant;             // kernels_variant, or-ed
  float gradient_scale;        // -1 to maximize; times the clipping coefficient
  float l2;                    // lambda, added to the gradient under KERNELS_L2
  float lerp_weight;           // 1 - beta1, or -beta1 under KERNELS_FROM_GRADIENT
  float second_keep;           // beta2
  float second_take;           // 1 - beta2
  float epsilon;
  float root_divisor;          // sqrt(1 - beta2^t), or 1
  float root_inverse_high;     // its reciprocal, in two floats
  float root_inverse_low;
  float inside_scale;          // 1 / (1 - beta2^t), or 1, under KERNELS_EPSILON_INSIDE
  float step_size;             // negative: -lr / (1 - beta1^t)
  float decay_before;          // 1 - lr * lambda, or 1
  float decay_after;
  uint32_t rounding_key[2];    // of the stochastic rounding; from the seed and the step
};

/// The arrays of a step, each `count` elements long; which are used depends on the loop.
struct kernels_arrays {
  float *parameters;
  const void *gradients;        // float, or bfloat16
  void *first;                  // m: float, bfloat16, or 8-bit codes
  void *second;                 // v: likewise
  float *peak;                  // largest v so far, for AMSGrad, else null
  uint16_t *copy;               // bfloat16 copy of the parameters
  float *scales;                // KERNELS_SCALES a block, for 8-bit codes
  float *scratch;               // the textbook kernel's intermediate array
};

/// Parameters in a block of 8-bit codes, and scales for them: element i has that of number i % 16 / 2 for m, and that
/// 8 after it for √v.
enum { KERNELS_BLOCK = 256, KERNELS_SCALES = 16 };

// One AdamW step over elements first ..< first + count. `first` is a multiple of KERNELS_BLOCK.
void kernels_step_textbook(int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                           const struct kernels_constants *constants);
void kernels_step_fused(int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                        const struct kernels_constants *constants);
void kernels_step_float32(int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                          const struct kernels_constants *constants);
void kernels_step_master(int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                         const struct kernels_constants *constants);
void kernels_step_bfloat16(int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                           const struct kernels_constants *constants);
void kernels_step_block8(int path, const struct kernels_arrays *arrays, size_t first, size_t count,
                         const struct kernels_constants *constants);

// The same streams with an exclusive or instead of arithmetic; run twice, they restore the arrays.
void kernels_streams_float32(int path, const struct kernels_arrays *arrays, size_t first, size_t count);
void kernels_streams_master(int path, const struct kernels_arrays *arrays, size_t first, size_t count);
void kernels_streams_bfloat16(int path, const struct kernels_arrays *arrays, size_t first, size_t count);
void kernels_streams_block8(int path, const struct kernels_arrays *arrays, size_t first, size_t count);

/// to[i] = from[i] + scale * other[i], the triad of McCalpin's STREAM.
void kernels_triad(int path, float *to, const float *from, const float *other, size_t count, float scale);

// Sums of squares in Double, in an order that depends on nothing but `count`.
double kernels_sum_of_squares_float32(int path, const float *values, size_t count);
double kernels_sum_of_squares_bfloat16(int path, const uint16_t *values, size_t count);

// The code of m or √v already divided by its scale, and the m or v of a code in units of the scale or its square, as
// the loops compute them.
uint8_t kernels_encode_first(float value);
uint8_t kernels_encode_second(float root);
float kernels_decode_first(uint8_t stored);
float kernels_decode_second(uint8_t stored);

// One operation as the loops compute it: a * b + c rounded once, and value / root_divisor.
float kernels_fused(int path, float a, float b, float c);
float kernels_divided(int path, float value, const struct kernels_constants *constants);

/// Threads that stay, so that slice i of an array is always worked on by thread i.
struct kernels_crew;
struct kernels_crew *kernels_crew_create(int threads);
void kernels_crew_run(struct kernels_crew *crew, void (*work)(void *context, int thread), void *context);
void kernels_crew_destroy(struct kernels_crew *crew);

/// Zero pages aligned to 2 MiB, huge where the system has them; null when there is no room.
void *kernels_pages_map(size_t bytes);
void kernels_pages_unmap(void *pages, size_t bytes);

/// base to the exponent, as the C library rounds it: Python's `beta ** step`.
double kernels_power(double base, double exponent);

/// Nanoseconds of a clock that never goes backwards.
uint64_t kernels_clock(void);

/// Writes the CPU's name, zero-terminated; empty when it is not known.
void kernels_cpu_name(char *name, size_t capacity);
int kernels_cpu_count(void);
/// Bytes of the data cache of a level (1, 2 or 3), or 0 when there is none or it is not known.
size_t kernels_cache_bytes(int level);
/// Bytes that can be allocated without pushing others out, or 0 when it is not known.
uint64_t kernels_memory_available(void);

#endif
