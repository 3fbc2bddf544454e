/*
 * connect of a TCP socket. Inside the sandbox: on the file that was taken. Outside: on a new socket of the host's namespace, which then takes
 * the place of the old one; a socket that blocks gets it when the connection stands, one that does not gets it while connecting.
 *
 * A file that the sandbox holds may be changed by it at any moment (O_NONBLOCK, connected or not). So a file of the host's namespace is
 * only ever connected to an address that the policy allows, whatever its state was when looked at.
 */
#include "broker-internal.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define STATE_ESTABLISHED 1
#define STATE_CONNECTING 2
#define STATE_CLOSED 7

/* A connect that blocks. */
struct waiting {
  struct source source; /* of the socket that is being connected */
  struct call *call;
  bool replaces; /* the socket is not the caller's yet */
  bool retries; /* refused inside: try the host's loopback */
  int64_t until; /* SO_SNDTIMEO; -1 */
  int64_t look_at;
  int64_t look_after; /* doubles: who waits long may wait a little longer for a signal */
  struct waiting *next;
};

static int tcp_state(int file) {
  struct tcp_info info;
  socklen_t size = sizeof info;
  memset(&info, 0, sizeof info);
  if (getsockopt(file, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return STATE_CLOSED;
  return info.tcpi_state;
}

static void finish(struct call *call, int error) {
  call_answer(call, error);
  call_close(call);
}

static void waiting_remove(struct waiting *waiting) {
  struct sandbox *sandbox = waiting->source.sandbox;
  for (struct waiting **at = &sandbox->waiting; *at; at = &(*at)->next)
    if (*at == waiting) {
      *at = waiting->next;
      sandbox->waiting_count--;
      break;
    }
  source_end(&waiting->source);
}

/* Gives the caller its socket, connected or connecting, as it is to have it. */
static int hand_over(const struct call *call, int socket) {
  if (!call->nonblocking) fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) & ~O_NONBLOCK);
  return replace_file(call, socket);
}

static void connect_outside(struct call *call, union address *to);

static void waiting_ready(struct source *source, uint32_t events) {
  struct waiting *waiting = (struct waiting *)source;
  struct call *call = waiting->call;
  (void)events;
  if (!waiting->replaces && tcp_state(source->fd) == STATE_CONNECTING) return;
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(source->fd, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error == ECONNREFUSED && waiting->retries) {
    union address to = call->address;
    waiting_remove(waiting);
    connect_outside(call, &to);
    return;
  }
  if (error == 0 && waiting->replaces) error = hand_over(call, source->fd);
  waiting_remove(waiting);
  finish(call, error);
}

/* `socket` is taken over. */
static void wait_for(struct call *call, int socket, bool replaces, bool retries) {
  struct sandbox *sandbox = call->sandbox;
  bool fits = socket >= 0 && sandbox->waiting_count < limit_of(LIMIT_PENDING_CONNECTS);
  struct waiting *waiting = fits ? calloc(1, sizeof *waiting) : NULL;
  if (!waiting) {
    if (socket >= 0) close(socket);
    finish(call, ENOBUFS);
    return;
  }
  struct timeval limit = {0};
  socklen_t size = sizeof limit;
  getsockopt(call->file, SOL_SOCKET, SO_SNDTIMEO, &limit, &size);
  int64_t ms = (int64_t)limit.tv_sec * 1000 + limit.tv_usec / 1000;
  *waiting = (struct waiting){.source = {.ready = waiting_ready, .sandbox = sandbox, .fd = socket},
            .call = call,
            .replaces = replaces,
            .retries = retries,
            .until = ms > 0 ? now_ms() + ms : -1,
                                    .look_at = now_ms() + SIGNAL_CHECK_MS,
                                    .look_after = SIGNAL_CHECK_MS,
            .next = sandbox->waiting};
  sandbox->waiting = waiting;
  sandbox->waiting_count++;
  source_watch(&waiting->source, EPOLLOUT);
}

/* Has the thread been sent a signal that it handles? Only a deadly one ends its wait by itself. */
static bool signalled(pid_t task) {
  char path[64], line[256];
  unsigned long long thread = 0, process = 0, blocked = 0, caught = 0;
  snprintf(path, sizeof path, "/proc/%d/status", task);
  FILE *file = fopen(path, "re");
  if (!file) return false;
  while (fgets(line, sizeof line, file)) {
    sscanf(line, "SigPnd: %llx", &thread);
    sscanf(line, "ShdPnd: %llx", &process);
    sscanf(line, "SigBlk: %llx", &blocked);
    if (sscanf(line, "SigCgt: %llx", &caught) == 1) break;
  }
  fclose(file);
  return ((thread | process) & caught & ~blocked) != 0;
}

int64_t waiting_deadline(const struct sandbox *sandbox) {
  int64_t first = -1;
  for (const struct waiting *one = sandbox->waiting; one; one = one->next) {
    int64_t at = one->until >= 0 && one->until < one->look_at ? one->until : one->look_at;
    if (first < 0 || at < first) first = at;
  }
  return first;
}

void waiting_expire(struct sandbox *sandbox, int64_t now) {
  for (struct waiting *one = sandbox->waiting, *next; one; one = next) {
    next = one->next;
    int error = 0;
    if (one->until >= 0 && one->until <= now)
      error = EINPROGRESS;
    else if (one->look_at <= now) {
      if (one->look_after < SIGNAL_CHECK_MOST_MS) one->look_after *= 2;
      one->look_at = now + one->look_after;
      if (signalled(one->call->task)) error = EINTR;
    }
    if (!error) continue;
    /* The kernel, too, goes on connecting after it has said so. */
    struct call *call = one->call;
    if (one->replaces) {
      int failed = hand_over(call, one->source.fd);
      if (failed) error = failed;
    }
    waiting_remove(one);
    finish(call, error);
  }
}

void waiting_end(struct sandbox *sandbox) {
  while (sandbox->waiting) {
    struct call *call = sandbox->waiting->call;
    waiting_remove(sandbox->waiting);
    finish(call, ENETUNREACH);
  }
}

/* Connects a socket that does not block and is not the caller's yet. */
static void connect_new(struct call *call, int socket, const union address *to) {
  int error = connect(socket, &to->any, address_length(to)) == 0 ? 0 : errno;
  if (error == EINPROGRESS && !call->nonblocking) {
    wait_for(call, socket, true, false);
    return;
  }
  if (error == 0 || error == EINPROGRESS) {
    int failed = hand_over(call, socket);
    if (failed) error = failed;
  }
  close(socket);
  finish(call, error);
}

static void connect_outside(struct call *call, union address *to) {
  address_map(to, call->domain);
  int fd = socket(to->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, call->protocol);
  if (fd < 0) {
    finish(call, errno == EMFILE || errno == ENFILE ? ENOBUFS : errno);
    return;
  }
  copy_options(call->file, fd);
  connect_new(call, fd, to);
}

/* A socket that had been connected outside, and now is to be connected inside. */
static void connect_back(struct call *call) {
  int fd = call->domain == AF_INET ? scope_socket(call->scope) : agent_socket(call->scope->name, call->domain);
  if (fd < 0) {
    finish(call, ENETUNREACH);
    return;
  }
  copy_options(call->file, fd);
  connect_new(call, fd, &call->address);
}

/* Loopback: on the file itself, whose flag is borrowed for the moment so that this thread does not wait. */
static void connect_inside(struct call *call) {
  int flags = fcntl(call->file, F_GETFL);
  if (!call->nonblocking) fcntl(call->file, F_SETFL, flags | O_NONBLOCK);
  int error = connect(call->file, &call->address.any, call->length) == 0 ? 0 : errno;
  if (!call->nonblocking) fcntl(call->file, F_SETFL, flags);
  bool retries = atomic_load(&call->scope->reach) == BROKER_REACH_HOST;
  if (retries && (error == ECONNREFUSED || (error == EINPROGRESS && tcp_state(call->file) == STATE_CLOSED))) {
    union address to = call->address;
    connect_outside(call, &to);
  } else if (!call->nonblocking && (error == EINPROGRESS || error == EALREADY)) {
    wait_for(call, fcntl(call->file, F_DUPFD_CLOEXEC, 3), false, retries);
  } else {
    finish(call, error);
  }
}

static int check_address(struct call *call) {
  int family = call->address.any.sa_family;
  if (family != call->domain) return EAFNOSUPPORT;
  if (call->length < (family == AF_INET ? sizeof(struct sockaddr_in) : 24)) return EINVAL;
  call->length = address_length(&call->address);
  return 0;
}

/* Of a socket that is not free to be connected: what the kernel says then. */
static void connect_again(struct call *call, int state) {
  if (state != STATE_CONNECTING)
    finish(call, EISCONN);
  else if (call->nonblocking)
    finish(call, EALREADY);
  else
    wait_for(call, fcntl(call->file, F_DUPFD_CLOEXEC, 3), false, false);
}

void connect_tcp(struct call *call) {
  if (call->where == WHERE_ELSEWHERE || call->length < sizeof(sa_family_t)) {
    finish(call, call->where == WHERE_ELSEWHERE ? EPERM : EINVAL);
    return;
  }
  if (call->address.any.sa_family == AF_UNSPEC) {
    /* Disconnects. What a socket of the host's may do afterwards is asked anew. */
    struct sockaddr nothing = {.sa_family = AF_UNSPEC};
    finish(call, connect(call->file, &nothing, sizeof nothing) == 0 ? 0 : errno);
    return;
  }
  int error = check_address(call), state = tcp_state(call->file);
  if (error) {
    finish(call, error);
  } else if (address_is_inside(&call->address)) {
    if (call->where == WHERE_INSIDE)
      connect_inside(call);
    else if (state == STATE_CLOSED)
      connect_back(call);
    else
      connect_again(call, state);
  } else if (state != STATE_CLOSED) {
    /* The first connect after success says so once; on a file that the policy's verdict is about, the kernel may. */
    union address to = call->address;
    error = address_verdict(&to, atomic_load(&call->scope->reach), true);
    if (state == STATE_ESTABLISHED && call->where == WHERE_HOST && call->nonblocking && !error)
      finish(call, connect(call->file, &to.any, address_length(&to)) == 0 ? 0 : errno);
    else
      connect_again(call, state);
  } else {
    union address to = call->address;
    error = address_verdict(&to, atomic_load(&call->scope->reach), true);
    if (error)
      finish(call, error);
    else
      connect_outside(call, &to);
  }
}
