#include "Editor.h"

// Signals while a line is read. They stay blocked except inside the reader's wait, so none can fall
// between a test of the flags and the wait, and none can cut a write in two.

enum { INTERRUPT, RESIZE, CONTINUE, SUSPEND, TERMINATE, HANG_UP, QUIT, WATCHED };

static const int number_of[WATCHED] = {SIGINT, SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGQUIT};
static volatile sig_atomic_t raised[WATCHED];
static struct sigaction outer[WATCHED];

static void note(int number) {
  for (int i = 0; i < WATCHED; i++)
    if (number_of[i] == number) raised[i] = 1;
}

static bool take(int which) {
  bool was = raised[which];
  raised[which] = 0;
  return was;
}

/// Without SA_RESTART, so that the wait returns.
static void watch(int which) {
  struct sigaction mine = {.sa_handler = note};
  sigemptyset(&mine.sa_mask);
  sigaction(number_of[which], &mine, NULL);
}

static void block(void) {
  sigset_t all;
  sigemptyset(&all);
  for (int i = 0; i < WATCHED; i++) sigaddset(&all, number_of[i]);
  pthread_sigmask(SIG_BLOCK, &all, NULL);
}

void cle_signals_begin(cle_editor *editor) {
  pthread_sigmask(SIG_SETMASK, NULL, &editor->outside);
  block();
  for (int i = 0; i < WATCHED; i++) {
    raised[i] = 0;
    sigaction(number_of[i], NULL, &outer[i]);
    bool ignored = outer[i].sa_handler == SIG_IGN;  // as nohup asks
    if (i == INTERRUPT || !ignored) watch(i);
  }
}

void cle_signals_end(cle_editor *editor) {
  for (int i = 0; i < WATCHED; i++) sigaction(number_of[i], &outer[i], NULL);
  pthread_sigmask(SIG_SETMASK, &editor->outside, NULL);
}

/// Gives the terminal back, then lets the signal do what it would have done without us.
static void yield_to(cle_editor *editor, int which) {
  cle_leave_line(editor, which == SUSPEND ? "^Z" : "\r\n");
  cle_bracketed_paste(editor, false);
  el_set(editor->el, EL_PREP_TERM, 0);
  struct sigaction usual = {.sa_handler = SIG_DFL};
  sigemptyset(&usual.sa_mask);
  sigaction(number_of[which], &usual, NULL);
  pthread_sigmask(SIG_SETMASK, &editor->outside, NULL);
  raise(number_of[which]);
  block();
  watch(which);
}

/// The shell may have changed the modes while we were stopped; libedit sets them only if it believes
/// they are unset, hence 0 before 1.
static void take_back(cle_editor *editor) {
  el_set(editor->el, EL_PREP_TERM, 0);
  el_set(editor->el, EL_PREP_TERM, 1);
  cle_bracketed_paste(editor, true);
  cle_redraw(editor);
}

/// 0 to go on reading, -1 when the read is over.
int cle_signals_attend(cle_editor *editor) {
  if (take(INTERRUPT)) {
    cle_leave_line(editor, "^C\r\n");
    editor->interrupted = true;
    return -1;
  }
  for (int which = TERMINATE; which <= QUIT; which++)
    if (take(which)) yield_to(editor, which);
  if (take(SUSPEND)) {
    yield_to(editor, SUSPEND);
    raised[CONTINUE] = 1;
  }
  if (take(CONTINUE)) {
    raised[RESIZE] = 0;
    take_back(editor);
  }
  if (take(RESIZE)) cle_redraw_after_resize(editor);
  return 0;
}
