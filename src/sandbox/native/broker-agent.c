/*
 * Calls on Unix sockets depend on the caller's root, working folder and user. A process of our own makes them, as the caller would: in its
 * user and mount namespaces, with its user and without capabilities, but outside its process namespace, where nothing inside can see it.
 * It works on the file that was taken, so here too nothing is left to be raced. It costs a fork; such calls are rare.
 */
#include "broker-internal.h"
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

struct agent {
  struct source source; /* its pidfd */
  struct call *call;
  pid_t process;
  struct agent *next;
};

/* What the agent must know of the caller; gathered before the fork. */
struct identity {
  int namespaces; /* CLONE_NEW..., those that are not the broker's own */
  unsigned user, group, mask;
  int folder; /* its working folder, -1 */
};

static bool differs(pid_t task, const char *kind) {
  char path[64], own[64];
  struct stat theirs, ours;
  snprintf(path, sizeof path, "/proc/%d/ns/%s", task, kind);
  snprintf(own, sizeof own, "/proc/self/ns/%s", kind);
  return stat(path, &theirs) != 0 || stat(own, &ours) != 0 || theirs.st_ino != ours.st_ino;
}

/* The number that a user or group of the broker's namespace has inside. */
static bool to_inside(pid_t task, const char *map, unsigned outside, unsigned *inside) {
  char path[64];
  unsigned first, base, count;
  bool found = false;
  snprintf(path, sizeof path, "/proc/%d/%s", task, map);
  FILE *file = fopen(path, "re");
  while (file && !found && fscanf(file, "%u %u %u", &first, &base, &count) == 3)
    if (outside >= base && outside - base < count) {
      *inside = first + (outside - base);
      found = true;
    }
  if (file) fclose(file);
  return found;
}

static bool identify(const struct call *call, struct identity *identity) {
  char path[64], line[256];
  unsigned user = 0, group = 0;
  int found = 0;
  *identity = (struct identity){.mask = 022, .folder = -1};
  snprintf(path, sizeof path, "/proc/%d/status", call->task);
  FILE *file = fopen(path, "re");
  while (file && found < 2 && fgets(line, sizeof line, file)) {
    sscanf(line, "Umask: %o", &identity->mask);
    if (sscanf(line, "Uid: %*u %*u %*u %u", &user) == 1) found++;
    if (sscanf(line, "Gid: %*u %*u %*u %u", &group) == 1) found++;
  }
  if (file) fclose(file);
  if (found < 2) return false;
  identity->namespaces = (differs(call->task, "user") ? CLONE_NEWUSER : 0) | (differs(call->task, "mnt") ? CLONE_NEWNS : 0);
  if (!to_inside(call->task, "uid_map", user, &identity->user) || !to_inside(call->task, "gid_map", group, &identity->group))
    return false;
  snprintf(path, sizeof path, "/proc/%d/cwd", call->task);
  identity->folder = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
  return identity->folder >= 0;
}

static void become(const struct identity *identity, int pidfd) {
  if (identity->namespaces && setns(pidfd, identity->namespaces) != 0) _exit(EPERM);
  syscall(SYS_setgroups, 0, NULL); /* not allowed everywhere, and not needed there */
  if (syscall(SYS_setresgid, identity->group, identity->group, identity->group) != 0) _exit(EPERM);
  if (syscall(SYS_setresuid, identity->user, identity->user, identity->user) != 0) _exit(EPERM);
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}};
  if (syscall(SYS_capset, &header, none) != 0) _exit(EPERM);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  umask(identity->mask);
}

static int act(const struct call *call, enum agent_call which, int backlog, int file) {
  int result;
  if (which == AGENT_LISTEN)
    result = listen(file, backlog);
  else if (which == AGENT_BIND)
    result = bind(file, &call->address.any, call->length);
  else
    result = connect(file, &call->address.any, call->length);
  return result == 0 ? 0 : errno;
}

/* Descriptors 0, 1 and 2 are all that it keeps: a waiting agent must not hold open what the broker has closed. */
static void child_main(const struct call *call, const struct identity *identity, enum agent_call which, int backlog) {
  int kept[3] = {call->file, call->pidfd, identity->folder};
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  for (int i = 0; i < 3; i++) kept[i] = fcntl(kept[i], F_DUPFD, 3);
  for (int i = 0; i < 3; i++)
    if (dup2(kept[i], i) < 0) _exit(EMFILE);
  if (syscall(SYS_close_range, 3, ~0U, 0) != 0) _exit(ENOSYS);
  become(identity, 1);
  if (fchdir(2) != 0) _exit(errno);
  _exit(act(call, which, backlog, 0));
}

static void agent_remove(struct agent *agent) {
  struct sandbox *sandbox = agent->source.sandbox;
  for (struct agent **at = &sandbox->agents; *at; at = &(*at)->next)
    if (*at == agent) {
      *at = agent->next;
      sandbox->agent_count--;
      break;
    }
  source_end(&agent->source);
}

static void agent_ready(struct source *source, uint32_t events) {
  struct agent *agent = (struct agent *)source;
  int status = 0;
  (void)events;
  if (waitpid(agent->process, &status, WNOHANG) == 0) return;
  call_answer(agent->call, WIFEXITED(status) ? WEXITSTATUS(status) : EINTR);
  call_close(agent->call);
  agent_remove(agent);
}

void agent_start(struct call *call, enum agent_call which, int backlog) {
  struct sandbox *sandbox = call->sandbox;
  struct identity identity;
  struct agent *agent = sandbox->agent_count < LIMIT_AGENTS ? calloc(1, sizeof *agent) : NULL;
  int error = agent ? 0 : EAGAIN;
  pid_t process = -1;
  if (!error && !identify(call, &identity)) error = EACCES;
  if (!error && !call_waits(call)) error = EINTR, close(identity.folder);
  if (!error) {
    process = fork();
    if (process == 0) child_main(call, &identity, which, backlog);
    if (process < 0) error = EAGAIN;
    close(identity.folder);
  }
  if (error) {
    call_answer(call, error);
    call_close(call);
    free(agent);
    return;
  }
  *agent = (struct agent){.call = call, .process = process, .next = sandbox->agents};
  agent->source = (struct source){.ready = agent_ready, .sandbox = sandbox};
  agent->source.fd = (int)syscall(SYS_pidfd_open, process, 0);
  sandbox->agents = agent;
  sandbox->agent_count++;
  source_watch(&agent->source, EPOLLIN);
}

void agents_end(struct sandbox *sandbox) {
  while (sandbox->agents) {
    struct agent *agent = sandbox->agents;
    kill(agent->process, SIGKILL);
    while (waitpid(agent->process, NULL, 0) < 0 && errno == EINTR) continue;
    call_answer(agent->call, ENETUNREACH);
    call_close(agent->call);
    agent_remove(agent);
  }
}

static void send_file(int to, int file) {
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } extra = {0};
  struct iovec part = {.iov_base = "", .iov_len = 1};
  struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &extra, .msg_controllen = CMSG_SPACE(sizeof(int))};
  struct cmsghdr *at = CMSG_FIRSTHDR(&head);
  at->cmsg_level = SOL_SOCKET;
  at->cmsg_type = SCM_RIGHTS;
  at->cmsg_len = CMSG_LEN(sizeof(int));
  memcpy(CMSG_DATA(at), &file, sizeof(int));
  sendmsg(to, &head, MSG_NOSIGNAL);
}

static int receive_file(int from) {
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(sizeof(int))];
  } extra;
  char byte;
  int file = -1;
  struct iovec part = {.iov_base = &byte, .iov_len = 1};
  struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &extra, .msg_controllen = sizeof extra};
  if (recvmsg(from, &head, MSG_CMSG_CLOEXEC) != 1) return -1;
  struct cmsghdr *at = CMSG_FIRSTHDR(&head);
  if (at && at->cmsg_level == SOL_SOCKET && at->cmsg_type == SCM_RIGHTS) memcpy(&file, CMSG_DATA(at), sizeof file);
  return file;
}

int agent_socket(int name, int domain) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return -1;
  pid_t process = fork();
  if (process == 0) {
    /* The user namespace that owns it; refused when it is the broker's own, and not needed then. */
    int owner = ioctl(name, NS_GET_USERNS);
    if (owner >= 0) setns(owner, CLONE_NEWUSER);
    int made = setns(name, CLONE_NEWNET) == 0 ? socket(domain, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) : -1;
    if (made >= 0) send_file(pair[1], made);
    _exit(0);
  }
  close(pair[1]);
  int file = process > 0 ? receive_file(pair[0]) : -1;
  close(pair[0]);
  if (process > 0)
    while (waitpid(process, NULL, 0) < 0 && errno == EINTR) continue;
  return file;
}
