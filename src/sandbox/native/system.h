/* What Linux has and C libraries do not wrap, and small helpers that every file uses. */
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* Numbers of system calls above 424 are the same on every architecture. */
#define NR_pidfd_send_signal 424
#define NR_open_tree 428
#define NR_move_mount 429
#define NR_pidfd_open 434
#define NR_close_range 436
#define NR_pidfd_getfd 438
#define NR_mount_setattr 442

#ifndef OPEN_TREE_CLONE
#define OPEN_TREE_CLONE 1
#endif
#ifndef OPEN_TREE_CLOEXEC
#define OPEN_TREE_CLOEXEC O_CLOEXEC
#endif
#ifndef AT_RECURSIVE
#define AT_RECURSIVE 0x8000
#endif
#ifndef MOVE_MOUNT_F_EMPTY_PATH
#define MOVE_MOUNT_F_EMPTY_PATH 4
#endif
#define ATTR_RDONLY 1
#define ATTR_NOSUID 2
#define ATTR_NODEV 4

struct mount_attributes {
  uint64_t set, clear, propagation, userns_fd;
};

static inline int pidfd_open_(pid_t pid) { return (int)syscall(NR_pidfd_open, pid, 0); }
static inline int pidfd_signal(int pidfd, int signal_number) {
  return (int)syscall(NR_pidfd_send_signal, pidfd, signal_number, NULL, 0);
}
static inline int open_tree_(int at, const char *path, unsigned flags) {
  return (int)syscall(NR_open_tree, at, path, flags);
}
static inline int move_mount_(int from, const char *from_path, int to, const char *to_path, unsigned flags) {
  return (int)syscall(NR_move_mount, from, from_path, to, to_path, flags);
}
static inline int mount_setattr_(int at, const char *path, unsigned flags, struct mount_attributes *attributes) {
  return (int)syscall(NR_mount_setattr, at, path, flags, attributes, sizeof *attributes);
}

/* Most file descriptors that travel in one packet: channels, groups and what each start needs. */
#define MAX_FDS 64
/* Longest packet between our own processes: an environment of 4 KB at AWS, with room. Unit: bytes. */
#define MAX_PACKET (192 * 1024)

/* Sends one packet with file descriptors. Returns 0, or -1 with errno. */
int send_packet(int socket, const void *data, size_t length, const int *fds, int count);
/* Receives one packet. `fds` has room for MAX_FDS; `*sender` gets the sender's process id where the socket passes it.
 * Returns its length, 0 at the end, -1 with errno. */
ssize_t receive_packet(int socket, void *data, size_t size, int *fds, int *count, pid_t *sender);
/* A pair of packet sockets, closed on exec. */
int packet_pair(int pair[2]);
/* Writes a short text to a file below a folder. Returns 0, or -1 with errno. */
int write_text(int folder, const char *path, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Reads a short file whole, NUL-terminated. Returns its length or -1. */
ssize_t read_text(int folder, const char *path, char *text, size_t size);
/* Makes a folder and its parents below `folder`. */
int make_folders(int folder, const char *path);
void close_fd(int *fd);
/* Milliseconds on a clock that never goes back. */
int64_t clock_ms(void);
