// What the operating system knows about the machine, and its clock and pages.
#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>
#endif

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#if defined(__APPLE__)
#include <mach/mach.h>
#include <sys/sysctl.h>
#endif

#include "CKernels.h"

enum { HUGE_PAGE = 2 << 20 };

double kernels_power(double base, double exponent) { return pow(base, exponent); }

uint64_t kernels_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void *kernels_pages_map(size_t bytes) {
  // One huge page more than asked for, so that an aligned start can be cut out.
  if (bytes > SIZE_MAX - 2 * (size_t)HUGE_PAGE) return NULL;
  size_t reserved = bytes + HUGE_PAGE;
  char *start = mmap(NULL, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (start == MAP_FAILED) return NULL;
  size_t before = (HUGE_PAGE - (uintptr_t)start % HUGE_PAGE) % HUGE_PAGE;
  if (before > 0) munmap(start, before);
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t kept = (bytes + page - 1) / page * page;
  if (before + kept < reserved) munmap(start + before + kept, reserved - before - kept);
#if defined(MADV_HUGEPAGE)
  if (bytes >= HUGE_PAGE) madvise(start + before, kept, MADV_HUGEPAGE);
#endif
  return start + before;
}

void kernels_pages_unmap(void *pages, size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  munmap(pages, (bytes + page - 1) / page * page);
}

#if defined(__linux__)

/// The number after `key` in a file of "key … number" lines, or 0.
static uint64_t number_in(const char *path, const char *key) {
  FILE *file = fopen(path, "re");
  if (!file) return 0;
  char line[256];
  uint64_t number = 0;
  while (fgets(line, sizeof line, file)) {
    if (strncmp(line, key, strlen(key)) != 0) continue;
    number = strtoull(line + strlen(key), NULL, 10);
    break;
  }
  fclose(file);
  return number;
}

void kernels_cpu_name(char *name, size_t capacity) {
  name[0] = 0;
  FILE *file = fopen("/proc/cpuinfo", "re");
  if (!file) return;
  char line[256];
  while (fgets(line, sizeof line, file)) {
    char *value = strchr(line, ':');
    if (strncmp(line, "model name", 10) != 0 || !value) continue;
    value[strcspn(value, "\n")] = 0;
    snprintf(name, capacity, "%s", value + 2);
    break;
  }
  fclose(file);
}

int kernels_cpu_count(void) {
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}

size_t kernels_cache_bytes(int level) {
  for (int index = 0; index < 8; index++) {
    char path[96], kind[32] = "";
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/type", index);
    FILE *file = fopen(path, "re");
    if (!file) break;
    bool read = fgets(kind, sizeof kind, file) != NULL;
    fclose(file);
    if (!read || kind[0] == 'I') continue;
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/level", index);
    if (number_in(path, "") != (uint64_t)level) continue;
    snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/size", index);
    return (size_t)number_in(path, "") << 10;
  }
  return 0;
}

uint64_t kernels_memory_available(void) {
  uint64_t available = number_in("/proc/meminfo", "MemAvailable:") << 10;
  // A container's own limit, where there is one ("max" reads as 0).
  uint64_t limit = number_in("/sys/fs/cgroup/memory.max", "");
  uint64_t used = number_in("/sys/fs/cgroup/memory.current", "");
  if (limit == 0) return available;
  uint64_t left = limit > used ? limit - used : 0;
  return left < available ? left : available;
}

#elif defined(__APPLE__)

void kernels_cpu_name(char *name, size_t capacity) {
  name[0] = 0;
  sysctlbyname("machdep.cpu.brand_string", name, &capacity, NULL, 0);
}

int kernels_cpu_count(void) {
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}

size_t kernels_cache_bytes(int level) {
  static const char *const names[] = {"hw.l1dcachesize", "hw.l2cachesize", "hw.l3cachesize"};
  uint64_t bytes = 0;
  size_t length = sizeof bytes;
  if (level < 1 || level > 3 || sysctlbyname(names[level - 1], &bytes, &length, NULL, 0) != 0) return 0;
  return (size_t)bytes;
}

uint64_t kernels_memory_available(void) {
  vm_statistics64_data_t pages;
  mach_msg_type_number_t count = HOST_VM_INFO64_COUNT;
  kern_return_t answer = host_statistics64(mach_host_self(), HOST_VM_INFO64, (host_info64_t)&pages, &count);
  if (answer != KERN_SUCCESS) return 0;
  return ((uint64_t)pages.free_count + pages.inactive_count) * (uint64_t)sysconf(_SC_PAGESIZE);
}

#endif
