/* Processes of sandboxes: started by their first process, or forked from a warm parent. */
#include "host.h"

/* Longest that an answer may wait for a channel to the server. Unit: seconds. */
#define CHANNEL_SECONDS 5

struct process *process_of(uint32_t id) {
  for (struct process *process = host.processes; process; process = process->next)
    if (process->id == id) return process;
  return NULL;
}

static void forget(struct process *process) {
  for (struct process **at = &host.processes; *at; at = &(*at)->next) {
    if (*at != process) continue;
    *at = process->next;
    break;
  }
  unwatch_fd(&process->status);
  unwatch_fd(&process->clones);
  close_fd(&process->pidfd);
  free(process);
}

/* A stream to the server: its listening socket is in the run folder, and the token says what the stream is for. */
static int connect_channel(const char *token) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  struct timeval limit = {.tv_sec = CHANNEL_SECONDS};
  snprintf(address.sun_path, sizeof address.sun_path, "%.90s/channels", host.run_folder);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  size_t length = strlen(token);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0 || send(fd, token, length, MSG_NOSIGNAL) != (ssize_t)length) {
    int error = errno;
    close(fd);
    errno = error;
    return -1;
  }
  limit.tv_sec = 0;
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  return fd;
}

static void started(struct process *process) {
  if (process->answered) return;
  process->answered = true;
  answer_number(process->id, process->pid);
}

/* What the process says of its start; its end of the socket closes when its program runs. */
static void status_ready(void *owner) {
  struct process *process = owner;
  char text[512];
  int fds[MAX_FDS], count = 0;
  pid_t sender = 0;
  ssize_t length = receive_packet(process->status.fd, text, sizeof text - 1, fds, &count, &sender);
  if (length <= 0) {
    unwatch_fd(&process->status);
    started(process);
    return;
  }
  text[length] = 0;
  if (text[0] == 'h' && process->pid <= 0) {
    process->pid = sender;
    process->pidfd = pidfd_open_(sender);
    if (process->sandbox->stopping && process->pidfd >= 0) pidfd_signal(process->pidfd, SIGKILL);
  } else if (text[0] == 'L') {
    int error = EBADF;
    if (count == 1) error = sandbox_listener(process->sandbox, fds[0]);
    if (error) {
      if (!process->answered) refuse_request(process->id, "the network: %s", strerror(error));
      process->answered = true;
      unwatch_fd(&process->status);
    } else {
      send_packet(process->status.fd, "a", 1, NULL, 0);
    }
  } else if (text[0] == 'e' && !process->answered) {
    process->answered = true;
    refuse_request(process->id, "%s", text + 1);
  }
  for (int index = 0; index < count; index++) close(fds[index]);
}

void process_exited(struct process *process, int status) {
  if (process->ended) return;
  process->ended = true;
  process->end_status = status;
  /* What it said before it ended comes first. */
  while (process->status.fd >= 0) status_ready(process);
  struct sandbox *sandbox = process->sandbox;
  bool refused = false;
  if (!process->answered) started(process);
  else refused = process->pid <= 0;
  bool out_of_memory = sandbox->exhausted;
  if (WIFSIGNALED(status) && host.groups.base[MEMORY].version && !sandbox->removals) {
    struct group_usage usage;
    group_usage(&host.groups, sandbox->group, NULL, false, &usage);
    if (usage.out_of_memory > sandbox->exhaustions) out_of_memory = true;
  }
  if (!refused) {
    char id[16], code[16], number[16];
    snprintf(id, sizeof id, "%u", process->id);
    snprintf(code, sizeof code, "%d", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    snprintf(number, sizeof number, "%d", WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    write_frame(host.control, 0, 'x', 4, (const char *[]){id, code, number, out_of_memory ? "1" : "0"});
  }
  forget(process);
}

void processes_of_dead(struct sandbox *sandbox) {
  for (struct process *process = host.processes, *next; process; process = next) {
    next = process->next;
    if (process->sandbox == sandbox) process_exited(process, SIGKILL);
  }
}

struct opened {
  int pair[2], output;
  int fds[MAX_FDS];
  int count, channels, joins;
};

static void close_opened(struct opened *opened) {
  for (int index = 0; index < opened->count; index++) close(opened->fds[index]);
}

/* Status, output, channels and groups, in the order in which they are sent. Returns 0, or -1 after the refusal. */
static int open_all(const struct frame *frame, struct sandbox *sandbox, char *const *tokens, int channels, struct opened *opened) {
  const int on = 1;
  *opened = (struct opened){.pair = {-1, -1}, .output = -1};
  if (channels > MAX_FDS - 2 - CONTROLLERS) return refuse_request(frame->id, "too many channels"), -1;
  if (packet_pair(opened->pair) < 0) return refuse_request(frame->id, "making a socket: %s", strerror(errno)), -1;
  setsockopt(opened->pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  opened->fds[opened->count++] = opened->pair[1];
  opened->output = open_output(frame->id);
  if (opened->output < 0) {
    refuse_request(frame->id, "making a pipe: %s", strerror(errno));
    close(opened->pair[0]);
    return close_opened(opened), -1;
  }
  opened->fds[opened->count++] = opened->output;
  for (int index = 0; index < channels; index++) {
    int fd = connect_channel(tokens[index]);
    if (fd < 0) {
      refuse_request(frame->id, "connecting a channel: %s", strerror(errno));
      close(opened->pair[0]);
      return close_opened(opened), -1;
    }
    opened->fds[opened->count++] = fd;
  }
  opened->channels = channels;
  opened->joins = group_joins(&host.groups, sandbox->group, opened->fds + opened->count);
  opened->count += opened->joins;
  return 0;
}

static struct process *add(const struct frame *frame, struct sandbox *sandbox, struct opened *opened) {
  struct process *process = calloc(1, sizeof *process);
  if (!process) abort();
  *process = (struct process){.id = frame->id, .sandbox = sandbox, .pidfd = -1, .clones = {.fd = -1}, .next = host.processes};
  process->status = (struct watch){opened->pair[0], status_ready, process, 0};
  host.processes = process;
  watch_fd(&process->status);
  return process;
}

static uint64_t process_limit(const struct sandbox *sandbox) {
  return host.groups.base[PROCESSES].version ? 0 : sandbox->processes;
}

/* Texts: sandbox, number of channels, their tokens, number of arguments, folder, arguments, environment. */
void process_start(const struct frame *frame) {
  struct sandbox *sandbox = sandbox_of((uint32_t)number_of(frame, 0));
  if (!sandbox || !sandbox->ready || sandbox->stopping) return refuse_request(frame->id, "the sandbox is no more");
  int channels = (int)number_of(frame, 1), at = 2 + channels;
  int arguments = (int)number_of(frame, at++);
  if (channels < 0 || arguments < 1 || at + arguments >= frame->count) return refuse_request(frame->id, "no command");
  struct opened opened;
  if (open_all(frame, sandbox, frame->texts + 2, channels, &opened) < 0) return;
  static char packet[MAX_PACKET];
  struct init_request request = {.kind = INIT_START, .id = frame->id, .texts = (uint32_t)(frame->count - at)};
  request.numbers[0] = (uint64_t)opened.channels;
  request.numbers[1] = (uint64_t)opened.joins;
  request.numbers[2] = sandbox->open_files;
  request.numbers[3] = process_limit(sandbox);
  request.numbers[4] = (uint64_t)arguments;
  size_t length = sizeof request;
  memcpy(packet, &request, length);
  for (; at < frame->count; at++) {
    size_t size = strlen(frame->texts[at]) + 1;
    if (length + size > sizeof packet) {
      close(opened.pair[0]);
      close_opened(&opened);
      return refuse_request(frame->id, "arguments and environment are too long");
    }
    memcpy(packet + length, frame->texts[at], size);
    length += size;
  }
  struct process *process = add(frame, sandbox, &opened);
  if (send_packet(sandbox->control.fd, packet, length, opened.fds, opened.count) < 0) {
    process->answered = true;
    refuse_request(frame->id, "asking the first process: %s", strerror(errno));
    forget(process);
  }
  close_opened(&opened);
}

/* What a template says: of its forks. It is not believed further than its own clones. */
static void clones_ready(void *owner) {
  struct process *template = owner;
  char text[512];
  unsigned id;
  int pid, used = 0;
  ssize_t length = receive_packet(template->clones.fd, text, sizeof text - 1, NULL, NULL, NULL);
  if (length <= 0) return unwatch_fd(&template->clones);
  text[length] = 0;
  if (sscanf(text, "{\"forked\":%u,\"pid\":%d}", &id, &pid) == 2) {
    struct process *clone = process_of(id);
    if (clone && clone->template == template->sandbox) clone->inner = pid;
  } else if (sscanf(text, "{\"failed\":%u,%n", &id, &used) == 1 && used) {
    struct process *clone = process_of(id);
    if (!clone || clone->template != template->sandbox || clone->answered) return;
    clone->answered = true;
    refuse_request(id, "cloning: %.300s", text + used);
    process_exited(clone, 0);
  }
}

static struct process *template_of(const struct sandbox *sandbox) {
  for (struct process *process = host.processes; process; process = process->next)
    if (process->sandbox == sandbox && process->clones.fd >= 0) return process;
  return NULL;
}

void process_left(struct sandbox *sandbox, pid_t inner, int status) {
  struct process *template = template_of(sandbox);
  struct msghdr none = {0};
  /* It told of it before it left it. */
  while (template && template->clones.fd >= 0 && recvmsg(template->clones.fd, &none, MSG_PEEK | MSG_DONTWAIT) >= 0) clones_ready(template);
  for (struct process *process = host.processes; process; process = process->next)
    if (process->template == sandbox && process->inner == inner) return process_exited(process, status);
}

/* Texts: sandbox, number of channels, their tokens, a line of JSON for the child. The sandbox was created for clones of its template. */
void process_clone(const struct frame *frame) {
  static const char *const kinds[] = {"user", "pid", "mnt", "net", "ipc", "uts", "cgroup"};
  struct sandbox *sandbox = sandbox_of((uint32_t)number_of(frame, 0));
  if (!sandbox || !sandbox->ready || sandbox->stopping) return refuse_request(frame->id, "the sandbox is no more");
  struct process *template = sandbox->template ? template_of(sandbox->template) : NULL;
  if (!template) return refuse_request(frame->id, "the template is no more");
  int channels = (int)number_of(frame, 1);
  if (channels < 0 || 2 + channels >= frame->count) return refuse_request(frame->id, "no request");
  struct opened opened;
  if (open_all(frame, sandbox, frame->texts + 2, channels, &opened) < 0) return;
  int fds[MAX_FDS], count = 0;
  const int namespaces = sizeof kinds / sizeof *kinds;
  for (; count < namespaces; count++) {
    char path[64];
    snprintf(path, sizeof path, "%d/ns/%s", sandbox->pid, kinds[count]);
    fds[count] = openat(host.proc, path, O_RDONLY | O_CLOEXEC);
    if (fds[count] < 0) break;
  }
  static char packet[MAX_PACKET];
  int length = snprintf(packet, sizeof packet, "{\"clone\":%u,\"channels\":%d,\"groups\":%d,\"namespaces\":%d,\"openFiles\":%llu,\"processes\":%llu}\n%s",
                        frame->id, opened.channels, opened.joins, namespaces, (unsigned long long)sandbox->open_files,
                        (unsigned long long)process_limit(sandbox), frame->texts[2 + channels]);
  struct process *process = add(frame, sandbox, &opened);
  process->template = sandbox->template;
  bool sent = false;
  if (count == namespaces && count + opened.count <= MAX_FDS && length < (int)sizeof packet) {
    memcpy(fds + count, opened.fds, sizeof(int) * opened.count);
    sent = send_packet(template->clones.fd, packet, length, fds, count + opened.count) == 0;
  }
  if (!sent) {
    process->answered = true;
    refuse_request(frame->id, "asking the template: %s", strerror(errno));
    forget(process);
  }
  while (count > 0) close(fds[--count]);
  close_opened(&opened);
}

/* Texts: sandbox, warm parent, number of channels, their tokens, a line of JSON for the child, 1 for a template. */
void process_fork(const struct frame *frame) {
  struct sandbox *sandbox = sandbox_of((uint32_t)number_of(frame, 0));
  struct warm_parent *parent = parent_of((uint32_t)number_of(frame, 1));
  if (!sandbox || !sandbox->ready || sandbox->stopping) return refuse_request(frame->id, "the sandbox is no more");
  if (!parent || parent->stopping) return refuse_request(frame->id, "the warm parent is no more");
  int channels = (int)number_of(frame, 2);
  if (channels < 0 || 3 + channels >= frame->count) return refuse_request(frame->id, "no request");
  struct opened opened;
  if (open_all(frame, sandbox, frame->texts + 3, channels, &opened) < 0) return;
  static char packet[MAX_PACKET];
  unsigned long namespaces = host.namespaces & ~(unsigned long)CLONE_NEWPID;
  bool template = number_of(frame, 4 + channels) == 1;
  int clones[2] = {-1, -1};
  if (template && packet_pair(clones) < 0) template = false;
  int length = snprintf(packet, sizeof packet,
                        "{\"fork\":%u,\"uid\":%d,\"gid\":%d,\"channels\":%d,\"groups\":%d,\"openFiles\":%llu,\"processes\":%llu,"
                        "\"namespaces\":%lu,\"network\":%d,\"changeUser\":%d,\"template\":%d}\n%s",
                        frame->id, INSIDE_UID, INSIDE_GID, opened.channels, opened.joins, (unsigned long long)sandbox->open_files,
                        (unsigned long long)process_limit(sandbox), namespaces, sandbox->networked, host.root, template,
                        frame->texts[3 + channels]);
  struct process *process = add(frame, sandbox, &opened);
  process->parent = parent;
  int fds[MAX_FDS + 2], count = 1 + opened.count;
  fds[0] = sandbox->pidfd;
  memcpy(fds + 1, opened.fds, sizeof(int) * opened.count);
  if (template) {
    fds[count++] = clones[1];
    process->clones = (struct watch){clones[0], clones_ready, process, 0};
    watch_fd(&process->clones);
  }
  if (length >= (int)sizeof packet || send_packet(parent->socket.fd, packet, length, fds, count) < 0) {
    process->answered = true;
    refuse_request(frame->id, "asking the warm parent: %s", length >= (int)sizeof packet ? "too long" : strerror(errno));
    forget(process);
  }
  close_fd(&clones[1]);
  close_opened(&opened);
}

void process_signal(uint32_t id, int number) {
  struct process *process = process_of(id);
  if (process && process->pidfd >= 0) pidfd_signal(process->pidfd, number);
}
