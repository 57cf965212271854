#include "CLineEdit.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_bool raised;
static int depth;
static struct sigaction outer;
static int terminal;  // that echoes ^C, or -1

static void raise_flag(int number) {
  (void)number;
  int saved = errno;
  // The terminal has echoed ^C; what is printed next begins a line.
  if (terminal >= 0 && !atomic_load(&raised)) (void)!write(terminal, "\n", 1);
  atomic_store(&raised, true);
  errno = saved;
}

void cle_interrupts_watch(void) {
  if (depth++ > 0) return;
  atomic_store(&raised, false);
  terminal = isatty(STDERR_FILENO) ? STDERR_FILENO : isatty(STDOUT_FILENO) ? STDOUT_FILENO : -1;
  struct sigaction mine = {.sa_handler = raise_flag};
  sigemptyset(&mine.sa_mask);
  sigaction(SIGINT, &mine, &outer);
}

void cle_interrupts_release(void) {
  if (depth == 0 || --depth > 0) return;
  sigaction(SIGINT, &outer, NULL);
}

bool cle_interrupted(void) { return atomic_load_explicit(&raised, memory_order_relaxed); }

void cle_interrupt_clear(void) { atomic_store(&raised, false); }
