/* Puts one socket in the place of another: with its options, under all its numbers in the process, and in the epoll sets it was in. */
#include "broker-internal.h"
#include <dirent.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
#define DESCRIPTORS_SEEN 4096
#define COPIES 16
#define WATCHES 16

struct option {
  int level, name;
};

/* By number where the C library's headers are older than the kernel's. */
static const struct option options[] = {
  {SOL_SOCKET, SO_REUSEADDR}, {SOL_SOCKET, SO_REUSEPORT}, {SOL_SOCKET, SO_KEEPALIVE}, {SOL_SOCKET, SO_LINGER},
  {SOL_SOCKET, SO_OOBINLINE}, {SOL_SOCKET, SO_RCVLOWAT}, {SOL_SOCKET, SO_RCVTIMEO}, {SOL_SOCKET, SO_SNDTIMEO},
  {SOL_SOCKET, SO_PRIORITY}, {SOL_SOCKET, SO_DONTROUTE}, {SOL_SOCKET, SO_TIMESTAMP}, {SOL_SOCKET, SO_TIMESTAMPNS},
  {SOL_SOCKET, 47 /* SO_MAX_PACING_RATE */}, {SOL_SOCKET, 60 /* SO_ZEROCOPY */},
  {IPPROTO_TCP, TCP_NODELAY}, {IPPROTO_TCP, TCP_MAXSEG}, {IPPROTO_TCP, TCP_CORK}, {IPPROTO_TCP, TCP_KEEPIDLE},
  {IPPROTO_TCP, TCP_KEEPINTVL}, {IPPROTO_TCP, TCP_KEEPCNT}, {IPPROTO_TCP, TCP_SYNCNT}, {IPPROTO_TCP, TCP_LINGER2},
  {IPPROTO_TCP, TCP_WINDOW_CLAMP}, {IPPROTO_TCP, TCP_QUICKACK}, {IPPROTO_TCP, TCP_CONGESTION},
  {IPPROTO_TCP, 18 /* TCP_USER_TIMEOUT */}, {IPPROTO_TCP, 25 /* TCP_NOTSENT_LOWAT */}, {IPPROTO_TCP, 36 /* TCP_INQ */},
  {IPPROTO_IP, IP_TOS}, {IPPROTO_IP, IP_TTL}, {IPPROTO_IP, IP_MTU_DISCOVER}, {IPPROTO_IP, IP_RECVERR},
  {IPPROTO_IP, IP_RECVTOS}, {IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */},
  {IPPROTO_IPV6, IPV6_V6ONLY}, {IPPROTO_IPV6, IPV6_UNICAST_HOPS}, {IPPROTO_IPV6, IPV6_TCLASS}, {IPPROTO_IPV6, IPV6_RECVERR},
  {IPPROTO_IPV6, IPV6_RECVTCLASS}, {IPPROTO_IPV6, IPV6_MTU_DISCOVER},
};

/* The kernel keeps and tells twice the size that was asked for. */
static void copy_buffer(int from, int to, int name, int lock) {
  int locks = 0, bytes = 0;
  socklen_t size = sizeof locks;
  if (getsockopt(from, SOL_SOCKET, 72 /* SO_BUF_LOCK */, &locks, &size) != 0 || !(locks & lock)) return;
  size = sizeof bytes;
  if (getsockopt(from, SOL_SOCKET, name, &bytes, &size) != 0) return;
  bytes /= 2;
  setsockopt(to, SOL_SOCKET, name, &bytes, sizeof bytes);
}

void copy_options(int from, int to) {
  for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
    char wanted[64] = {0}, present[64] = {0};
    socklen_t size = sizeof wanted, other = sizeof present;
    const struct option *option = &options[i];
    if (getsockopt(from, option->level, option->name, wanted, &size) != 0) continue;
    if (getsockopt(to, option->level, option->name, present, &other) != 0) continue;
    if (size == other && memcmp(wanted, present, size) == 0) continue;
    setsockopt(to, option->level, option->name, wanted, size);
  }
  copy_buffer(from, to, SO_SNDBUF, 1);
  copy_buffer(from, to, SO_RCVBUF, 2);
}

struct watch {
  int epoll; /* a copy of the task's */
  int number;
  uint32_t events;
  uint64_t data;
};

struct places {
  int copies[COPIES], copy_count;
  struct watch watches[WATCHES];
  int watch_count;
};

static bool closes_on_exec(pid_t task, int number) {
  char path[64], line[128];
  unsigned flags = 0;
  snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", task, number);
  FILE *file = fopen(path, "re");
  if (!file) return false;
  while (fgets(line, sizeof line, file))
    if (sscanf(line, "flags: %o", &flags) == 1) break;
  fclose(file);
  return (flags & O_CLOEXEC) != 0;
}

static void find_watches(const struct call *call, int epoll, ino_t inode, struct places *places) {
  char path[64], line[256];
  snprintf(path, sizeof path, "/proc/%d/fdinfo/%d", call->task, epoll);
  FILE *file = fopen(path, "re");
  while (file && places->watch_count < WATCHES && fgets(line, sizeof line, file)) {
    struct watch watch = {.epoll = -1};
    unsigned long long data;
    unsigned long seen;
    if (sscanf(line, "tfd: %d events: %x data: %llx pos:%*s ino:%lx", &watch.number, &watch.events, &data, &seen) != 4)
      continue;
    if (seen != inode) continue;
    watch.data = data;
    watch.epoll = (int)syscall(SYS_pidfd_getfd, call->pidfd, epoll, 0);
    if (watch.epoll >= 0) places->watches[places->watch_count++] = watch;
  }
  if (file) fclose(file);
}

static void find_places(const struct call *call, struct places *places) {
  char path[64], target[64], socket_name[64];
  struct stat old;
  if (fstat(call->file, &old) != 0) return;
  snprintf(socket_name, sizeof socket_name, "socket:[%lu]", (unsigned long)old.st_ino);
  snprintf(path, sizeof path, "/proc/%d/fd", call->task);
  DIR *directory = opendir(path);
  struct dirent *entry;
  for (int seen = 0; directory && seen < DESCRIPTORS_SEEN && (entry = readdir(directory)); seen++) {
    ssize_t length = readlinkat(dirfd(directory), entry->d_name, target, sizeof target - 1);
    if (length <= 0) continue;
    target[length] = 0;
    int number = atoi(entry->d_name);
    if (strcmp(target, "anon_inode:[eventpoll]") == 0)
      find_watches(call, number, old.st_ino, places);
    else if (strcmp(target, socket_name) == 0 && number != call->number && places->copy_count < COPIES)
      places->copies[places->copy_count++] = number;
  }
  if (directory) closedir(directory);
}

/* An epoll set knows a file together with the number under which it was added: add it under that, in a process of its own. */
static void watch_again(const struct watch *watch, int by) {
  pid_t child = fork();
  if (child == 0) {
    int epoll = fcntl(watch->epoll, F_DUPFD_CLOEXEC, watch->number + 1);
    struct epoll_event event = {.events = watch->events, .data.u64 = watch->data};
    if (epoll < 0 || dup2(by, watch->number) < 0) _exit(1);
    epoll_ctl(epoll, EPOLL_CTL_ADD, watch->number, &event);
    _exit(0);
  }
  if (child > 0)
    while (waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
}

static int put_in_place(const struct call *call, int number, int by) {
  struct seccomp_notif_addfd place = {.id = call->id, .flags = SECCOMP_ADDFD_FLAG_SETFD, .srcfd = (uint32_t)by};
  place.newfd = (uint32_t)number;
  place.newfd_flags = closes_on_exec(call->task, number) ? O_CLOEXEC : 0;
  return ioctl(call->listener, SECCOMP_IOCTL_NOTIF_ADDFD, &place) >= 0 ? 0 : errno;
}

int replace_file(const struct call *call, int by) {
  struct places places = {.copy_count = 0};
  find_places(call, &places);
  int error = put_in_place(call, call->number, by);
  for (int i = 0; !error && i < places.copy_count; i++) put_in_place(call, places.copies[i], by);
  for (int i = 0; i < places.watch_count; i++) {
    if (!error) watch_again(&places.watches[i], by);
    close(places.watches[i].epoll);
  }
  return error;
}
