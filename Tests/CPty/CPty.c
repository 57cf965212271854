#include "CPty.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#if __has_include(<pty.h>)
#include <pty.h>
#else
#include <util.h>
#endif

int cpty_spawn(const char *path, char *const *arguments, char *const *environment, int rows, int columns,
               pid_t *process) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  int terminal = -1;
  *process = forkpty(&terminal, NULL, NULL, &size);
  if (*process < 0) return -1;
  if (*process == 0) {
    // The test runner may have blocked or ignored signals that the program must get.
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
    execve(path, arguments, environment);
    _exit(127);
  }
  fcntl(terminal, F_SETFD, FD_CLOEXEC);
  return terminal;
}

ssize_t cpty_read(int terminal, void *buffer, size_t size, int milliseconds) {
  struct pollfd waiting = {.fd = terminal, .events = POLLIN};
  int ready = poll(&waiting, 1, milliseconds);
  if (ready <= 0) return -1;
  ssize_t count = read(terminal, buffer, size);
  return count < 0 ? (errno == EINTR || errno == EAGAIN ? -1 : 0) : count;  // Linux says EIO at the end
}

int cpty_write(int terminal, const void *bytes, size_t size) {
  const char *rest = bytes;
  while (size > 0) {
    ssize_t count = write(terminal, rest, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return -1;
    rest += count, size -= (size_t)count;
  }
  return 0;
}

int cpty_resize(int terminal, int rows, int columns) {
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  return ioctl(terminal, TIOCSWINSZ, &size);
}

int cpty_echoes(int terminal) {
  struct termios modes;
  return tcgetattr(terminal, &modes) == 0 && (modes.c_lflag & ECHO) != 0;
}

int cpty_wait(pid_t process, int milliseconds, int *status) {
  const struct timespec pause = {.tv_nsec = 5 * 1000 * 1000};
  for (int waited = 0;; waited += 5) {
    pid_t ended = waitpid(process, status, WNOHANG);
    if (ended == process) return 1;
    if (ended < 0 && errno != EINTR) return 0;
    if (waited >= milliseconds) return 0;
    nanosleep(&pause, NULL);
  }
}

void cpty_kill(pid_t process, int signal) { kill(process, signal); }
void cpty_close(int terminal) { close(terminal); }

int cpty_make_directory(char *path, size_t size) {
  const char *parent = getenv("TMPDIR");
  snprintf(path, size, "%s/acct-test-XXXXXX", parent && *parent ? parent : "/tmp");
  return mkdtemp(path) ? 0 : -1;
}

static int remove_one(const char *path, const struct stat *facts, int kind, struct FTW *place) {
  (void)facts, (void)kind, (void)place;
  return remove(path);
}

void cpty_remove_directory(const char *path) { nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS); }

int cpty_permissions(const char *path) {
  struct stat facts;
  return stat(path, &facts) == 0 ? (int)(facts.st_mode & 0777) : -1;
}

long cpty_size(const char *path) {
  struct stat facts;
  return stat(path, &facts) == 0 ? (long)facts.st_size : -1;
}
