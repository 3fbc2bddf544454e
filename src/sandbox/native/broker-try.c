/*
 * `lambent-sandbox network-try [--reach=none|outside|public|host] [--forward=PORT:PATH] [--] COMMAND...` runs a command in a network of
 * its own with a broker beside it, and with no other wall: for tests of the network, and for looking at it.
 */
#include "broker-internal.h"
#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int fail(const char *what, int error) {
  fprintf(stderr, "network-try: %s: %s\n", what, strerror(error));
  return 125;
}

static void write_file(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) exit(fail(path, errno));
  close(fd);
}

static int send_files(int to, const int *files, int count) {
  struct broker_message message = {.request = BROKER_OPEN};
  return broker_call(to, &message, files, count);
}

static void enter(void) {
  char map[64];
  unsigned user = getuid(), group = getgid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWNS) != 0) exit(fail("namespaces", errno));
  write_file("/proc/self/setgroups", "deny");
  snprintf(map, sizeof map, "%u %u 1", user, user);
  write_file("/proc/self/uid_map", map);
  snprintf(map, sizeof map, "%u %u 1", group, group);
  write_file("/proc/self/gid_map", map);
}

/* The name servers as a sandbox sees them. A machine on which this fails has others. */
static void names(void) {
  char text[4096], path[] = "/tmp/lambent-names-XXXXXX";
  size_t size = network_resolv_conf(text, sizeof text);
  int fd = mkostemp(path, O_CLOEXEC);
  if (fd < 0) return;
  fchmod(fd, 0644);
  if (write(fd, text, size) == (ssize_t)size && mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0)
    mount(path, "/etc/resolv.conf", NULL, MS_BIND, NULL);
  close(fd);
  unlink(path);
}

static void drop(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct none[2] = {{0}};
  for (int i = 0; i < 64; i++) prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
  syscall(SYS_capset, &header, none);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* The command. It answers its parent's questions as the broker does, for the same call to serve. */
static int inside(int parent, char **command) {
  struct network_inside made;
  enter();
  int error = network_inside(&made);
  if (error) return fail("network", error);
  names();
  error = send_files(parent, (int *)&made, NETWORK_INSIDE_COUNT);
  for (int i = 0; i < NETWORK_INSIDE_COUNT; i++) close(((int *)&made)[i]);
  if (error) return fail("broker", error);
  drop();
  int listener = network_filter();
  if (listener < 0) return fail("filter", errno);
  error = send_files(parent, &listener, 1);
  close(listener);
  if (error) return fail("broker", error);
  close(parent);
  execvp(command[0], command);
  return fail(command[0], errno);
}

/* Hands what the command made to the broker. */
static int relay(int child, int broker, uint32_t request) {
  struct broker_message message;
  union {
    struct cmsghdr header;
    char space[CMSG_SPACE(NETWORK_INSIDE_COUNT * sizeof(int))];
  } extra;
  struct iovec part = {.iov_base = &message, .iov_len = sizeof message};
  struct msghdr head = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &extra, .msg_controllen = sizeof extra};
  if (recvmsg(child, &head, MSG_CMSG_CLOEXEC) != sizeof message) return ECHILD;
  struct cmsghdr *at = CMSG_FIRSTHDR(&head);
  if (!at) return EPROTO;
  int files[NETWORK_INSIDE_COUNT], count = (int)((at->cmsg_len - CMSG_LEN(0)) / sizeof(int));
  memcpy(files, CMSG_DATA(at), (size_t)count * sizeof(int));
  message = (struct broker_message){.request = request, .sandbox = 1};
  int error = broker_call(broker, &message, files, count);
  for (int i = 0; i < count; i++) close(files[i]);
  return error;
}

static void reply(int child, int error) {
  struct broker_answer answer = {.error = error};
  send(child, &answer, sizeof answer, MSG_NOSIGNAL);
}

static int start(int child, int broker, const struct broker_message *messages, int count) {
  int error = relay(child, broker, BROKER_OPEN);
  for (int i = 0; !error && i < count; i++) error = broker_call(broker, &messages[i], NULL, 0);
  reply(child, error);
  if (error) return error;
  error = relay(child, broker, BROKER_LISTENER);
  reply(child, error);
  return error;
}

int broker_try_main(int argc, char **argv) {
  static const char *const reaches[] = {"none", "outside", "host", "public"};
  struct broker_message messages[9] = {{.request = BROKER_POLICY, .sandbox = 1}};
  int at = 1, count = 1, pair[2], child_pair[2];
  for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
    const char *text = argv[at];
    if (strcmp(text, "--") == 0) {
      at++;
      break;
    }
    if (strncmp(text, "--reach=", 8) == 0) {
      for (uint32_t i = 0; i < 4; i++)
        if (strcmp(text + 8, reaches[i]) == 0) messages[0].reach = i;
    } else if (strncmp(text, "--forward=", 10) == 0 && strchr(text, ':') && count < 9) {
      struct broker_message *forward = &messages[count++];
      *forward = (struct broker_message){.request = BROKER_FORWARD, .sandbox = 1, .port = (uint32_t)atoi(text + 10)};
      snprintf(forward->path, sizeof forward->path, "%s", strchr(text, ':') + 1);
    } else
      return fail(text, EINVAL);
  }
  if (at >= argc) return fail("no command", EINVAL);
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) return fail("socket", errno);
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, child_pair) != 0) return fail("socket", errno);
  pid_t broker = fork();
  if (broker == 0) {
    close(pair[0]);
    close(child_pair[0]);
    close(child_pair[1]);
    _exit(broker_main(pair[1]));
  }
  pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    close(pair[0]);
    close(pair[1]);
    close(child_pair[0]);
    _exit(inside(child_pair[1], argv + at));
  }
  close(pair[1]);
  close(child_pair[1]);
  int error = start(child_pair[0], pair[0], messages, count), status = 0;
  if (error) fail("start", error);
  close(child_pair[0]);
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  close(pair[0]);
  while (waitpid(broker, NULL, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#ifdef BROKER_ALONE
int main(int argc, char **argv) {
  return broker_try_main(argc, argv);
}
#endif
