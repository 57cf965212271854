#include "Editor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <unistd.h>

// From bytes to keys. libedit's own reader loses the line on a resize and swallows Ctrl-C; and an
// escape sequence bound in its vi map makes ESC wait. So escape sequences are told apart here, and
// handed over as single keys that no keyboard sends: the C1 controls.

#ifdef __APPLE__
int el_cursor(EditLine *, int);  // in the library, not in its header
#endif

enum { ESCAPE = 033, FIRST_STAND_IN = 0x80, LAST_STAND_IN = 0x9F };

typedef enum {
  PASTE = FIRST_STAND_IN,
  NEWLINE,
  WORD_LEFT,
  WORD_RIGHT,
  LINE_UP,
  LINE_DOWN,
  UP,
  DOWN,
  LEFT,
  RIGHT,
  HOME,
  END,
  DELETE,
} stand_in;

static const struct {
  stand_in key;
  const wchar_t *function;
} bindings[] = {
    {PASTE, L"acct-paste"},          {NEWLINE, L"acct-newline"},
    {WORD_LEFT, L"ed-prev-word"},    {WORD_RIGHT, L"em-next-word"},
    {LINE_UP, L"ed-prev-line"},      {LINE_DOWN, L"ed-next-line"},
    {UP, L"ed-prev-history"},        {DOWN, L"ed-next-history"},
    {LEFT, L"ed-prev-char"},         {RIGHT, L"ed-next-char"},
    {HOME, L"ed-move-to-beg"},       {END, L"acct-end"},
    {DELETE, L"ed-delete-next-char"},
};

typedef enum {
  ALWAYS,
  VI_ONLY,  // emacs keys are libedit's own, so that ~/.editrc may bind them
} when;

/// What follows ESC. Terminals send ESC O for arrows in one mode and ESC [ in the other.
static const struct {
  const char *sequence;
  stand_in key;
  when when;
} sequences[] = {
    {"[200~", PASTE, ALWAYS},  {"\n", NEWLINE, ALWAYS},        {"[1;5D", WORD_LEFT, ALWAYS},
    {"[1;5C", WORD_RIGHT, ALWAYS}, {"[A", UP, VI_ONLY},        {"OA", UP, VI_ONLY},
    {"[B", DOWN, VI_ONLY},     {"OB", DOWN, VI_ONLY},          {"[D", LEFT, VI_ONLY},
    {"OD", LEFT, VI_ONLY},     {"[C", RIGHT, VI_ONLY},         {"OC", RIGHT, VI_ONLY},
    {"[H", HOME, VI_ONLY},     {"OH", HOME, VI_ONLY},          {"[1~", HOME, VI_ONLY},
    {"[F", END, VI_ONLY},      {"OF", END, VI_ONLY},           {"[4~", END, VI_ONLY},
    {"[3~", DELETE, VI_ONLY},
};

enum { SEQUENCES = sizeof sequences / sizeof *sequences, BINDINGS = sizeof bindings / sizeof *bindings };

/// A terminal sends a sequence whole; a person's next key comes later.
static const struct timespec within_a_sequence = {.tv_nsec = 30 * 1000 * 1000};

enum { END_OF_INPUT = -1, FAILED = -2, LATE = -3 };

/// The next byte, or one of the above.
static int next_byte(cle_editor *editor, const struct timespec *limit) {
  if (editor->queue_start < editor->queue_end) return editor->queue[editor->queue_start++];
  for (;;) {
    if (cle_signals_attend(editor) < 0) {
      errno = EINTR;
      return FAILED;
    }
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(STDIN_FILENO, &readable);
    int ready = pselect(STDIN_FILENO + 1, &readable, NULL, NULL, limit, &editor->outside);
    if (ready == 0) return LATE;
    if (ready < 0 && errno == EINTR) continue;
    unsigned char byte;
    ssize_t count = ready < 0 ? -1 : read(STDIN_FILENO, &byte, 1);
    if (count == 1) return byte;
    if (count == 0) return END_OF_INPUT;
    if (errno != EINTR && errno != EAGAIN) return FAILED;
  }
}

static void read_again(cle_editor *editor, const char *bytes, size_t count) {
  size_t waiting = editor->queue_end - editor->queue_start;
  if (count + waiting > sizeof editor->queue) return;
  memmove(editor->queue + count, editor->queue + editor->queue_start, waiting);
  memcpy(editor->queue, bytes, count);
  editor->queue_start = 0;
  editor->queue_end = count + waiting;
}

/// An arrow moves between the lines of an entry first, and through the history at its ends.
static stand_in within_lines(cle_editor *editor, stand_in key) {
  const LineInfoW *line = el_wline(editor->el);
  if (key == UP && wmemchr(line->buffer, L'\n', (size_t)(line->cursor - line->buffer))) return LINE_UP;
  if (key == DOWN && wmemchr(line->cursor, L'\n', (size_t)(line->lastchar - line->cursor))) return LINE_DOWN;
  return key;
}

/// After ESC: the stand-in for the sequence that follows, or 0 with its bytes to be read again.
static wchar_t match_sequence(cle_editor *editor) {
  char seen[8];
  size_t length = 0;
  for (bool possible = true; possible && length < sizeof seen;) {
    int byte = next_byte(editor, &within_a_sequence);
    if (byte < 0) break;
    seen[length++] = (char)byte;
    possible = false;
    for (int i = 0; i < SEQUENCES; i++) {
      if (strncmp(sequences[i].sequence, seen, length) != 0) continue;
      possible = true;
      if (sequences[i].sequence[length]) continue;
      stand_in key = within_lines(editor, sequences[i].key);
      if (sequences[i].when == VI_ONLY && !editor->vi && key == sequences[i].key) break;
      return (wchar_t)key;
    }
    if (possible && (byte == '~' || (length > 1 && byte >= 'A' && byte <= 'Z'))) break;
  }
  read_again(editor, seen, length);
  return 0;
}

/// Everything up to ESC [ 201 ~, as characters; control characters are dropped, so that what is
/// pasted is text and never a command.
static void collect_paste(cle_editor *editor) {
  static const char end[] = "\033[201~";
  static const size_t limit = 1 << 20;
  size_t length = 0, capacity = 256;
  char *bytes = malloc(capacity);
  if (!bytes) return;
  for (;;) {
    int byte = next_byte(editor, NULL);
    if (byte < 0) break;
    if (length + 1 >= capacity) {
      char *more = realloc(bytes, capacity * 2);
      if (!more) break;
      bytes = more, capacity *= 2;
    }
    bytes[length++] = (char)byte;
    size_t tail = sizeof end - 1;
    if (length >= tail && memcmp(bytes + length - tail, end, tail) == 0) {
      length -= tail;
      break;
    }
    if (length > limit) length = limit;
  }
  size_t kept = 0;
  for (size_t i = 0; i < length; i++) {
    char c = bytes[i] == '\r' ? '\n' : bytes[i];
    if ((unsigned char)c >= ' ' || c == '\n' || c == '\t') bytes[kept++] = c;
  }
  while (kept > 0 && bytes[kept - 1] == '\n') kept--;
  bytes[kept] = 0;
  free(editor->paste);
  editor->paste = cle_widen(bytes, editor->utf8);
  free(bytes);
}

static void offer_hint(cle_editor *editor) {
  int waiting = 0;
  if (!editor->ansi || editor->queue_start < editor->queue_end) return;
  if (ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting > 0) return;
  const LineInfo *line = el_line(editor->el);
  if (line->cursor != line->lastchar || line->lastchar == line->buffer) return;
  free(editor->line);
  editor->line = strndup(line->buffer, (size_t)(line->lastchar - line->buffer));
  if (editor->line) editor->hint(editor->context, editor->line);
}

int cle_read_key(EditLine *el, wchar_t *key) {
  cle_editor *editor;
  el_get(el, EL_CLIENTDATA, &editor);
  if (editor->interrupted) {
    errno = EINTR;
    return -1;
  }
  offer_hint(editor);
  mbstate_t state = {0};
  for (bool within = false;;) {
    int byte = next_byte(editor, NULL);
    cle_erase_hint(editor);
    if (byte < 0) return byte == END_OF_INPUT ? 0 : -1;
    if (byte == ESCAPE && !within) {
      wchar_t stand_in = match_sequence(editor);
      if (editor->interrupted) return -1;
      if (stand_in == PASTE) collect_paste(editor);
      if (editor->interrupted) return -1;
      *key = stand_in ? stand_in : ESCAPE;
      return 1;
    }
    char c = (char)byte;
    size_t used = mbrtowc(key, &c, 1, &state);
    if (used == (size_t)-2) {
      within = true;
    } else if (used == (size_t)-1) {
      memset(&state, 0, sizeof state);
      if (within) read_again(editor, &c, 1);  // it may begin the next character
      within = false;
    } else if (*key < FIRST_STAND_IN || *key > LAST_STAND_IN) {
      return 1;
    }
  }
}

static cle_editor *editor_of(EditLine *el) {
  cle_editor *editor;
  el_get(el, EL_CLIENTDATA, &editor);
  return editor;
}

static unsigned char insert_paste(EditLine *el, int key) {
  (void)key;
  cle_editor *editor = editor_of(el);
  if (!editor->paste || !*editor->paste) return CC_NORM;
  int failed = el_winsertstr(el, editor->paste);
  free(editor->paste);
  editor->paste = NULL;
  return failed ? CC_ERROR : CC_REFRESH;
}

static unsigned char insert_newline(EditLine *el, int key) {
  (void)key;
  return el_winsertstr(el, L"\n") ? CC_ERROR : CC_REFRESH;
}

/// libedit's own stops before the last character in vi mode, even while inserting.
static unsigned char move_to_end(EditLine *el, int key) {
  (void)key;
  const LineInfoW *line = el_wline(el);
  el_cursor(el, (int)(line->lastchar - line->cursor));
  return CC_CURSOR;
}

static unsigned char complete(EditLine *el, int key) {
  (void)key;
  cle_editor *editor = editor_of(el);
  const LineInfo *line = el_line(el);
  size_t cursor = (size_t)(line->cursor - line->buffer);
  free(editor->line);
  editor->line = strndup(line->buffer, (size_t)(line->lastchar - line->buffer));
  editor->answer = CC_ERROR;
  if (editor->line) editor->complete(editor->context, editor->line, cursor);
  return editor->answer;
}

/// In both maps: for emacs the second is empty, for vi it is the command mode.
static void bind_key(cle_editor *editor, const wchar_t *key, const wchar_t *function) {
  el_wset(editor->el, EL_BIND, key, function, NULL);
  if (editor->vi) el_wset(editor->el, EL_BIND, L"-a", key, function, NULL);
}

void cle_bind_keys(cle_editor *editor) {
  el_wset(editor->el, EL_ADDFN, L"acct-paste", L"Insert what was pasted", insert_paste);
  el_wset(editor->el, EL_ADDFN, L"acct-newline", L"Start another line of the same entry", insert_newline);
  el_wset(editor->el, EL_ADDFN, L"acct-end", L"Go behind the last character", move_to_end);
  el_wset(editor->el, EL_ADDFN, L"acct-complete", L"Complete the word before the cursor", complete);
  for (int i = 0; i < BINDINGS; i++) {
    wchar_t key[] = {(wchar_t)bindings[i].key, 0};
    bind_key(editor, key, bindings[i].function);
  }
  el_wset(editor->el, EL_BIND, L"^I", L"acct-complete", NULL);
  bind_key(editor, L"^R", L"em-inc-search-prev");
}
