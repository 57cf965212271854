#include "Editor.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *prompt_of(EditLine *el) {
  static char none[] = "";
  cle_editor *editor;
  el_get(el, EL_CLIENTDATA, &editor);
  return editor->prompt ? editor->prompt : none;
}

static bool locale_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

/// In the C locale libedit drops whatever is not ASCII.
static bool choose_locale(void) {
  static const char *const fallbacks[] = {"C.UTF-8", "en_US.UTF-8"};
  setlocale(LC_CTYPE, "");
  for (size_t i = 0; !locale_is_utf8() && i < sizeof fallbacks / sizeof *fallbacks; i++)
    setlocale(LC_CTYPE, fallbacks[i]);
  return locale_is_utf8();
}

/// Asked of terminfo, never of the terminal.
static bool terminal_obeys_escapes(EditLine *el) {
  const char *term = getenv("TERM");
  char name[] = "ce";
  char *clear_to_end = NULL;
  int editing = 1;
  el_get(el, EL_EDITMODE, &editing);
  el_get(el, EL_GETTC, name, &clear_to_end, (char *)NULL);
  bool dumb = !term || !*term || strcmp(term, "dumb") == 0;
  return !dumb && editing && clear_to_end && strncmp(clear_to_end, "\033[", 2) == 0;
}

cle_editor *cle_open(const char *program, void *context, cle_complete_fn complete, cle_hint_fn hint,
                     int history_capacity) {
  cle_editor *editor = calloc(1, sizeof *editor);
  if (!editor) return NULL;
  editor->context = context;
  editor->complete = complete;
  editor->hint = hint;
  editor->utf8 = choose_locale();
  editor->el = el_init(program, stdin, stdout, stderr);
  editor->history = history_init();
  if (!editor->el || !editor->history) {
    cle_close(editor);
    return NULL;
  }
  HistEvent event;
  history(editor->history, &event, H_SETSIZE, history_capacity);
  el_set(editor->el, EL_CLIENTDATA, editor);
  el_set(editor->el, EL_SIGNAL, 0);
  el_set(editor->el, EL_EDITOR, "emacs");
  el_source(editor->el, NULL);  // before our keys: `bind -v` forgets every binding
  const wchar_t *mode = NULL;
  el_wget(editor->el, EL_EDITOR, &mode);
  editor->vi = mode && mode[0] == L'v';
  editor->ansi = terminal_obeys_escapes(editor->el);
  el_set(editor->el, EL_PROMPT_ESC, prompt_of, CLE_LITERAL);
  el_wset(editor->el, EL_GETCFN, cle_read_key);  // wide: the narrow call gives a buffer of one byte on macOS
  el_set(editor->el, EL_HIST, history, editor->history);
  cle_bind_keys(editor);
  return editor;
}

void cle_close(cle_editor *editor) {
  if (editor->el) el_end(editor->el);
  if (editor->history) history_end(editor->history);
  free(editor->prompt);
  free(editor->line);
  free(editor->paste);
  free(editor);
}

cle_outcome cle_read(cle_editor *editor, const char *prompt, const char **line) {
  *line = NULL;
  free(editor->prompt);
  editor->prompt = cle_mark_prompt(prompt, editor->utf8, editor->ansi);
  editor->interrupted = false;
  editor->queue_start = editor->queue_end = 0;

  el_resize(editor->el);
  cle_signals_begin(editor);
  // Before the prompt is seen: a key pressed in between would be echoed by the terminal as well.
  el_set(editor->el, EL_PREP_TERM, 1);
  cle_bracketed_paste(editor, true);
  int count = 0;
  const char *read = el_gets(editor->el, &count);
  cle_bracketed_paste(editor, false);
  cle_signals_end(editor);

  if (editor->interrupted) {
    bool searching = count == 0;  // libedit calls it the end of the input
    if (searching) cle_undo_second_leave(editor);
    return CLE_INTERRUPTED;
  }
  if (!read || count <= 0) {
    cle_say("\n");
    return CLE_END;
  }
  size_t length = strlen(read);
  if (length > 0 && read[length - 1] == '\n') length--;
  free(editor->line);
  editor->line = strndup(read, length);
  *line = editor->line;
  return editor->line ? CLE_LINE : CLE_END;
}

void cle_remember(cle_editor *editor, const char *entry) {
  HistEvent event;
  char *plain = cle_plain(entry, editor->utf8);
  if (plain) history(editor->history, &event, H_ENTER, plain);
  free(plain);
}

void cle_replace(cle_editor *editor, size_t bytes, const char *text) {
  const LineInfo *line = el_line(editor->el);
  size_t before = (size_t)(line->cursor - line->buffer);
  int characters = 0;
  for (size_t i = bytes < before ? before - bytes : 0; i < before; i++)
    if (((unsigned char)line->buffer[i] & 0xC0) != 0x80) characters++;
  el_deletestr(editor->el, characters);
  wchar_t *wide = cle_widen(text, editor->utf8);
  bool inserted = wide && (!*wide || el_winsertstr(editor->el, wide) == 0);
  free(wide);
  editor->answer = inserted ? CC_REFRESH : CC_ERROR;
}
