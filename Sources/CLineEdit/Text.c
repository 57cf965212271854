#include "Editor.h"

#include <stdlib.h>
#include <string.h>
#include <wctype.h>

/// The length of the SGR or other CSI sequence at `text`, or 0.
static size_t escape_length(const char *text) {
  if (text[0] != '\033' || text[1] != '[') return 0;
  size_t length = 2;
  while (text[length] && (text[length] < '@' || text[length] > '~')) length++;
  return text[length] ? length + 1 : 0;
}

/// A prompt that is not ASCII crashes libedit in a locale that is not UTF-8.
char *cle_plain(const char *text, bool utf8) {
  char *copy = strdup(text);
  if (!copy || utf8) return copy;
  for (char *c = copy; *c; c++)
    if ((unsigned char)*c >= 0x80) *c = '?';
  return copy;
}

/// libedit draws an escape sequence together with the character after it, so one must follow.
char *cle_mark_prompt(const char *prompt, bool utf8, bool ansi) {
  char *source = cle_plain(prompt, utf8);
  char *marked = source ? malloc(3 * strlen(source) + 2) : NULL;
  if (!marked) {
    free(source);
    return NULL;
  }
  char *out = marked;
  bool ends_in_escape = false;
  for (const char *c = source; *c;) {
    size_t escape = escape_length(c);
    ends_in_escape = escape > 0 && ansi;
    if (escape && !ansi) {
      c += escape;
    } else if (escape) {
      *out++ = CLE_LITERAL;
      memcpy(out, c, escape);
      out += escape, c += escape;
      *out++ = CLE_LITERAL;
    } else {
      *out++ = *c++;
    }
  }
  if (ends_in_escape) *out++ = ' ';
  *out = 0;
  free(source);
  return marked;
}

/// Decodes by hand, so that no locale can fail it.
wchar_t *cle_widen(const char *text, bool utf8) {
  wchar_t *wide = malloc((strlen(text) + 1) * sizeof *wide), *out = wide;
  if (!wide) return NULL;
  for (const unsigned char *c = (const unsigned char *)text; *c;) {
    int more = *c < 0x80 ? 0 : *c < 0xE0 ? 1 : *c < 0xF0 ? 2 : 3;
    wchar_t scalar = more ? *c & (0x3F >> more) : *c;
    c++;
    for (; more > 0 && (*c & 0xC0) == 0x80; more--) scalar = scalar << 6 | (*c++ & 0x3F);
    *out++ = utf8 || scalar < 0x80 ? scalar : L'?';
  }
  *out = 0;
  return wide;
}

int cle_width(wchar_t character) {
  if (iswcntrl((wint_t)character)) return 2;  // drawn as ^X
  int width = wcwidth(character);
  return width < 0 ? 1 : width;
}

/// libedit's own rule: a character that does not fit starts a row, and a full row starts the next.
static cle_place advance(cle_place from, const wchar_t *text, const wchar_t *end, int columns) {
  cle_place at = from;
  for (; text < end; text++) {
    if (*text == L'\n') {
      at.row++, at.column = 0;
      continue;
    }
    int width = *text == L'\t' ? 8 - at.column % 8 : cle_width(*text);
    if (at.column + width > columns) at.row++, at.column = 0;
    at.column += width;
    if (at.column >= columns) at.row++, at.column = 0;
  }
  return at;
}

int cle_columns(cle_editor *editor) {
  int columns = 0;
  char name[] = "co";
  el_get(editor->el, EL_GETTC, name, &columns, (char *)NULL);
  return columns < 2 ? 80 : columns;
}

static cle_place prompt_end(cle_editor *editor, int columns) {
  cle_place at = {0, 0};
  wchar_t *wide = cle_widen(editor->prompt ? editor->prompt : "", editor->utf8), *out = wide;
  if (!wide) return at;
  bool literal = false;
  for (const wchar_t *c = wide; *c; c++) {
    if (*c == CLE_LITERAL) literal = !literal;
    else if (!literal) *out++ = *c;
  }
  at = advance(at, wide, out, columns);
  free(wide);
  return at;
}

cle_place cle_cursor_place(cle_editor *editor) {
  int columns = cle_columns(editor);
  const LineInfoW *line = el_wline(editor->el);
  return advance(prompt_end(editor, columns), line->buffer, line->cursor, columns);
}

cle_place cle_end_place(cle_editor *editor) {
  int columns = cle_columns(editor);
  const LineInfoW *line = el_wline(editor->el);
  return advance(prompt_end(editor, columns), line->buffer, line->lastchar, columns);
}
