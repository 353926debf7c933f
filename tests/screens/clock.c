// Shows programs the time that stands in a file, and leaves alone how long things take. Loaded before the C library's own.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// Milliseconds since 1970. Whoever writes the file is seen at once.
static volatile const int64_t *shown;
static int (*measured)(clockid_t, struct timespec *);

__attribute__((constructor)) static void begin(void) {
  measured = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  const char *path = getenv("HELD_CLOCK");
  int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
  void *held = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(*shown), PROT_READ, MAP_SHARED, file, 0);
  if (file >= 0) close(file);
  if (!measured || held == MAP_FAILED) {
    fputs("HELD_CLOCK names no clock\n", stderr);
    abort();
  }
  shown = held;
}

int clock_gettime(clockid_t id, struct timespec *out) {
  if (!shown) begin();
  if (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE) return measured(id, out);
  int64_t ms = *shown;
  out->tv_sec = ms / 1000;
  out->tv_nsec = ms % 1000 * 1000000;
  return 0;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  out->tv_sec = now.tv_sec;
  out->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *out) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (out) *out = now.tv_sec;
  return now.tv_sec;
}
