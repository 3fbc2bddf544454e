/* What the files of the broker share. Nobody else includes this. */
#ifndef LAMBENT_BROKER_INTERNAL_H
#define LAMBENT_BROKER_INTERNAL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "broker.h"
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>

#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71
#endif
#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif

/* Limits of one sandbox, for limit_of. What is beyond them fails inside with the error that a busy machine gives. */
#define LIMIT_PENDING_CONNECTS 1024
#define LIMIT_AGENTS 16
#define LIMIT_UDP_FLOWS 512
#define LIMIT_FORWARDED_CONNECTIONS 512
/* A flow of datagrams that rests so long is forgotten; a question to a name server sooner. Milliseconds. */
#define UDP_IDLE_MS 60000
#define UDP_IDLE_NAMES_MS 15000
#define UDP_SWEEP_MS 5000
/* How soon a connect that waits looks whether its thread has been sent a signal; each time after twice as long. Milliseconds. */
#define SIGNAL_CHECK_MS 100
#define SIGNAL_CHECK_MOST_MS 1600

/* The sandbox's address for the world outside: 192.0.0.8, the dummy address of RFC 7600, and a unique local one ("Lambent"). */
#define INSIDE_V4 0xc0000008u
extern const uint8_t inside_v6[16];
/* Name servers inside: 169.254.169.253 (as in a VPC of AWS), .252, .251. */
#define NAME_SERVER_V4 0xa9fea9fdu
#define NAME_SERVERS 3

union address {
  struct sockaddr any;
  struct sockaddr_in v4;
  struct sockaddr_in6 v6;
  struct sockaddr_storage storage;
};

/* What a sandbox is to the rule book; shared by the threads, counted. */
struct scope {
  atomic_int references;
  uint64_t sandbox;
  ino_t inode;
  uint64_t cookie; /* 0: the kernel tells none */
  _Atomic uint32_t reach;
  int name; /* the namespace */
  pthread_mutex_t lock; /* of what follows */
  int sockets[NETWORK_INSIDE_SOCKETS];
  struct scope *next;
};

/* Something in a thread's epoll set. */
struct source {
  void (*ready)(struct source *source, uint32_t events);
  struct sandbox *sandbox;
  int fd;
};

/* The thread that serves one sandbox. */
struct sandbox {
  struct scope *scope;
  int epoll;
  struct source wake; /* an eventfd */
  struct source packets;
  int routes;
  atomic_bool closing;
  bool closed;
  atomic_int listeners;
  struct waiting *waiting; /* calls that have not been answered */
  int waiting_count;
  struct agent *agents;
  int agent_count;
  struct flow *flows;
  int flow_count;
  int64_t sweep_at;
  struct connection *connections;
  int connection_count;
  pthread_mutex_t lock; /* of `forwards` */
  struct forward *forwards;
  struct source *garbage; /* freed after the round of events in which they ended */
  char *buffer; /* BUFFER_BYTES */
  struct sandbox *next;
};
#define BUFFER_BYTES (128 * 1024)

/* A call of a task in a sandbox. */
struct call {
  struct sandbox *sandbox; /* whose thread it is */
  struct scope *scope; /* whose task it is; a reference */
  int listener;
  uint64_t id;
  pid_t task;
  int pidfd;
  int number; /* the descriptor that the task named */
  int file; /* what it was when it was taken */
  int domain, type, protocol;
  enum where { WHERE_INSIDE, WHERE_HOST, WHERE_ELSEWHERE } where;
  bool nonblocking;
  socklen_t length;
  union {
    union address address;
    uint8_t bytes[sizeof(struct sockaddr_storage) + 1];
  };
};

/* broker.c */
int64_t now_ms(void);
int limit_of(int most); /* a limit of one sandbox, where the broker may open many files; less where it may not */
void source_watch(struct source *source, uint32_t events);
void source_end(struct source *source); /* closes, and frees at the end of the round; `source` is the start of its allocation */
struct scope *scope_of_namespace(ino_t inode); /* a reference, or NULL */
void scope_release(struct scope *scope);
int scope_socket(struct scope *scope); /* a TCP socket of its namespace, or -1 */

/* broker-calls.c: every call that a filter stopped. */
int listener_add(struct sandbox *sandbox, int fd);
void call_answer(const struct call *call, int error); /* the result of the system call: 0 or an errno */
bool call_waits(const struct call *call); /* so its task is the one it was */
void call_close(struct call *call);
enum where where_is(int file, const struct scope *scope);

/* broker-connect.c */
void connect_tcp(struct call *call); /* takes the call over */
void waiting_expire(struct sandbox *sandbox, int64_t now);
int64_t waiting_deadline(const struct sandbox *sandbox);
void waiting_end(struct sandbox *sandbox);

/* broker-replace.c */
void copy_options(int from, int to);
int replace_file(const struct call *call, int by); /* 0 or an errno */

/* broker-agent.c: calls that depend on who and where the caller is. */
enum agent_call { AGENT_CONNECT, AGENT_BIND, AGENT_LISTEN };
void agent_start(struct call *call, enum agent_call which, int backlog); /* takes the call over */
void agents_end(struct sandbox *sandbox);
int agent_socket(int name, int domain); /* makes a TCP socket in another network namespace; -1 */

/* broker-policy.c */
bool address_is_inside(const union address *address);
/* 0, or the errno of a refusal. Puts the real address of a name server in the place of its address inside. */
int address_verdict(union address *address, uint32_t reach, bool tcp);
bool address_to_v4(const union address *address, uint32_t *v4); /* also of a mapped one; host order */
uint16_t address_port(const union address *address);
void address_map(union address *address, int domain); /* a v4 address for a v6 socket */
socklen_t address_length(const union address *address);
bool host_has_v6(void);

/* broker-names.c */
int name_servers(union address *found); /* those of the host, at most NAME_SERVERS; port 53 */
#define LOCAL_NAME_ANSWER_BYTES 512
/* Writes the answer to a question about a name below "localhost": 127.0.0.1, and nothing else (RFC 6761, 6.3). 0: it is no such question. */
size_t local_name_answer(const uint8_t *question, size_t size, uint8_t *answer);

/* broker-udp.c */
void packets_ready(struct source *source, uint32_t events);
void flows_expire(struct sandbox *sandbox, int64_t now);
void flows_end(struct sandbox *sandbox);

/* broker-forward.c */
int forward_open(struct sandbox *sandbox, uint16_t port, const char *path); /* 0 or an errno */
void forwards_end(struct sandbox *sandbox);

/* broker-inside.c */
int routes_open(int netlink, bool v6); /* addresses, and the way out; 0 or an errno */

#endif
