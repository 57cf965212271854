#ifndef CPTY_H
#define CPTY_H

// A program under a terminal of its own. Swift cannot fork, and forkpty is not in its C library modules.

#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>

#pragma clang assume_nonnull begin

/// The terminal's descriptor, or -1.
int cpty_spawn(const char *path, char *_Nullable const *_Nonnull arguments,
               char *_Nullable const *_Nonnull environment, int rows, int columns, pid_t *process);

/// Bytes read; 0 when nobody holds the terminal any more, -1 when the time is over.
ssize_t cpty_read(int terminal, void *buffer, size_t size, int milliseconds);

/// 0 when all was written.
int cpty_write(int terminal, const void *bytes, size_t size);

int cpty_resize(int terminal, int rows, int columns);

/// Whether typed characters are echoed, as they are outside the editor.
int cpty_echoes(int terminal);

/// 1 with the `waitpid` status when the process has ended, 0 when the time is over.
int cpty_wait(pid_t process, int milliseconds, int *status);

/// 0 when `path` holds the name of a new, empty directory.
int cpty_make_directory(char *path, size_t size);
void cpty_remove_directory(const char *path);

/// The size of a file in bytes, or -1.
long cpty_size(const char *path);

/// The permission bits of a file, or -1.
int cpty_permissions(const char *path);

void cpty_kill(pid_t process, int signal);
void cpty_close(int terminal);

#pragma clang assume_nonnull end

#endif
