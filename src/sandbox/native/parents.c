/* Warm parents: trusted processes outside of sandboxes that fork into them. See bootstraps/README.md. */
#include "broker.h"
#include "host.h"
#include <linux/seccomp.h>

struct warm_parent *parent_of(uint32_t id) {
  for (struct warm_parent *parent = host.parents; parent; parent = parent->next)
    if (parent->id == id) return parent;
  return NULL;
}

/* A number after a name, wherever spaces are. -1: there is none. */
static long long field(const char *text, const char *name) {
  char quoted[32];
  snprintf(quoted, sizeof quoted, "\"%s\"", name);
  const char *at = strstr(text, quoted);
  if (!at) return -1;
  at += strlen(quoted);
  while (*at == ' ' || *at == ':') at++;
  return strtoll(at, NULL, 10);
}

static void received(struct warm_parent *parent, const char *text) {
  if (field(text, "ready") >= 0) {
    if (parent->waiting) answer_number(parent->waiting, parent->pid);
    parent->waiting = 0;
    return;
  }
  long long id = field(text, "forked");
  struct process *process = id > 0 ? process_of((uint32_t)id) : NULL;
  if (process && process->parent == parent) {
    process->pid = (pid_t)field(text, "pid");
    if (process->pidfd < 0) process->pidfd = pidfd_open_(process->pid);
    if (process->sandbox->stopping && process->pidfd >= 0) pidfd_signal(process->pidfd, SIGKILL);
    return;
  }
  id = field(text, "failed");
  process = id > 0 ? process_of((uint32_t)id) : NULL;
  if (process && process->parent == parent) {
    if (!process->answered) refuse_request(process->id, "forking: %.300s", text);
    process->answered = true;
    return process_exited(process, 0);
  }
  long long pid = field(text, "ended");
  if (pid <= 0) return;
  for (process = host.processes; process; process = process->next)
    if (process->parent == parent && process->pid == pid) return process_exited(process, (int)field(text, "status"));
}

static void socket_ready(void *owner) {
  struct warm_parent *parent = owner;
  char text[4096];
  ssize_t length = receive_packet(parent->socket.fd, text, sizeof text - 1, NULL, NULL, NULL);
  if (length <= 0) return unwatch_fd(&parent->socket);
  text[length] = 0;
  received(parent, text);
}

static void hexadecimal(char *text, const void *bytes, size_t length) {
  for (size_t index = 0; index < length; index++) sprintf(text + 2 * index, "%02x", ((const unsigned char *)bytes)[index]);
}

_Noreturn static void become(int socket, int output, const char *folder, char *const *command, char *const *environment) {
  int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  int high = fcntl(socket, F_DUPFD_CLOEXEC, 10);
  if (input < 0 || high < 0 || dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0 || dup2(high, 3) < 0) _exit(127);
  syscall(NR_close_range, 4, ~0u, 0);
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < 65; number++) signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  umask(022);
  if (chdir(folder) < 0) dprintf(2, "%s: %s\n", folder, strerror(errno));
  else execve(command[0], command, environment);
  dprintf(2, "%s: %s\n", command[0], strerror(errno));
  _exit(127);
}

/* Texts: number of arguments, folder, arguments, environment. Answered when it is ready. */
void parent_start(const struct frame *frame) {
  int arguments = (int)number_of(frame, 0), pair[2];
  if (arguments < 1 || 2 + arguments > frame->count) return refuse_request(frame->id, "no command");
  if (packet_pair(pair) < 0) return refuse_request(frame->id, "making a socket: %s", strerror(errno));
  int output = open_output(frame->id);
  char **words = calloc(frame->count + 2, sizeof *words);
  struct warm_parent *parent = calloc(1, sizeof *parent);
  if (output < 0 || !words || !parent) return refuse_request(frame->id, "making a pipe: %s", strerror(errno));
  for (int index = 2; index < frame->count; index++) words[index - 2 + (index >= 2 + arguments)] = frame->texts[index];
  pid_t pid = fork();
  if (pid == 0) become(pair[1], output, frame->texts[1], words, words + arguments + 1);
  free(words);
  close(output);
  close(pair[1]);
  if (pid < 0) {
    close(pair[0]);
    free(parent);
    return refuse_request(frame->id, "starting a process: %s", strerror(errno));
  }
  *parent = (struct warm_parent){.id = frame->id, .pid = pid, .waiting = frame->id, .next = host.parents};
  parent->socket = (struct watch){pair[0], socket_ready, parent, 0};
  host.parents = parent;
  watch_fd(&parent->socket);
  static char setup[64 * 1024];
  static char filter[2 * sizeof host.filter.code + 1], template[sizeof filter], network[16 * 1024];
  hexadecimal(filter, host.filter.code, host.filter.length * sizeof *host.filter.code);
  hexadecimal(template, host.template_filter.code, host.template_filter.length * sizeof *host.template_filter.code);
  network[0] = 0;
  unsigned flags = 0;
  if (host.broker >= 0) {
    struct sock_fprog program;
    network_filter_program(&program);
    flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | 32 /* SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV */;
    size_t size = program.len * sizeof *program.filter;
    if (2 * size < sizeof network) hexadecimal(network, program.filter, size);
  }
  int length = snprintf(setup, sizeof setup, "{\"setup\":1,\"filter\":\"%s\",\"templateFilter\":\"%s\",\"network\":\"%s\",\"networkFlags\":%u}",
                        filter, template, network, flags);
  send_packet(pair[0], setup, length, NULL, 0);
}

void parent_stop(uint32_t id, uint32_t request) {
  struct warm_parent *parent = parent_of(id);
  if (!parent) return answer(request, 0, NULL);
  parent->stopping = true;
  parent->stop_request = request;
  /* Its children live on: they are ours then. */
  kill(parent->pid, SIGTERM);
}

bool parent_ended(pid_t pid, int status) {
  for (struct warm_parent **at = &host.parents; *at; at = &(*at)->next) {
    struct warm_parent *parent = *at;
    if (parent->pid != pid) continue;
    /* What it still had to say. */
    char text[4096];
    ssize_t length;
    while (parent->socket.fd >= 0 && (length = recv(parent->socket.fd, text, sizeof text - 1, MSG_DONTWAIT)) > 0) {
      text[length] = 0;
      received(parent, text);
    }
    *at = parent->next;
    unwatch_fd(&parent->socket);
    if (parent->waiting) refuse_request(parent->waiting, "the warm parent ended before it was ready");
    if (parent->stop_request) answer(parent->stop_request, 0, NULL);
    char id[16], code[16], number[16];
    snprintf(id, sizeof id, "%u", parent->id);
    snprintf(code, sizeof code, "%d", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    snprintf(number, sizeof number, "%d", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    write_frame(host.control, 0, 'w', 3, (const char *[]){id, code, number});
    for (struct process *process = host.processes; process; process = process->next)
      if (process->parent == parent) process->parent = NULL;
    free(parent);
    return true;
  }
  /* A fork of a warm parent that was left to us: the parent is no more, or put a process in between. It told us of it before. */
  for (struct warm_parent *parent = host.parents; parent; parent = parent->next) {
    char text[4096];
    ssize_t length;
    while (parent->socket.fd >= 0 && (length = recv(parent->socket.fd, text, sizeof text - 1, MSG_DONTWAIT)) > 0) {
      text[length] = 0;
      received(parent, text);
    }
  }
  for (struct process *process = host.processes; process; process = process->next) {
    if (process->pid != pid) continue;
    process_exited(process, status);
    return true;
  }
  return false;
}
