#include "Editor.h"

#include <stdio.h>
#include <stdlib.h>

// What is drawn around libedit's line. libedit draws the line itself.

static FILE *screen(void) { return stdout; }

void cle_say(const char *text) {
  fputs(text, screen());
  fflush(screen());
}

static void go_down(int rows) {
  while (rows-- > 0) fputc('\n', screen());
}

void cle_bracketed_paste(cle_editor *editor, bool on) {
  if (editor->ansi) cle_say(on ? "\033[?2004h" : "\033[?2004l");
}

void cle_show_hint(cle_editor *editor, const char *text) {
  if (!editor->ansi) return;
  // The last column stays free: writing it would leave some terminals on the next row.
  int room = cle_columns(editor) - cle_cursor_place(editor).column - 1;
  wchar_t *wide = cle_widen(text, editor->utf8);
  if (!wide) return;
  int used = 0;
  wchar_t *end = wide;
  while (*end && !(*end < L' ' || *end == 0x7F) && used + cle_width(*end) <= room) used += cle_width(*end++);
  bool cut = *end != 0;
  *end = 0;
  if (used > 0) {
    // Each character on its own: a scalar the locale refuses must not take the rest with it.
    fputs("\0337\033[2m", screen());
    for (const wchar_t *c = wide; *c; c++) {
      char bytes[16];
      mbstate_t state = {0};
      bool last = c + 1 == end;
      size_t length = wcrtomb(bytes, cut && last && editor->utf8 ? L'…' : *c, &state);
      if (length != (size_t)-1) fwrite(bytes, 1, length, screen());
    }
    fputs("\033[0m\0338", screen());
    fflush(screen());
    editor->hint_shown = true;
  }
  free(wide);
}

void cle_erase_hint(cle_editor *editor) {
  if (!editor->hint_shown) return;
  editor->hint_shown = false;
  cle_say("\033[K");
}

void cle_show_below(cle_editor *editor, const char *text) {
  go_down(cle_end_place(editor).row - cle_cursor_place(editor).row);
  fputs("\r\n", screen());
  char *plain = cle_plain(text, editor->utf8);
  if (plain) fputs(plain, screen());
  free(plain);
  fputs("\r\n", screen());
  el_set(editor->el, EL_REFRESH);
  editor->answer = CC_REFRESH;
}

/// Puts `mark` after the line, which stays on the screen: what was cancelled can still be read.
void cle_leave_line(cle_editor *editor, const char *mark) {
  cle_erase_hint(editor);
  cle_place end = cle_end_place(editor);
  editor->rows_left = end.row - cle_cursor_place(editor).row;
  go_down(editor->rows_left);
  if (editor->ansi) {
    fputc('\r', screen());
    if (end.column > 0) fprintf(screen(), "\033[%dC", end.column);
  }
  cle_say(mark);
}

/// Interrupted in a search, libedit goes below the line once more; takes those rows back.
void cle_undo_second_leave(cle_editor *editor) {
  if (!editor->ansi) return;
  fprintf(screen(), "\033[%dA", editor->rows_left + 1);
  fflush(screen());
}

/// From the row the cursor is on.
void cle_redraw(cle_editor *editor) {
  cle_erase_hint(editor);
  el_resize(editor->el);
  cle_say(editor->ansi ? "\r\033[J" : "\r\n");
  el_set(editor->el, EL_REFRESH);
}

/// Counts rows at the new width: nearly every terminal re-wraps what it shows.
void cle_redraw_after_resize(cle_editor *editor) {
  cle_erase_hint(editor);
  el_resize(editor->el);
  int row = cle_cursor_place(editor).row;
  if (editor->ansi && row > 0) fprintf(screen(), "\033[%dA", row);
  cle_redraw(editor);
}
