#ifndef CLE_EDITOR_H
#define CLE_EDITOR_H

#include "CLineEdit.h"

#if __has_include(<histedit.h>)
#include <histedit.h>
#else
#error "libedit's header histedit.h is missing; on Debian and Ubuntu: apt-get install libedit-dev"
#endif

#include <signal.h>
#include <wchar.h>

struct cle_editor {
  EditLine *el;
  History *history;
  void *context;
  cle_complete_fn complete;
  cle_hint_fn hint;

  bool utf8;     // the locale can carry what we read and print
  bool ansi;     // the terminal obeys escape sequences
  bool vi;       // ~/.editrc asked for vi keys
  char *prompt;  // with libedit's marks around escape sequences
  char *line;    // what the last read returned, or the copy a callback looks at

  bool interrupted;  // Ctrl-C ended this read, whatever libedit says about it
  int rows_left;     // that the line reached below the cursor when it was left
  bool hint_shown;
  unsigned char answer;  // what a completion tells libedit

  unsigned char queue[16];  // bytes read while looking for an escape sequence, to be read again
  size_t queue_start, queue_end;
  wchar_t *paste;  // a bracketed paste on its way into the line

  sigset_t outside;  // the signal mask around the read
};

/// Where the cursor is, counted from the first column of the prompt.
typedef struct {
  int row, column;
} cle_place;

/// Character that ends an escape sequence libedit must not count as columns.
enum { CLE_LITERAL = '\1' };

// Text.c
char *cle_mark_prompt(const char *prompt, bool utf8, bool ansi);
char *cle_plain(const char *text, bool utf8);
wchar_t *cle_widen(const char *text, bool utf8);
int cle_width(wchar_t character);
cle_place cle_cursor_place(cle_editor *editor);
cle_place cle_end_place(cle_editor *editor);
int cle_columns(cle_editor *editor);

// Screen.c
void cle_say(const char *text);
void cle_erase_hint(cle_editor *editor);
void cle_bracketed_paste(cle_editor *editor, bool on);
void cle_leave_line(cle_editor *editor, const char *mark);
void cle_undo_second_leave(cle_editor *editor);
void cle_redraw(cle_editor *editor);
void cle_redraw_after_resize(cle_editor *editor);

// Signals.c
void cle_signals_begin(cle_editor *editor);
void cle_signals_end(cle_editor *editor);
int cle_signals_attend(cle_editor *editor);

// Keys.c
int cle_read_key(EditLine *el, wchar_t *key);
void cle_bind_keys(cle_editor *editor);

#endif
