/* The life of a sandbox, from the host program's side. */
#include "broker.h"
#include "host.h"
#include <sys/vfs.h>

/* Most root file systems that are kept. */
#define MAX_STAGES 32
#define MAX_SLOTS 32768
/* Limits until it is assigned. */
#define FIRST_MEMORY (1024ull << 20)
#define FIRST_PROCESSES 1024

struct stage {
  char *key;
  int fd;
  uint64_t used;
};
static struct stage stages[MAX_STAGES];
static uint64_t uses;
static unsigned char slots[MAX_SLOTS];
static int next_slot;

struct sandbox *sandbox_of(uint32_t id) {
  for (struct sandbox *sandbox = host.sandboxes; sandbox; sandbox = sandbox->next)
    if (sandbox->id == id) return sandbox;
  return NULL;
}

/* The root file system for these mounts. A source that was replaced since has another. */
static int stage_of(const struct mount_pair *mounts, int count, char *error, size_t size) {
  size_t room = 1;
  for (int index = 0; index < count; index++) room += strlen(mounts[index].source) + strlen(mounts[index].target) + 64;
  char *key = malloc(room);
  if (!key) abort();
  size_t at = 0;
  key[0] = 0;
  for (int index = 0; index < count; index++) {
    struct stat status = {0};
    stat(mounts[index].source, &status);
    at += snprintf(key + at, room - at, "%s\n%s\n%llu:%llu\n", mounts[index].source, mounts[index].target,
                   (unsigned long long)status.st_dev, (unsigned long long)status.st_ino);
  }
  struct stage *oldest = &stages[0];
  for (int index = 0; index < MAX_STAGES; index++) {
    struct stage *stage = &stages[index];
    if (stage->key && strcmp(stage->key, key) == 0) {
      free(key);
      stage->used = ++uses;
      return stage->fd;
    }
    if (stage->used < oldest->used) oldest = stage;
  }
  int fd = stage_make(mounts, count, host.resolv_conf, error, size);
  if (fd < 0) {
    free(key);
    return -1;
  }
  if (oldest->key) close(oldest->fd);
  free(oldest->key);
  *oldest = (struct stage){key, fd, ++uses};
  return fd;
}

static int take_slot(void) {
  for (int count = 0; count < MAX_SLOTS; count++) {
    int slot = next_slot;
    next_slot = (next_slot + 1) % MAX_SLOTS;
    if (slots[slot]) continue;
    slots[slot] = 1;
    return slot;
  }
  return -1;
}

static int write_maps(const struct sandbox *sandbox, pid_t pid) {
  unsigned uid = host.first_uid + 2 * (unsigned)sandbox->slot;
  char path[64];
  for (int kind = 0; kind < 2; kind++) {
    snprintf(path, sizeof path, "%d/%s_map", pid, kind ? "gid" : "uid");
    int inside = kind ? INSIDE_GID : INSIDE_UID;
    int result = host.root ? write_text(host.proc, path, "0 %u 1\n%d %u 1\n", uid, inside, uid + 1)
                           : write_text(host.proc, path, "%d 0 1\n", inside);
    if (result < 0) return -1;
  }
  return 0;
}

/* In the helper: the namespaces, and the users of the new one. Reports the first process's id, or why there is none. */
_Noreturn static void make_namespaces(const struct sandbox *sandbox, int stage, int control) {
  struct init_report report = {.kind = INIT_PID};
  int go[2];
  struct init_setup setup = {.control = control, .root = host.root, .network = host.broker >= 0, .filter = &host.filter};
  if (setns(stage, CLONE_NEWNS) < 0 || pipe2(go, O_CLOEXEC) < 0) goto failed;
  /* The host program is the parent: its end is the end of the first process. */
  pid_t pid = (pid_t)syscall(SYS_clone, host.namespaces | CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid == 0) {
    dup2(control, 3);
    dup2(go[0], 4);
    fcntl(3, F_SETFD, FD_CLOEXEC);
    fcntl(4, F_SETFD, FD_CLOEXEC);
    syscall(NR_close_range, 5, ~0u, 0);
    setup.control = 3;
    setup.go = 4;
    run_init(&setup);
  }
  if (pid < 0) goto failed;
  if (write_maps(sandbox, pid) < 0) {
    int error = errno;
    kill(pid, SIGKILL);
    errno = error;
    goto failed;
  }
  report.numbers[0] = pid;
  send_packet(control, &report, sizeof report, NULL, 0);
  _exit(0);
failed:
  report.kind = INIT_ANSWER;
  report.numbers[0] = errno;
  snprintf(report.text, sizeof report.text, "making namespaces");
  send_packet(control, &report, sizeof report, NULL, 0);
  _exit(1);
}

/* For a clone, whose users are its template's: what it forked from goes on as the same. Only from within the namespace above may that be said. */
static int write_nested_maps(const struct sandbox *sandbox, pid_t pid) {
  pid_t helper = fork();
  if (helper == 0) {
    char path[64];
    if (setns(sandbox->template->pidfd, CLONE_NEWUSER) < 0) _exit(1);
    for (int kind = 0; kind < 2; kind++) {
      snprintf(path, sizeof path, "%d/%s_map", pid, kind ? "gid" : "uid");
      int inside = kind ? INSIDE_GID : INSIDE_UID;
      int result = host.root ? write_text(host.proc, path, "0 0 1\n%d %d 1\n", inside, inside)
                             : write_text(host.proc, path, "%d %d 1\n", inside, inside);
      if (result < 0) _exit(1);
    }
    _exit(0);
  }
  int status = 1;
  if (helper > 0) waitpid(helper, &status, 0);
  return status == 0 ? 0 : -1;
}

/*
 * In the helper, for a clone: namespaces below those of its template, made as the functions' user. Who is a user namespace's owner may
 * enter it without any privilege, and nobody else: so the template's forks can.
 */
_Noreturn static void make_nested_namespaces(const struct sandbox *sandbox, int stage, int control) {
  struct init_report report = {.kind = INIT_ANSWER};
  struct init_setup setup = {.go = -1, .root = host.root, .network = host.broker >= 0, .filter = &host.filter};
  int template = sandbox->template->pidfd;
  if (setns(stage, CLONE_NEWNS) < 0 || setns(template, CLONE_NEWPID) < 0) goto failed;
  pid_t inside = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
  if (inside < 0) goto failed;
  if (inside > 0) _exit(0);
  if (setns(template, CLONE_NEWUSER) < 0) goto failed;
  if (host.root && (syscall(SYS_setgroups, 0, NULL) < 0 || syscall(SYS_setresgid, INSIDE_GID, INSIDE_GID, INSIDE_GID) < 0 ||
                    syscall(SYS_setresuid, INSIDE_UID, INSIDE_UID, INSIDE_UID) < 0))
    goto failed;
  pid_t pid = (pid_t)syscall(SYS_clone, host.namespaces | CLONE_PARENT | SIGCHLD, NULL, NULL, NULL, NULL);
  if (pid == 0) {
    dup2(control, 3);
    fcntl(3, F_SETFD, FD_CLOEXEC);
    syscall(NR_close_range, 4, ~0u, 0);
    setup.control = 3;
    run_init(&setup);
  }
  if (pid > 0) _exit(0);
failed:
  report.numbers[0] = errno;
  snprintf(report.text, sizeof report.text, "making namespaces in a template's");
  send_packet(control, &report, sizeof report, NULL, 0);
  _exit(1);
}

static void broker_tell(uint32_t request, struct sandbox *sandbox, uint32_t reach, const int *fds, int count) {
  struct broker_message message = {.request = request, .sandbox = sandbox->id, .reach = reach};
  if (host.broker >= 0) broker_call(host.broker, &message, fds, count);
}

int sandbox_listener(struct sandbox *sandbox, int listener) {
  struct broker_message message = {.request = BROKER_LISTENER, .sandbox = sandbox->id};
  return host.broker < 0 ? ENOSYS : broker_call(host.broker, &message, &listener, 1);
}

static void died(struct sandbox *sandbox);

/* Answers who asked for the end of its processes. What was used before is forgotten. */
static void all_ended(struct sandbox *sandbox, int error) {
  uint32_t request = sandbox->end_request;
  sandbox->end_request = 0;
  if (error) return refuse_request(request, "ending processes: %s", strerror(error));
  struct group_usage usage;
  group_usage(&host.groups, sandbox->group, &sandbox->mark, true, &usage);
  sandbox->exhaustions = usage.out_of_memory;
  bool guarded = sandbox->exhausted && sandbox->memory && host.groups.base[MEMORY].version;
  sandbox->exhausted = false;
  if (guarded) memory_guard(sandbox);
  answer(request, 0, NULL);
}

static void report_received(struct sandbox *sandbox, const struct init_report *report, int *fds, int count, pid_t sender) {
  struct process *process;
  char text[64];
  switch (report->kind) {
  case INIT_PID:
    sandbox->pid = (pid_t)report->numbers[0];
    sandbox->pidfd = pidfd_open_(sandbox->pid);
    /* It ended before it was known. */
    if (sandbox->pidfd < 0) died(sandbox);
    else if (sandbox->stopping) pidfd_signal(sandbox->pidfd, SIGKILL);
    break;
  case INIT_HELLO:
    sandbox->pid = sender;
    sandbox->pidfd = pidfd_open_(sender);
    if (sandbox->pidfd < 0) died(sandbox);
    else if (sandbox->stopping || !sandbox->template || write_nested_maps(sandbox, sender) < 0) pidfd_signal(sandbox->pidfd, SIGKILL);
    else send_packet(sandbox->control.fd, "g", 1, NULL, 0);
    break;
  case INIT_READY:
    sandbox->ready = true;
    if (count > 0) {
      sandbox->tmp = fds[0];
      fds[0] = -1;
    }
    if (report->numbers[1] && count == 1 + NETWORK_INSIDE_COUNT) {
      broker_tell(BROKER_OPEN, sandbox, 0, fds + 1, NETWORK_INSIDE_COUNT);
      sandbox->networked = true;
    }
    snprintf(text, sizeof text, "%d", (int)report->numbers[0]);
    answer(sandbox->create_request, 2, (const char *[]){sandbox->group, text});
    sandbox->create_request = 0;
    break;
  case INIT_ANSWER:
    if (!sandbox->ready && report->numbers[0]) {
      if (sandbox->create_request)
        refuse_request(sandbox->create_request, "%s: %s", report->text, strerror((int)report->numbers[0]));
      sandbox->create_request = 0;
      sandbox_stop(sandbox, 0);
      if (!sandbox->pid) died(sandbox);
    } else if (report->id && report->id == sandbox->end_request) {
      all_ended(sandbox, (int)report->numbers[0]);
    } else if (report->id && (process = process_of((uint32_t)report->id))) {
      if (report->numbers[0] && !process->answered) {
        process->answered = true;
        refuse_request(process->id, "starting a process: %s", strerror((int)report->numbers[0]));
        process_exited(process, 0);
      }
    }
    break;
  case INIT_EXIT:
    process = report->id ? process_of((uint32_t)report->id) : NULL;
    if (process) process_exited(process, (int)report->numbers[0]);
    else if (!report->id) process_left(sandbox, (pid_t)report->numbers[1], (int)report->numbers[0]);
    break;
  case INIT_EXHAUSTED:
    sandbox->exhausted = true;
    break;
  }
}

static void control_ready(void *owner) {
  struct sandbox *sandbox = owner;
  struct init_report report;
  int fds[MAX_FDS], count = 0;
  pid_t sender = 0;
  ssize_t length = receive_packet(sandbox->control.fd, &report, sizeof report, fds, &count, &sender);
  if (length == sizeof report) report_received(sandbox, &report, fds, count, sender);
  else if (length <= 0) {
    unwatch_fd(&sandbox->control);
    if (sandbox->create_request && !sandbox->stopping) {
      refuse_request(sandbox->create_request, "the first process ended");
      sandbox->create_request = 0;
      sandbox_stop(sandbox, 0);
      if (!sandbox->pid) died(sandbox);
    }
  }
  for (int index = 0; index < count; index++)
    if (fds[index] >= 0) close(fds[index]);
}

/* Texts: label, the template's number or 0, then source and target of each mount. */
void sandbox_create(const struct frame *frame) {
  struct mount_pair mounts[MAX_FDS];
  int count = (frame->count - 2) / 2, pair[2];
  uint32_t template_id = (uint32_t)number_of(frame, 1);
  struct sandbox *template = template_id ? sandbox_of(template_id) : NULL;
  const int on = 1;
  char error[512] = "";
  if (count > MAX_FDS) return refuse_request(frame->id, "too many mounts");
  if (template_id && (!template || !template->ready || template->stopping)) return refuse_request(frame->id, "the template is no more");
  for (int index = 0; index < count; index++) mounts[index] = (struct mount_pair){frame->texts[2 + 2 * index], frame->texts[3 + 2 * index]};
  int stage = stage_of(mounts, count, error, sizeof error);
  if (stage < 0) return refuse_request(frame->id, "%s", error);
  int slot = take_slot();
  if (slot < 0) return refuse_request(frame->id, "too many sandboxes");
  struct sandbox *sandbox = calloc(1, sizeof *sandbox);
  if (!sandbox || packet_pair(pair) < 0) {
    slots[slot] = 0;
    free(sandbox);
    return refuse_request(frame->id, "making a socket: %s", strerror(errno));
  }
  *sandbox = (struct sandbox){.id = frame->id, .create_request = frame->id, .slot = slot, .pidfd = -1, .tmp = -1, .growth = {.fd = -1},
                              .open_files = 1024, .processes = FIRST_PROCESSES};
  sandbox->template = template;
  if (template) setsockopt(pair[0], SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  snprintf(sandbox->group, sizeof sandbox->group, "%u", frame->id);
  sandbox->control = (struct watch){pair[0], control_ready, sandbox, 0};
  sandbox->next = host.sandboxes;
  host.sandboxes = sandbox;
  watch_fd(&sandbox->control);
  pid_t helper = fork();
  if (helper == 0 && template) make_nested_namespaces(sandbox, stage, pair[1]);
  if (helper == 0) make_namespaces(sandbox, stage, pair[1]);
  close(pair[1]);
  /* While the helper works. */
  sandbox->grouped = group_make(&host.groups, sandbox->group) == 0;
  struct group_limits limits = {.memory = FIRST_MEMORY, .processes = FIRST_PROCESSES};
  group_limit(&host.groups, sandbox->group, &limits);
}

static int send_to_init(struct sandbox *sandbox, uint32_t kind, uint64_t id, uint64_t number, const char *text, int fd) {
  struct {
    struct init_request request;
    char text[4096];
  } packet = {.request = {.kind = kind, .texts = text ? 1 : 0, .id = id, .numbers = {number}}};
  size_t length = text ? strlen(text) + 1 : 0;
  if (sandbox->control.fd < 0) return errno = EPIPE, -1;
  if (length > sizeof packet.text) return errno = ENAMETOOLONG, -1;
  if (text) memcpy(packet.text, text, length);
  return send_packet(sandbox->control.fd, &packet, sizeof packet.request + length, &fd, fd >= 0 ? 1 : 0);
}

uint64_t ask_init(struct sandbox *sandbox, uint32_t kind, uint64_t number, const char *text, int fd) {
  /* Beyond the numbers of the server's requests, which processes have. */
  static uint64_t last = 1ull << 40;
  uint64_t id = ++last;
  return send_to_init(sandbox, kind, id, number, text, fd) < 0 ? 0 : id;
}

int init_answered(struct sandbox *sandbox, uint64_t id, struct init_report *got) {
  struct init_report report;
  for (;;) {
    int fds[MAX_FDS], count = 0;
    ssize_t length = receive_packet(sandbox->control.fd, &report, sizeof report, fds, &count, NULL);
    if (length <= 0) return EPIPE;
    if (length != sizeof report) continue;
    if (report.kind == INIT_ANSWER && report.id == id) {
      if (got) *got = report;
      return (int)report.numbers[0];
    }
    report_received(sandbox, &report, fds, count, 0);
    for (int index = 0; index < count; index++)
      if (fds[index] >= 0) close(fds[index]);
  }
}

int ask_and_wait(struct sandbox *sandbox, uint32_t kind, uint64_t number, struct init_report *got) {
  uint64_t id = ask_init(sandbox, kind, number, NULL, -1);
  return id ? init_answered(sandbox, id, got) : errno;
}

void sandbox_exhausted(struct sandbox *sandbox) {
  if (sandbox->exhausted || sandbox->control.fd < 0) return;
  sandbox->exhausted = true;
  send_to_init(sandbox, INIT_SIGNAL, 0, SIGKILL, NULL, -1);
}

void sandbox_end_processes(const struct frame *frame) {
  struct sandbox *sandbox = sandbox_of((uint32_t)number_of(frame, 0));
  if (!sandbox || !sandbox->ready || sandbox->stopping) return refuse_request(frame->id, "the sandbox is no more");
  if (sandbox->end_request) return refuse_request(frame->id, "its processes are about to end");
  sandbox->end_request = frame->id;
  if (send_to_init(sandbox, INIT_END, frame->id, 0, NULL, -1) < 0) all_ended(sandbox, errno);
}

void sandbox_freeze(const struct frame *frame, bool frozen) {
  struct sandbox *sandbox = sandbox_of((uint32_t)number_of(frame, 0));
  if (!sandbox || sandbox->stopping) return refuse_request(frame->id, "the sandbox is no more");
  int error = 0;
  if (host.groups.base[FREEZER].version) error = group_freeze(&host.groups, sandbox->group, frozen) < 0 ? errno : 0;
  else error = ask_and_wait(sandbox, INIT_SIGNAL, frozen ? SIGSTOP : SIGCONT, NULL);
  if (error) return refuse_request(frame->id, "freezing: %s", strerror(error));
  answer(frame->id, 0, NULL);
}

/* Texts: sandbox, 1 to count the peak anew. Answered with memory, peak, microseconds of processors, processes, and resident memory, which is
 * 0 where it cannot be said. */
void sandbox_usage(const struct frame *frame) {
  struct sandbox *sandbox = sandbox_of((uint32_t)number_of(frame, 0));
  if (!sandbox || sandbox->stopping) return refuse_request(frame->id, "the sandbox is no more");
  struct group_usage usage;
  bool reset = number_of(frame, 1) == 1;
  group_usage(&host.groups, sandbox->group, &sandbox->mark, reset, &usage);
  uint64_t resident;
  int processes = group_resident(&host.groups, sandbox->group, host.proc, &resident);
  if (processes >= 0) usage.processes = (uint64_t)processes;
  else resident = 0;
  if (!host.groups.base[MEMORY].version) {
    struct init_report report;
    if (ask_and_wait(sandbox, INIT_MEASURE, reset, &report) == 0) {
      usage.memory = (uint64_t)report.numbers[1];
      usage.peak = (uint64_t)report.numbers[2];
      resident = (uint64_t)report.numbers[3];
      usage.processes = (uint64_t)report.numbers[4];
    }
  }
  if (host.groups.base[MEMORY].version) {
    uint64_t files = memory_of_files(sandbox);
    usage.memory = usage.memory > files ? usage.memory - files : 0;
    usage.peak = usage.peak > files ? usage.peak - files : 0;
  }
  /* What was used for an instant before it was noticed. */
  if (sandbox->memory && usage.peak > sandbox->memory) usage.peak = sandbox->memory;
  if (usage.peak < usage.memory) usage.peak = usage.memory;
  char texts[5][24];
  const uint64_t values[5] = {usage.memory, usage.peak, usage.cpu_us, usage.processes, resident};
  for (int index = 0; index < 5; index++) snprintf(texts[index], sizeof texts[index], "%llu", (unsigned long long)values[index]);
  answer(frame->id, 5, (const char *[]){texts[0], texts[1], texts[2], texts[3], texts[4]});
}

void sandbox_stop(struct sandbox *sandbox, uint32_t request) {
  if (request) {
    if (sandbox->stop_request) answer(request, 0, NULL);
    else sandbox->stop_request = request;
  }
  if (sandbox->stopping) return;
  sandbox->stopping = true;
  for (struct sandbox *clone = host.sandboxes; clone; clone = clone->next)
    if (clone->template == sandbox) sandbox_stop(clone, 0);
  if (sandbox->pidfd >= 0) pidfd_signal(sandbox->pidfd, SIGKILL);
  /* What is frozen does not die. The signals come first: nothing runs in between. */
  for (struct process *process = host.processes; process; process = process->next)
    if (process->sandbox == sandbox && process->pidfd >= 0) pidfd_signal(process->pidfd, SIGKILL);
  if (host.groups.base[FREEZER].version == 1) group_freeze(&host.groups, sandbox->group, false);
}

static void forget(struct sandbox *sandbox) {
  for (struct sandbox **at = &host.sandboxes; *at; at = &(*at)->next) {
    if (*at != sandbox) continue;
    *at = sandbox->next;
    break;
  }
  slots[sandbox->slot] = 0;
  for (struct sandbox *clone = host.sandboxes; clone; clone = clone->next)
    if (clone->template == sandbox) clone->template = NULL;
  for (struct process *process = host.processes; process; process = process->next)
    if (process->template == sandbox) process->template = NULL;
  if (sandbox->stop_request) answer(sandbox->stop_request, 0, NULL);
  free(sandbox);
}

/* Its first process has ended, and so all. */
static void died(struct sandbox *sandbox) {
  if (sandbox->dead) return;
  sandbox->dead = sandbox->stopping = host.sweep = true;
  /* What it still had to say: how its processes ended. */
  struct init_report report;
  int fds[MAX_FDS], count;
  while (sandbox->control.fd >= 0) {
    struct msghdr none = {0};
    if (recvmsg(sandbox->control.fd, &none, MSG_PEEK | MSG_DONTWAIT) < 0) break;
    ssize_t length = receive_packet(sandbox->control.fd, &report, sizeof report, fds, &count, NULL);
    if (length <= 0) break;
    if (length == sizeof report) report_received(sandbox, &report, fds, count, 0);
    for (int index = 0; index < count; index++)
      if (fds[index] >= 0) close(fds[index]);
  }
  processes_of_dead(sandbox);
  unwatch_fd(&sandbox->control);
  close_fd(&sandbox->pidfd);
  close_fd(&sandbox->tmp);
  unwatch_fd(&sandbox->growth);
  group_mark_close(&sandbox->mark);
  if (sandbox->networked) broker_tell(BROKER_CLOSE, sandbox, 0, NULL, 0);
  if (sandbox->create_request) refuse_request(sandbox->create_request, "the first process ended");
  sandbox->create_request = 0;
  if (sandbox->end_request) all_ended(sandbox, ECHILD);
}

void sandbox_ended(pid_t pid) {
  for (struct sandbox *sandbox = host.sandboxes; sandbox; sandbox = sandbox->next)
    if (sandbox->pid == pid) return died(sandbox);
}

bool sandboxes_sweep(void) {
  bool left = false;
  for (struct sandbox *sandbox = host.sandboxes, *next; sandbox; sandbox = next) {
    next = sandbox->next;
    if (!sandbox->dead) continue;
    /* A group may still hold who is on the way out. */
    if (sandbox->grouped && group_remove(&host.groups, sandbox->group) < 0 && ++sandbox->removals < 400) left = true;
    else forget(sandbox);
  }
  return left;
}
