/*
 * The broker: see broker.h for what it is for. One thread reads the control sockets and never waits for anything else; each sandbox is
 * served by a thread of its own, so that one which makes its thread wait delays nobody but itself.
 */
#include "broker-internal.h"
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DESCRIPTORS 16
#define CONTROLS 256

static pthread_mutex_t scopes_lock = PTHREAD_MUTEX_INITIALIZER;
static struct scope *scopes;
static struct sandbox *sandboxes; /* of the control thread alone */

int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* All sandboxes share the broker's table of files: one of them takes a sixteenth at most. */
static rlim_t file_limit = 1024;

int limit_of(int most) {
  /* A waiting call holds four of them. */
  rlim_t share = file_limit / 64;
  return share < (rlim_t)most ? (int)share : most;
}

void source_watch(struct source *source, uint32_t events) {
  struct epoll_event event = {.events = events, .data.ptr = source};
  if (epoll_ctl(source->sandbox->epoll, EPOLL_CTL_ADD, source->fd, &event) != 0 && errno == EEXIST)
    epoll_ctl(source->sandbox->epoll, EPOLL_CTL_MOD, source->fd, &event);
}

void source_end(struct source *source) {
  /* Not left to close: another process may hold the same file. */
  if (source->fd >= 0) {
    epoll_ctl(source->sandbox->epoll, EPOLL_CTL_DEL, source->fd, NULL);
    close(source->fd);
  }
  /* Events of this round may still point here: `ready` says that it has ended, `fd` is not needed any more. */
  source->ready = NULL;
  struct sandbox *sandbox = source->sandbox;
  source->sandbox = (struct sandbox *)sandbox->garbage;
  sandbox->garbage = source;
}

static void garbage_free(struct sandbox *sandbox) {
  while (sandbox->garbage) {
    struct source *next = (struct source *)sandbox->garbage->sandbox;
    free(sandbox->garbage);
    sandbox->garbage = next;
  }
}

struct scope *scope_of_namespace(ino_t inode) {
  pthread_mutex_lock(&scopes_lock);
  struct scope *scope = scopes;
  while (scope && scope->inode != inode) scope = scope->next;
  if (scope) atomic_fetch_add(&scope->references, 1);
  pthread_mutex_unlock(&scopes_lock);
  return scope;
}

static void scope_forget(struct scope *scope) {
  pthread_mutex_lock(&scopes_lock);
  for (struct scope **at = &scopes; *at; at = &(*at)->next)
    if (*at == scope) {
      *at = scope->next;
      break;
    }
  pthread_mutex_unlock(&scopes_lock);
}

void scope_release(struct scope *scope) {
  if (!scope || atomic_fetch_sub(&scope->references, 1) != 1) return;
  for (int i = 0; i < NETWORK_INSIDE_SOCKETS; i++)
    if (scope->sockets[i] >= 0) close(scope->sockets[i]);
  close(scope->name);
  pthread_mutex_destroy(&scope->lock);
  free(scope);
}

int scope_socket(struct scope *scope) {
  int fd = -1;
  pthread_mutex_lock(&scope->lock);
  for (int i = 0; i < NETWORK_INSIDE_SOCKETS && fd < 0; i++) {
    fd = scope->sockets[i];
    scope->sockets[i] = -1;
  }
  pthread_mutex_unlock(&scope->lock);
  return fd >= 0 ? fd : agent_socket(scope->name, AF_INET);
}

static void sandbox_close(struct sandbox *sandbox) {
  sandbox->closed = true;
  atomic_store(&sandbox->scope->reach, BROKER_REACH_NONE);
  waiting_end(sandbox);
  agents_end(sandbox);
  flows_end(sandbox);
  forwards_end(sandbox);
}

static void wake_ready(struct source *source, uint32_t events) {
  (void)events;
  uint64_t count;
  if (read(source->fd, &count, sizeof count) < 0 && errno != EAGAIN) return;
  if (atomic_load(&source->sandbox->closing) && !source->sandbox->closed) sandbox_close(source->sandbox);
}

static void *sandbox_main(void *argument) {
  struct sandbox *sandbox = argument;
  struct epoll_event events[64];
  /* A fork of one of its processes may have been moved to another sandbox and still asks here: stay while anybody can. */
  while (!sandbox->closed || atomic_load(&sandbox->listeners) > 0) {
    int64_t until = waiting_deadline(sandbox);
    if (sandbox->flow_count > 0 && (until < 0 || sandbox->sweep_at < until)) until = sandbox->sweep_at;
    int64_t wait = until < 0 ? -1 : until - now_ms();
    if (until >= 0 && wait < 0) wait = 0;
    int count = epoll_wait(sandbox->epoll, events, 64, (int)wait);
    for (int i = 0; i < count; i++) {
      struct source *source = events[i].data.ptr;
      if (source->ready) source->ready(source, events[i].events);
    }
    int64_t now = now_ms();
    waiting_expire(sandbox, now);
    flows_expire(sandbox, now);
    garbage_free(sandbox);
  }
  waiting_end(sandbox);
  agents_end(sandbox);
  garbage_free(sandbox);
  if (sandbox->packets.fd >= 0) close(sandbox->packets.fd);
  close(sandbox->wake.fd);
  close(sandbox->epoll);
  scope_release(sandbox->scope);
  pthread_mutex_destroy(&sandbox->lock);
  free(sandbox->buffer);
  free(sandbox);
  return NULL;
}

static struct sandbox *sandbox_find(uint64_t id) {
  struct sandbox *sandbox = sandboxes;
  while (sandbox && sandbox->scope->sandbox != id) sandbox = sandbox->next;
  return sandbox;
}

static struct scope *scope_make(uint64_t id, const int *fds) {
  struct stat name;
  struct scope *scope = calloc(1, sizeof *scope);
  if (!scope || fstat(fds[0], &name) != 0) return free(scope), NULL;
  scope->sandbox = id;
  scope->inode = name.st_ino;
  scope->references = 1;
  scope->name = fds[0];
  socklen_t size = sizeof scope->cookie;
  if (getsockopt(fds[1], SOL_SOCKET, SO_NETNS_COOKIE, &scope->cookie, &size) != 0) scope->cookie = 0;
  memcpy(scope->sockets, fds + 3, sizeof scope->sockets);
  pthread_mutex_init(&scope->lock, NULL);
  return scope;
}

static int thread_start(struct sandbox *sandbox) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 256 * 1024);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  int error = pthread_create(&thread, &attributes, sandbox_main, sandbox);
  pthread_attr_destroy(&attributes);
  return error;
}

/* Takes the descriptors over when it returns 0. */
static int sandbox_open(uint64_t id, const int *fds) {
  if (sandbox_find(id)) return EEXIST;
  struct sandbox *sandbox = calloc(1, sizeof *sandbox);
  if (!sandbox) return ENOMEM;
  sandbox->buffer = malloc(BUFFER_BYTES);
  sandbox->scope = scope_make(id, fds);
  sandbox->epoll = epoll_create1(EPOLL_CLOEXEC);
  sandbox->wake = (struct source){.ready = wake_ready, .sandbox = sandbox, .fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
  sandbox->packets = (struct source){.ready = packets_ready, .sandbox = sandbox, .fd = fds[2]};
  sandbox->routes = fds[1];
  pthread_mutex_init(&sandbox->lock, NULL);
  int error = !sandbox->buffer || !sandbox->scope ? ENOMEM : sandbox->epoll < 0 || sandbox->wake.fd < 0 ? EMFILE : 0;
  if (!error) {
    source_watch(&sandbox->wake, EPOLLIN);
    int domain = 0;
    socklen_t size = sizeof domain;
    if (getsockopt(fds[2], SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_PACKET)
      source_watch(&sandbox->packets, EPOLLIN);
    error = thread_start(sandbox);
  }
  if (error) {
    if (sandbox->epoll >= 0) close(sandbox->epoll);
    if (sandbox->wake.fd >= 0) close(sandbox->wake.fd);
    free(sandbox->buffer);
    free(sandbox->scope);
    free(sandbox);
    return error;
  }
  pthread_mutex_lock(&scopes_lock);
  sandbox->scope->next = scopes;
  scopes = sandbox->scope;
  pthread_mutex_unlock(&scopes_lock);
  sandbox->next = sandboxes;
  sandboxes = sandbox;
  return 0;
}

static int sandbox_policy(struct sandbox *sandbox, uint32_t reach) {
  if (reach > BROKER_REACH_PUBLIC) return EINVAL;
  if (reach != BROKER_REACH_NONE) {
    int error = routes_open(sandbox->routes, host_has_v6());
    if (error) return error;
  }
  atomic_store(&sandbox->scope->reach, reach);
  return 0;
}

static void sandbox_end(struct sandbox *sandbox) {
  for (struct sandbox **at = &sandboxes; *at; at = &(*at)->next)
    if (*at == sandbox) {
      *at = sandbox->next;
      break;
    }
  scope_forget(sandbox->scope);
  close(sandbox->routes);
  atomic_store(&sandbox->closing, true);
  uint64_t one = 1;
  /* From here on the thread may free it at any moment. */
  if (write(sandbox->wake.fd, &one, sizeof one) < 0) return;
}

static int serve(struct broker_message *message, int *fds, int count, struct pollfd *controls, int *control_count) {
  struct sandbox *sandbox = sandbox_find(message->sandbox);
  int error = EINVAL, taken = 0;
  if (message->request == BROKER_OPEN && count >= 2 && count <= NETWORK_INSIDE_COUNT) {
    for (int i = count; i < NETWORK_INSIDE_COUNT; i++) fds[i] = -1;
    error = sandbox_open(message->sandbox, fds);
    if (!error) taken = count;
  } else if (message->request == BROKER_CONTROL && count == 1) {
    error = *control_count < CONTROLS ? 0 : EMFILE;
    if (!error) controls[(*control_count)++] = (struct pollfd){.fd = fds[0], .events = POLLIN}, taken = 1;
  } else if (!sandbox) {
    error = ESRCH;
  } else if (message->request == BROKER_LISTENER && count == 1) {
    error = listener_add(sandbox, fds[0]);
    if (!error) taken = 1;
  } else if (message->request == BROKER_POLICY && count == 0) {
    error = sandbox_policy(sandbox, message->reach);
  } else if (message->request == BROKER_FORWARD && count == 0 && memchr(message->path, 0, sizeof message->path)) {
    if (message->port > 0 && message->port < 65536)
      error = forward_open(sandbox, (uint16_t)message->port, message->path);
  } else if (message->request == BROKER_CLOSE && count == 0) {
    sandbox_end(sandbox);
    error = 0;
  }
  for (int i = taken; i < count; i++) close(fds[i]);
  return error;
}

/* False when the other end is gone. */
static bool control_read(int control, struct pollfd *controls, int *control_count) {
  struct broker_message message;
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
  } extra;
  struct iovec part = {.iov_base = &message, .iov_len = sizeof message};
  struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &extra, .msg_controllen = sizeof extra};
  memset(&message, 0, sizeof message);
  ssize_t got = recvmsg(control, &head, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) return false;
  int fds[DESCRIPTORS], count = 0;
  for (struct cmsghdr *at = CMSG_FIRSTHDR(&head); at; at = CMSG_NXTHDR(&head, at)) {
    if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS) continue;
    count = (int)((at->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(fds, CMSG_DATA(at), (size_t)count * sizeof(int));
  }
  struct broker_answer answer = {.request = message.request, .sandbox = message.sandbox, .error = EINVAL};
  if (got == sizeof message)
    answer.error = serve(&message, fds, count, controls, control_count);
  else
    for (int i = 0; i < count; i++) close(fds[i]);
  return send(control, &answer, sizeof answer, MSG_NOSIGNAL | MSG_DONTWAIT) == sizeof answer;
}

int broker_main(int control) {
  static struct pollfd controls[CONTROLS];
  int count = 1;
  controls[0] = (struct pollfd){.fd = control, .events = POLLIN};
  fcntl(control, F_SETFD, FD_CLOEXEC);
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &files) == 0) file_limit = files.rlim_cur;
  }
  signal(SIGPIPE, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  prctl(PR_SET_NAME, "lambent-broker", 0, 0, 0);
  while (poll(controls, (nfds_t)count, -1) >= 0 || errno == EINTR) {
    for (int i = count - 1; i >= 0; i--) {
      if (controls[i].revents == 0) continue;
      if (control_read(controls[i].fd, controls, &count)) continue;
      if (i == 0) return 0;
      close(controls[i].fd);
      controls[i] = controls[--count];
    }
  }
  return 1;
}

int broker_ask(int control, const struct broker_message *message, const int *descriptors, int count) {
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
  } extra = {0};
  struct iovec part = {.iov_base = (void *)message, .iov_len = sizeof *message};
  struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1};
  if (count < 0 || count > DESCRIPTORS) return EINVAL;
  if (count > 0) {
    head.msg_control = &extra;
    head.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
    struct cmsghdr *at = CMSG_FIRSTHDR(&head);
    at->cmsg_level = SOL_SOCKET;
    at->cmsg_type = SCM_RIGHTS;
    at->cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
    memcpy(CMSG_DATA(at), descriptors, (size_t)count * sizeof(int));
  }
  ssize_t done;
  do done = sendmsg(control, &head, MSG_NOSIGNAL);
  while (done < 0 && errno == EINTR);
  return done < 0 ? errno : 0;
}

int broker_answered(int control) {
  struct broker_answer answer;
  ssize_t done;
  do done = recv(control, &answer, sizeof answer, 0);
  while (done < 0 && errno == EINTR);
  if (done < 0) return errno;
  return done == sizeof answer ? answer.error : EPIPE;
}

int broker_call(int control, const struct broker_message *message, const int *descriptors, int count) {
  int error = broker_ask(control, message, descriptors, count);
  return error ? error : broker_answered(control);
}
