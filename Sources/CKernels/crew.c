// A crew of threads that stays between steps. Slice i is always worked on by thread i, so that memory first
// touched by a thread stays near it, and exactly as many threads work as were asked for: Dispatch promises
// neither. The caller is thread 0. Waiting begins with a spin, because a step in cache takes microseconds and
// waking a sleeper may take a hundred, and ends in a condition variable, because cores are shared.
#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "CKernels.h"

enum { SPIN_NANOSECONDS = 200000, PAUSES_PER_LOOK = 8 };

struct member {
  struct kernels_crew *crew;
  int index;
  int cpu;  // the caller's to read and change
};

struct kernels_crew {
  int threads;
  bool crowded;  // more threads than cores: a spin gives way
  void (*work)(void *context, int thread);
  void *context;
  atomic_uint task;       // counts the calls of run
  atomic_int unfinished;  // members still at work on it
  atomic_bool leaving;
  pthread_mutex_t lock;
  pthread_cond_t started, finished;
  pthread_t *handles;
  struct member *members;
};

/// Whether a spin that began at `start` may go on.
static bool spins_on(const struct kernels_crew *crew, uint64_t start) {
  for (int pause = 0; pause < PAUSES_PER_LOOK; pause++) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
  }
  if (crew->crowded) sched_yield();
  return kernels_clock() - start < SPIN_NANOSECONDS;
}

static void wait_for_task(struct kernels_crew *crew, unsigned seen) {
  uint64_t start = kernels_clock();
  do {
    if (atomic_load_explicit(&crew->task, memory_order_acquire) != seen) return;
  } while (spins_on(crew, start));
  pthread_mutex_lock(&crew->lock);
  while (atomic_load_explicit(&crew->task, memory_order_acquire) == seen)
    pthread_cond_wait(&crew->started, &crew->lock);
  pthread_mutex_unlock(&crew->lock);
}

static void *serve(void *argument) {
  struct member *member = argument;
  struct kernels_crew *crew = member->crew;
  for (unsigned seen = 0;; seen++) {
    wait_for_task(crew, seen);
    if (atomic_load_explicit(&crew->leaving, memory_order_relaxed)) return NULL;
    crew->work(crew->context, member->index);
    if (atomic_fetch_sub_explicit(&crew->unfinished, 1, memory_order_acq_rel) == 1) {
      pthread_mutex_lock(&crew->lock);
      pthread_cond_signal(&crew->finished);
      pthread_mutex_unlock(&crew->lock);
    }
  }
}

static void start_task(struct kernels_crew *crew) {
  pthread_mutex_lock(&crew->lock);
  atomic_fetch_add_explicit(&crew->task, 1, memory_order_release);
  pthread_cond_broadcast(&crew->started);
  pthread_mutex_unlock(&crew->lock);
}

#if defined(__linux__)

static void pin(const struct kernels_crew *crew, int member) {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET((size_t)crew->members[member].cpu, &one);
  pthread_setaffinity_np(crew->handles[member], sizeof one, &one);
}

/// Gives every member a core that is not the caller's. Schedulers may leave two threads that work for
/// microseconds at a time on one core for good.
static void spread(struct kernels_crew *crew) {
  cpu_set_t allowed;
  int cpu = sched_getcpu();
  if (cpu < 0 || sched_getaffinity(0, sizeof allowed, &allowed) != 0) return;
  crew->members[0].cpu = cpu;
  for (int member = 1; member < crew->threads; member++) {
    do cpu = (cpu + 1) % CPU_SETSIZE;
    while (!CPU_ISSET((size_t)cpu, &allowed));
    crew->members[member].cpu = cpu;
    pin(crew, member);
  }
}

/// When the caller has moved to a member's core, that member takes the one it left.
static void make_way(struct kernels_crew *crew) {
  int cpu = crew->crowded ? -1 : sched_getcpu(), left = crew->members[0].cpu;
  if (cpu < 0 || cpu == left) return;
  for (int member = 1; member < crew->threads; member++) {
    if (crew->members[member].cpu != cpu) continue;
    crew->members[member].cpu = left;
    pin(crew, member);
  }
  crew->members[0].cpu = cpu;
}

#else

static void spread(struct kernels_crew *crew) { (void)crew; }
static void make_way(struct kernels_crew *crew) { (void)crew; }

#endif

struct kernels_crew *kernels_crew_create(int threads) {
  struct kernels_crew *crew = calloc(1, sizeof *crew);
  if (!crew) return NULL;
  crew->handles = calloc((size_t)threads, sizeof *crew->handles);
  crew->members = calloc((size_t)threads, sizeof *crew->members);
  pthread_mutex_init(&crew->lock, NULL);
  pthread_cond_init(&crew->started, NULL);
  pthread_cond_init(&crew->finished, NULL);
  crew->threads = 1;
  if (!crew->handles || !crew->members) {
    kernels_crew_destroy(crew);
    return NULL;
  }
  crew->crowded = threads > kernels_cpu_count();
  for (int i = 1; i < threads; i++) {
    crew->members[i] = (struct member){crew, i, -1};
    if (pthread_create(&crew->handles[i], NULL, serve, &crew->members[i]) != 0) {
      kernels_crew_destroy(crew);
      return NULL;
    }
    crew->threads++;
  }
  if (!crew->crowded && threads > 1) spread(crew);
  return crew;
}

void kernels_crew_run(struct kernels_crew *crew, void (*work)(void *context, int thread), void *context) {
  if (crew->threads == 1) return work(context, 0);
  make_way(crew);
  crew->work = work;
  crew->context = context;
  atomic_store_explicit(&crew->unfinished, crew->threads - 1, memory_order_relaxed);
  start_task(crew);
  work(context, 0);
  uint64_t start = kernels_clock();
  while (atomic_load_explicit(&crew->unfinished, memory_order_acquire) != 0 && spins_on(crew, start)) {
  }
  pthread_mutex_lock(&crew->lock);
  while (atomic_load_explicit(&crew->unfinished, memory_order_acquire) != 0)
    pthread_cond_wait(&crew->finished, &crew->lock);
  pthread_mutex_unlock(&crew->lock);
}

void kernels_crew_destroy(struct kernels_crew *crew) {
  atomic_store_explicit(&crew->leaving, true, memory_order_relaxed);
  start_task(crew);
  for (int i = 1; i < crew->threads; i++) pthread_join(crew->handles[i], NULL);
  pthread_cond_destroy(&crew->finished);
  pthread_cond_destroy(&crew->started);
  pthread_mutex_destroy(&crew->lock);
  free(crew->members);
  free(crew->handles);
  free(crew);
}
