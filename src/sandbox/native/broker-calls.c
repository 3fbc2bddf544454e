/*
 * Calls that a filter stopped. Everything about the caller is gathered first: the address is copied once, the socket is taken out of the
 * task. Then the kernel is asked whether the call still waits, which proves that the task was the same all the time; and only what
 * was gathered is acted on. SECCOMP_USER_NOTIF_FLAG_CONTINUE is never used.
 */
#include "broker-internal.h"
#include <fcntl.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
#define PIDFD_OF_THREAD 0x80 /* PIDFD_THREAD: O_EXCL */
#ifndef SIOCGSKNS
#define SIOCGSKNS 0x894C
#endif

void call_answer(const struct call *call, int error) {
  struct seccomp_notif_resp answer = {.id = call->id, .error = -error};
  /* ENOENT: the task has been killed meanwhile. */
  ioctl(call->listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
}

void call_close(struct call *call) {
  if (call->file >= 0) close(call->file);
  if (call->pidfd >= 0) close(call->pidfd);
  if (call->listener >= 0) close(call->listener);
  scope_release(call->scope);
  free(call);
}

static uint64_t cookie_of(int file) {
  uint64_t cookie = 0;
  socklen_t size = sizeof cookie;
  return getsockopt(file, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) == 0 ? cookie : 0;
}

/* Kernels before 5.14 have no cookie. */
static enum where where_by_descriptor(int file, const struct scope *scope) {
  struct stat theirs, ours;
  int name = ioctl(file, SIOCGSKNS);
  if (name < 0) return errno == EPERM ? WHERE_HOST : WHERE_ELSEWHERE;
  enum where where = WHERE_ELSEWHERE;
  if (fstat(name, &theirs) == 0) {
    if (theirs.st_ino == scope->inode)
      where = WHERE_INSIDE;
    else if (stat("/proc/self/ns/net", &ours) == 0 && ours.st_ino == theirs.st_ino)
      where = WHERE_HOST;
  }
  close(name);
  return where;
}

enum where where_is(int file, const struct scope *scope) {
  static _Atomic uint64_t host;
  if (scope->cookie == 0) return where_by_descriptor(file, scope);
  uint64_t own = atomic_load(&host), theirs = cookie_of(file);
  if (own == 0) {
    int probe = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    own = cookie_of(probe);
    close(probe);
    atomic_store(&host, own);
  }
  if (theirs == scope->cookie) return WHERE_INSIDE;
  return theirs != 0 && theirs == own ? WHERE_HOST : WHERE_ELSEWHERE;
}

static pid_t process_of(pid_t task) {
  char path[64], line[128];
  int process = -1;
  snprintf(path, sizeof path, "/proc/%d/status", task);
  FILE *file = fopen(path, "re");
  while (file && process < 0 && fgets(line, sizeof line, file))
    if (sscanf(line, "Tgid: %d", &process) == 1) break;
  if (file) fclose(file);
  return process;
}

/* A thread has its own descriptors when it asked for that; before Linux 6.9 those of the process must do. */
static int pidfd_of(pid_t task) {
  static atomic_bool threads_unknown;
  int fd = -1;
  if (!atomic_load(&threads_unknown)) {
    fd = (int)syscall(SYS_pidfd_open, task, PIDFD_OF_THREAD);
    if (fd >= 0 || errno != EINVAL) return fd;
    atomic_store(&threads_unknown, true);
  }
  fd = (int)syscall(SYS_pidfd_open, task, 0);
  return fd >= 0 ? fd : (int)syscall(SYS_pidfd_open, process_of(task), 0);
}

static int gather_file(struct call *call) {
  call->pidfd = pidfd_of(call->task);
  if (call->pidfd < 0) return ESRCH;
  call->file = (int)syscall(SYS_pidfd_getfd, call->pidfd, call->number, 0);
  /* EBADF, or EPERM when the broker may not look at it. */
  if (call->file < 0) return errno;
  socklen_t size = sizeof(int);
  if (getsockopt(call->file, SOL_SOCKET, SO_DOMAIN, &call->domain, &size) != 0) return ENOTSOCK;
  getsockopt(call->file, SOL_SOCKET, SO_TYPE, &call->type, &size);
  getsockopt(call->file, SOL_SOCKET, SO_PROTOCOL, &call->protocol, &size);
  int flags = fcntl(call->file, F_GETFL);
  call->nonblocking = flags >= 0 && (flags & O_NONBLOCK);
  return 0;
}

static int gather_address(struct call *call, uint64_t at, uint64_t length) {
  if ((int)length < 0 || length > sizeof(struct sockaddr_storage)) return EINVAL;
  call->length = (socklen_t)length;
  if (length == 0) return 0;
  struct iovec here = {.iov_base = call->bytes, .iov_len = length};
  struct iovec there = {.iov_base = (void *)(uintptr_t)at, .iov_len = length};
  return process_vm_readv(call->task, &here, 1, &there, 1, 0) == (ssize_t)length ? 0 : EFAULT;
}

static int gather_scope(struct call *call) {
  char path[64];
  struct stat name;
  snprintf(path, sizeof path, "/proc/%d/ns/net", call->task);
  if (stat(path, &name) != 0) return ESRCH;
  call->scope = scope_of_namespace(name.st_ino);
  return call->scope ? 0 : ENETUNREACH;
}

bool call_waits(const struct call *call) {
  uint64_t id = call->id;
  return ioctl(call->listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

static int call_bind(const struct call *call) {
  /* A bound socket of the host's cannot be bound again; one of ours never has been by its own wish. */
  if (call->where != WHERE_INSIDE) return EINVAL;
  return bind(call->file, &call->address.any, call->length) == 0 ? 0 : errno;
}

static int call_listen(const struct call *call, int backlog) {
  if (call->where != WHERE_INSIDE) return EINVAL;
  return listen(call->file, backlog) == 0 ? 0 : errno;
}

static int call_connect(const struct call *call) {
  /* Datagrams are judged as packets; any other kind of socket does no more than its own namespace allows. */
  if (call->where != WHERE_INSIDE) return EPERM;
  return connect(call->file, &call->address.any, call->length) == 0 ? 0 : errno;
}

static bool is_tcp(const struct call *call) {
  return (call->domain == AF_INET || call->domain == AF_INET6) && call->type == SOCK_STREAM;
}

/* Answers, or hands the call to somebody who will. */
static void call_run(struct call *call, int number, uint64_t second) {
  int error;
  if (number == __NR_connect && is_tcp(call)) {
    connect_tcp(call);
    return;
  }
  if (call->domain == AF_UNIX && call->where == WHERE_INSIDE) {
    enum agent_call which = number == __NR_connect ? AGENT_CONNECT : number == __NR_bind ? AGENT_BIND : AGENT_LISTEN;
    agent_start(call, which, (int)second);
    return;
  }
  if (number == __NR_connect)
    error = call_connect(call);
  else if (number == __NR_bind)
    error = call_bind(call);
  else
    error = call_listen(call, (int)second);
  call_answer(call, error);
  call_close(call);
}

static void call_take(struct sandbox *sandbox, int listener, const struct seccomp_notif *notice) {
  struct call *call = calloc(1, sizeof *call);
  if (!call) return;
  *call = (struct call){.sandbox = sandbox, .id = notice->id, .task = (pid_t)notice->pid, .pidfd = -1, .file = -1};
  call->number = (int)notice->data.args[0];
  call->listener = fcntl(listener, F_DUPFD_CLOEXEC, 3);
  int number = notice->data.nr;
  int error = call->listener < 0 ? ENOBUFS : 0;
  if (call->listener < 0) call->listener = listener;
  if (!error) error = call->task > 0 ? 0 : EPERM;
  if (!error) error = gather_scope(call);
  if (!error) error = gather_file(call);
  if (!error && number != __NR_listen) error = gather_address(call, notice->data.args[1], notice->data.args[2]);
  if (!error && number != __NR_connect && number != __NR_bind && number != __NR_listen) error = ENOSYS;
  if (!error && !call_waits(call)) error = EINTR;
  if (error) {
    call_answer(call, error);
    if (call->listener == listener) call->listener = -1;
    call_close(call);
    return;
  }
  call->where = where_is(call->file, call->scope);
  call_run(call, number, notice->data.args[1]);
}

static void listener_ready(struct source *source, uint32_t events) {
  union {
    struct seccomp_notif notice;
    char space[512]; /* later kernels may write more */
  } read;
  if (events & EPOLLIN) {
    memset(&read, 0, sizeof read);
    /* One of each listener in turn. ENOENT: the task was killed before. */
    if (ioctl(source->fd, SECCOMP_IOCTL_NOTIF_RECV, &read) == 0)
      call_take(source->sandbox, source->fd, &read.notice);
  } else if (events & (EPOLLHUP | EPOLLERR)) {
    /* Nobody is left who has this filter. */
    atomic_fetch_sub(&source->sandbox->listeners, 1);
    source_end(source);
  }
}

int listener_add(struct sandbox *sandbox, int fd) {
  struct seccomp_notif_sizes sizes = {0};
  if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) != 0) return errno;
  if (sizes.seccomp_notif > 512 || sizes.seccomp_notif_resp > sizeof(struct seccomp_notif_resp)) return ENOTSUP;
  /* Anything else would make the thread spin, or wait. */
  char path[64], target[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(path, target, sizeof target - 1);
  target[length > 0 ? length : 0] = 0;
  if (strcmp(target, "anon_inode:seccomp notify") != 0) return EINVAL;
  struct source *source = malloc(sizeof *source);
  if (!source) return ENOMEM;
  *source = (struct source){.ready = listener_ready, .sandbox = sandbox, .fd = fd};
  atomic_fetch_add(&sandbox->listeners, 1);
  source_watch(source, EPOLLIN);
  return 0;
}
