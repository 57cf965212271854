// A crew of threads that stays between steps. Slice i is always worked on by thread i, so that memory first
// touched by a thread stays near it, and exactly as many threads work as were asked for: Dispatch promises
// neither. The caller is thread 0. Waiting begins with a short spin, because a step in cache takes
// microseconds, and ends in a condition variable, because cores are shared.
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "CKernels.h"

enum { SPINS = 4000 };

struct member {
  struct kernels_crew *crew;
  int index;
};

struct kernels_crew {
  int threads;
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

static void pause_briefly(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

static void wait_for_task(struct kernels_crew *crew, unsigned seen) {
  for (int spin = 0; spin < SPINS; spin++) {
    if (atomic_load_explicit(&crew->task, memory_order_acquire) != seen) return;
    pause_briefly();
  }
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
  for (int i = 1; i < threads; i++) {
    crew->members[i] = (struct member){crew, i};
    if (pthread_create(&crew->handles[i], NULL, serve, &crew->members[i]) != 0) {
      kernels_crew_destroy(crew);
      return NULL;
    }
    crew->threads++;
  }
  return crew;
}

void kernels_crew_run(struct kernels_crew *crew, void (*work)(void *context, int thread), void *context) {
  if (crew->threads == 1) return work(context, 0);
  crew->work = work;
  crew->context = context;
  atomic_store_explicit(&crew->unfinished, crew->threads - 1, memory_order_relaxed);
  start_task(crew);
  work(context, 0);
  for (int spin = 0; spin < SPINS; spin++) {
    if (atomic_load_explicit(&crew->unfinished, memory_order_acquire) == 0) break;
    pause_briefly();
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
