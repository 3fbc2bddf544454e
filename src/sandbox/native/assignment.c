/*
 * Assignment: a waiting sandbox is given its function's files, limits and network. A function waits for this, so the first process and the
 * broker are asked at once, and work while limits are set here; one after the other took half as long again. No code of the function's runs
 * before all have answered.
 */
#include "broker.h"
#include "host.h"

struct assignment {
  struct sandbox *sandbox;
  /* Source and target of each mount. */
  char *const *mounts;
  int mount_count;
  /* Port and socket of each forward. */
  char *const *forwards;
  int forward_count;
  /* What was asked of the first process, and the number of the first such request. */
  int init_count;
  uint64_t init_first;
  int broker_count;
  /* Why it fails; empty when it does not. */
  char refusal[512];
};

/* The first reason is told. */
__attribute__((format(printf, 2, 3))) static void fail(struct assignment *assignment, const char *format, ...) {
  if (assignment->refusal[0]) return;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(assignment->refusal, sizeof assignment->refusal, format, arguments);
  va_end(arguments);
}

static void ask_for_files(struct assignment *assignment, uint64_t tmp_bytes) {
  struct sandbox *sandbox = assignment->sandbox;
  for (int index = 0; index < assignment->mount_count; index++) {
    const char *source = assignment->mounts[2 * index], *target = assignment->mounts[2 * index + 1];
    int tree = clone_tree(source);
    uint64_t id = tree < 0 ? 0 : ask_init(sandbox, INIT_MOUNT, 0, target, tree);
    if (!id) fail(assignment, "mounting %s: %s", source, strerror(errno));
    close_fd(&tree);
    if (!id) return;
    if (assignment->init_count++ == 0) assignment->init_first = id;
  }
  uint64_t id = ask_init(sandbox, INIT_TMP, tmp_bytes, NULL, -1);
  if (!id) return fail(assignment, "resizing /tmp: %s", strerror(errno));
  if (assignment->init_count++ == 0) assignment->init_first = id;
}

static void take_files(struct assignment *assignment) {
  for (int index = 0; index < assignment->init_count; index++) {
    int error = init_answered(assignment->sandbox, assignment->init_first + (uint64_t)index, NULL);
    if (!error) continue;
    if (index == assignment->mount_count) fail(assignment, "resizing /tmp: %s", strerror(error));
    else fail(assignment, "mounting %s at %s: %s", assignment->mounts[2 * index], assignment->mounts[2 * index + 1], strerror(error));
  }
}

static void ask_for_network(struct assignment *assignment, uint32_t reach) {
  struct broker_message message = {.sandbox = assignment->sandbox->id, .reach = reach};
  for (int index = 0; index <= assignment->forward_count; index++) {
    bool is_forward = index < assignment->forward_count;
    message.request = is_forward ? BROKER_FORWARD : BROKER_POLICY;
    if (is_forward) {
      message.port = (uint32_t)strtoul(assignment->forwards[2 * index], NULL, 10);
      snprintf(message.path, sizeof message.path, "%s", assignment->forwards[2 * index + 1]);
    }
    int error = broker_ask(host.broker, &message, NULL, 0);
    if (error) return fail(assignment, "opening the network: %s", strerror(error));
    assignment->broker_count++;
  }
}

/* All answers are taken, whatever failed: the next request's come after them. */
static void take_network(struct assignment *assignment) {
  for (int index = 0; index < assignment->broker_count; index++) {
    int error = broker_answered(host.broker);
    if (!error) continue;
    if (index == assignment->forward_count) fail(assignment, "opening the network: %s", strerror(error));
    else fail(assignment, "listening at port %s: %s", assignment->forwards[2 * index], strerror(error));
  }
}

static void set_limits(struct assignment *assignment, uint64_t cpu_thousandths, uint64_t tmp_bytes) {
  struct sandbox *sandbox = assignment->sandbox;
  struct group_limits limits = {sandbox->memory + tmp_bytes, sandbox->processes, cpu_thousandths};
  if (group_limit(&host.groups, sandbox->group, &limits) < 0) return fail(assignment, "setting limits: %s", strerror(errno));
  for (struct process *process = host.processes; process; process = process->next) {
    if (process->sandbox != sandbox || process->ended || process->pid <= 0) continue;
    struct rlimit files = {sandbox->open_files, sandbox->open_files};
    prlimit(process->pid, RLIMIT_NOFILE, &files, NULL);
  }
}

/*
 * Texts: sandbox, memory, processes, open files, thousandths of a processor, bytes of /tmp, reach (0 none, 1 outside, 2 host),
 * number of mounts, source and target of each, number of forwards, port and socket of each.
 */
void sandbox_assign(const struct frame *frame) {
  struct sandbox *sandbox = sandbox_of((uint32_t)number_of(frame, 0));
  if (!sandbox || !sandbox->ready || sandbox->stopping) return refuse_request(frame->id, "the sandbox is no more");
  struct assignment assignment = {.sandbox = sandbox, .mounts = frame->texts + 8};
  uint64_t mounts = number_of(frame, 7), forwards = mounts < MAX_TEXTS ? number_of(frame, 8 + 2 * (int)mounts) : MAX_TEXTS;
  if (forwards >= MAX_TEXTS || 9 + 2 * mounts + 2 * forwards > (uint64_t)frame->count)
    return refuse_request(frame->id, "the assignment is not whole");
  assignment.mount_count = (int)mounts;
  assignment.forward_count = (int)forwards;
  assignment.forwards = assignment.mounts + 2 * mounts + 1;
  sandbox->memory = number_of(frame, 1);
  sandbox->processes = number_of(frame, 2);
  sandbox->open_files = number_of(frame, 3);
  uint64_t tmp_bytes = number_of(frame, 5);
  ask_for_files(&assignment, tmp_bytes);
  if (sandbox->networked && !assignment.refusal[0]) ask_for_network(&assignment, (uint32_t)number_of(frame, 6));
  set_limits(&assignment, number_of(frame, 4), tmp_bytes);
  take_network(&assignment);
  take_files(&assignment);
  bool is_grouped = host.groups.base[MEMORY].version != 0;
  if (!is_grouped && !assignment.refusal[0]) ask_and_wait(sandbox, INIT_WATCH, sandbox->memory, NULL);
  if (assignment.refusal[0]) return refuse_request(frame->id, "%s", assignment.refusal);
  answer(frame->id, 0, NULL);
  /* The group's limit stands. That of memory without files is watched from a moment later on, which takes as long as all before it. */
  if (is_grouped) memory_guard(sandbox);
}
