#ifndef CLINEEDIT_H
#define CLINEEDIT_H

// The typed face of libedit: its variadic calls cannot be made from Swift, and its signal handling
// reaches into the whole process group, so both stay on this side.
//
// One editor per process, used from one thread: libedit keeps static state.

#include <stdbool.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

typedef struct cle_editor cle_editor;

typedef enum {
  CLE_LINE,
  CLE_END,
  CLE_INTERRUPTED,
} cle_outcome;

/// TAB was pressed. Answer by calling `cle_show_below` and then `cle_replace`, each at most once;
/// answering with neither beeps. `cursor` counts bytes.
typedef void (*cle_complete_fn)(void *context, const char *line, size_t cursor);

/// The cursor rests at the end of a line. Answer by calling `cle_show_hint`, or not at all.
typedef void (*cle_hint_fn)(void *context, const char *line);

/// Standard input and output must be a terminal. `program` selects lines of ~/.editrc.
cle_editor *_Nullable cle_open(const char *program, void *context, cle_complete_fn complete,
                               cle_hint_fn hint, int history_capacity);
void cle_close(cle_editor *editor);

/// `line` is valid until the next call; newlines within it are kept, the last one is not.
/// The prompt may hold SGR sequences (ESC [ … m).
cle_outcome cle_read(cle_editor *editor, const char *prompt, const char *_Nullable *_Nonnull line);

/// Makes `entry` the newest one that arrow-up and Ctrl-R find.
void cle_remember(cle_editor *editor, const char *entry);

/// Puts `text` in place of the `bytes` before the cursor.
void cle_replace(cle_editor *editor, size_t bytes, const char *text);

/// Prints `text` under the line and draws the line again below it.
void cle_show_below(cle_editor *editor, const char *text);

/// Ghost text after the cursor, cut to the row; the next key takes it away.
void cle_show_hint(cle_editor *editor, const char *text);

/// From `cle_interrupts_watch` to `cle_interrupts_release`, Ctrl-C raises a flag and does nothing else.
/// Calls nest; the handler of the outermost call's caller comes back at the end.
void cle_interrupts_watch(void);
void cle_interrupts_release(void);

/// Safe from any thread, and cheap enough to ask for every block of work.
bool cle_interrupted(void);
void cle_interrupt_clear(void);

#pragma clang assume_nonnull end

#endif
