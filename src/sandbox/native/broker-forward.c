/*
 * Forwards: a TCP port of the sandbox's loopback that leads to a Unix socket of the host. Bytes are carried in both directions, each with a
 * buffer of its own that is there only while something waits in it; a direction that is full is not read from.
 */
#include "broker-internal.h"
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#define ROOM (64 * 1024)

struct forward {
  struct source source; /* listens inside */
  struct forward *next;
  char path[sizeof((struct broker_message *)0)->path];
};

struct side {
  struct source source;
  struct connection *connection;
  struct side *other;
  char *held; /* read from here, not yet written to the other */
  size_t from, to;
  bool read_end; /* no more will come from here */
  bool told; /* the other has been told so */
  bool hung; /* closed by its peer; epoll would say so for ever, and is not asked any more */
  uint32_t watched;
};

struct connection {
  struct source garbage; /* of no descriptor: how it is freed */
  struct side inside, outside;
  struct connection *next;
  bool ended;
};

static void side_watch(struct side *side) {
  uint32_t wanted = 0;
  if (!side->read_end && !side->held) wanted |= EPOLLIN;
  if (side->other->held) wanted |= EPOLLOUT;
  if (side->hung || wanted == side->watched) return;
  struct epoll_event event = {.events = wanted, .data.ptr = &side->source};
  epoll_ctl(side->source.sandbox->epoll, EPOLL_CTL_MOD, side->source.fd, &event);
  side->watched = wanted;
}

static void connection_end(struct connection *connection, bool broken) {
  struct sandbox *sandbox = connection->garbage.sandbox;
  if (connection->ended) return;
  connection->ended = true;
  for (struct connection **at = &sandbox->connections; *at; at = &(*at)->next)
    if (*at == connection) {
      *at = connection->next;
      sandbox->connection_count--;
      break;
    }
  /* The program inside is to see the difference between an end and a failure. */
  struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  if (broken) setsockopt(connection->inside.source.fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  struct side *sides[2] = {&connection->inside, &connection->outside};
  for (int i = 0; i < 2; i++) {
    epoll_ctl(sandbox->epoll, EPOLL_CTL_DEL, sides[i]->source.fd, NULL);
    close(sides[i]->source.fd);
    sides[i]->source.ready = NULL;
    free(sides[i]->held);
    sides[i]->held = NULL;
  }
  connection->garbage.fd = -1;
  source_end(&connection->garbage);
}

/* Returns false when the connection is broken. */
static bool push(struct side *from) {
  struct side *to = from->other;
  while (from->held) {
    ssize_t done = send(to->source.fd, from->held + from->from, from->to - from->from, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno == EAGAIN;
    from->from += (size_t)done;
    if (from->from < from->to) continue;
    free(from->held);
    from->held = NULL;
  }
  if (from->read_end && !from->told) {
    from->told = true;
    shutdown(to->source.fd, SHUT_WR);
  }
  return true;
}

static bool pull(struct side *from) {
  struct sandbox *sandbox = from->source.sandbox;
  if (from->read_end || from->held) return true;
  ssize_t got = recv(from->source.fd, sandbox->buffer, ROOM, MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR;
  if (got == 0) {
    from->read_end = true;
    return push(from);
  }
  ssize_t done = send(from->other->source.fd, sandbox->buffer, (size_t)got, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (done < 0 && errno != EAGAIN && errno != EINTR) return false;
  if (done < 0) done = 0;
  if (done == got) return true;
  from->held = malloc((size_t)(got - done));
  if (!from->held) return false;
  memcpy(from->held, sandbox->buffer + done, (size_t)(got - done));
  from->from = 0;
  from->to = (size_t)(got - done);
  return true;
}

/* After a hang-up nobody calls again: what is left is read as far as the other takes it. */
static bool pull_rest(struct side *side) {
  bool whole = true;
  while (whole && side->hung && !side->held && !side->read_end) whole = pull(side);
  return whole;
}

static void side_ready(struct source *source, uint32_t events) {
  struct side *side = (struct side *)source;
  struct connection *connection = side->connection;
  bool whole = true;
  if (events & (EPOLLHUP | EPOLLERR)) {
    epoll_ctl(source->sandbox->epoll, EPOLL_CTL_DEL, source->fd, NULL);
    side->hung = true;
  }
  if (events & EPOLLOUT) whole = push(side->other) && pull_rest(side->other);
  if (whole && (events & EPOLLIN)) whole = pull(side);
  if (whole) whole = pull_rest(side);
  /* What the one that hung up can no longer take. */
  if (whole && side->hung && side->other->held) whole = push(side->other);
  if (!whole || (connection->inside.told && connection->outside.told)) {
    connection_end(connection, !whole);
    return;
  }
  side_watch(&connection->inside);
  side_watch(&connection->outside);
}

/* Also of a path that is longer than an address has room for. */
static int connect_to(const char *path) {
  struct sockaddr_un to = {.sun_family = AF_UNIX};
  int folder = -1;
  if (strlen(path) < sizeof to.sun_path) {
    strcpy(to.sun_path, path);
  } else {
    folder = open(path, O_PATH | O_CLOEXEC);
    if (folder < 0) return -1;
    snprintf(to.sun_path, sizeof to.sun_path, "/proc/self/fd/%d", folder);
  }
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) != 0) {
    close(fd);
    fd = -1;
  }
  if (folder >= 0) close(folder);
  return fd;
}

static void connection_make(struct sandbox *sandbox, int inside, const char *path) {
  int outside = sandbox->connection_count < limit_of(LIMIT_FORWARDED_CONNECTIONS) ? connect_to(path) : -1;
  struct connection *connection = outside >= 0 ? calloc(1, sizeof *connection) : NULL;
  if (!connection) {
    struct linger at_once = {.l_onoff = 1, .l_linger = 0};
    setsockopt(inside, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(inside);
    if (outside >= 0) close(outside);
    return;
  }
  int one = 1;
  setsockopt(inside, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  connection->garbage = (struct source){.sandbox = sandbox, .fd = -1};
  struct side *sides[2] = {&connection->inside, &connection->outside};
  for (int i = 0; i < 2; i++) {
    *sides[i] = (struct side){.connection = connection, .other = sides[1 - i], .watched = EPOLLIN};
    sides[i]->source = (struct source){.ready = side_ready, .sandbox = sandbox, .fd = i == 0 ? inside : outside};
    source_watch(&sides[i]->source, EPOLLIN);
  }
  connection->next = sandbox->connections;
  sandbox->connections = connection;
  sandbox->connection_count++;
}

static void forward_ready(struct source *source, uint32_t events) {
  struct forward *forward = (struct forward *)source;
  (void)events;
  int inside = accept4(source->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (inside >= 0) connection_make(source->sandbox, inside, forward->path);
}

int forward_open(struct sandbox *sandbox, uint16_t port, const char *path) {
  struct forward *forward = calloc(1, sizeof *forward);
  int fd = scope_socket(sandbox->scope), one = 1;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int error = !forward || fd < 0 ? ENOMEM : 0;
  if (!error) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (!error && (bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || listen(fd, 128) != 0)) error = errno;
  if (error) {
    free(forward);
    if (fd >= 0) close(fd);
    return error;
  }
  forward->source = (struct source){.ready = forward_ready, .sandbox = sandbox, .fd = fd};
  strcpy(forward->path, path);
  pthread_mutex_lock(&sandbox->lock);
  forward->next = sandbox->forwards;
  sandbox->forwards = forward;
  pthread_mutex_unlock(&sandbox->lock);
  source_watch(&forward->source, EPOLLIN);
  return 0;
}

void forwards_end(struct sandbox *sandbox) {
  pthread_mutex_lock(&sandbox->lock);
  while (sandbox->forwards) {
    struct forward *forward = sandbox->forwards;
    sandbox->forwards = forward->next;
    source_end(&forward->source);
  }
  pthread_mutex_unlock(&sandbox->lock);
  while (sandbox->connections) connection_end(sandbox->connections, true);
}
