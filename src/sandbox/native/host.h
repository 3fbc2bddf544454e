/* The host program: one for a server, its child; makes sandboxes and ends with it. */
#pragma once
#include "filter.h"
#include "frames.h"
#include "groups.h"
#include "init.h"
#include "stage.h"
#include "system.h"

/* A file descriptor that is waited for. */
struct watch {
  int fd;
  void (*ready)(void *owner);
  void *owner;
  /* What is waited for; 0: that there is something to read. */
  uint32_t events;
};

struct warm_parent {
  uint32_t id;
  pid_t pid;
  struct watch socket;
  /* The request that waits for its being ready. */
  uint32_t waiting;
  bool stopping;
  uint32_t stop_request;
  struct warm_parent *next;
};

/* A process of a sandbox that the server knows of. Its number is the request that asked for it. */
struct process {
  uint32_t id;
  struct sandbox *sandbox;
  struct warm_parent *parent;
  pid_t pid;
  int pidfd;
  struct watch status;
  bool answered, ended;
  /* A template's: asks it to fork. */
  struct watch clones;
  /* A clone: its number in the process namespace of its template, whose first process reaps it. */
  struct sandbox *template;
  pid_t inner;
  int end_status;
  struct process *next;
};

struct sandbox {
  uint32_t id;
  char group[24];
  pid_t pid;
  int pidfd;
  int tmp; /* the file system of /tmp */
  struct watch control;
  int slot;
  bool ready, stopping, dead, networked, exhausted, grouped;
  uint32_t create_request, end_request, stop_request;
  uint64_t open_files, processes;
  uint64_t memory; /* 0: not assigned yet */
  uint64_t exhaustions; /* that its group had counted when its processes were ended last */
  struct group_mark mark;
  struct watch growth; /* tells when memory may have come to its limit */
  int removals;
  /* A clone's: its namespaces are below those of its template, and end with them. */
  struct sandbox *template;
  struct sandbox *next;
};

/* Holds a pipe open that the server has not opened yet: without anybody it would lose what is in it. */
struct output_guard {
  uint32_t id;
  int fd;
  struct output_guard *next;
};

struct host {
  int control; /* the server */
  int epoll;
  bool root;   /* has the privileges of the machine, not only of a user namespace of its own */
  int proc;    /* /proc */
  int broker;  /* -1: none */
  bool network_namespaces;
  /* Some sandbox is dead and not yet forgotten. */
  bool sweep;
  char run_folder[108];
  char resolv_conf[4096];
  uint32_t first_uid;
  unsigned long namespaces; /* CLONE_NEW... of every sandbox */
  struct filter filter, template_filter;
  struct groups groups;
  struct sandbox *sandboxes;
  struct process *processes;
  struct warm_parent *parents;
  struct output_guard *guards;
};

extern struct host host;

int run_host(int control);

void answer(uint32_t id, int count, const char *const *texts);
void answer_number(uint32_t id, int64_t number);
void refuse_request(uint32_t id, const char *format, ...) __attribute__((format(printf, 2, 3)));
void watch_fd(struct watch *watch);
void unwatch_fd(struct watch *watch);

/* sandboxes.c */
void sandbox_create(const struct frame *frame);
/* Ends its processes; the rest stays. */
void sandbox_end_processes(const struct frame *frame);
void sandbox_stop(struct sandbox *sandbox, uint32_t request);
void sandbox_ended(pid_t pid);
/* Removes groups that were still busy. Returns whether any is left. */
bool sandboxes_sweep(void);
struct sandbox *sandbox_of(uint32_t id);
/* Hands a listener of one of its processes to the broker. Returns 0 or an errno. */
int sandbox_listener(struct sandbox *sandbox, int listener);
void sandbox_usage(const struct frame *frame);
void sandbox_freeze(const struct frame *frame, bool frozen);

/* Asks its first process, which answers in the order of what it is asked. Returns the request's number, or 0 with errno. */
uint64_t ask_init(struct sandbox *sandbox, uint32_t kind, uint64_t number, const char *text, int fd);
/* Waits for the answer; meanwhile serves what else the sandbox has to say. Returns 0 or an errno; `got`: the whole of it, or NULL. */
int init_answered(struct sandbox *sandbox, uint64_t id, struct init_report *got);
int ask_and_wait(struct sandbox *sandbox, uint32_t kind, uint64_t number, struct init_report *got);

/* assignment.c */
void sandbox_assign(const struct frame *frame);

/* memory.c */
/* Looks whether the sandbox, without the files in its /tmp, uses more than it may, and asks to be woken when it might. */
void memory_guard(struct sandbox *sandbox);
/* Bytes of the files in its /tmp. */
uint64_t memory_of_files(const struct sandbox *sandbox);
/* Ends every process of it, for having used too much. */
void sandbox_exhausted(struct sandbox *sandbox);

/* processes.c */
void process_start(const struct frame *frame);
void process_fork(const struct frame *frame);
void process_clone(const struct frame *frame);
/* A process that was left to the sandbox's first process ended. */
void process_left(struct sandbox *sandbox, pid_t inner, int status);
void process_signal(uint32_t id, int number);
void process_exited(struct process *process, int status);
struct process *process_of(uint32_t id);
void processes_of_dead(struct sandbox *sandbox);

/* parents.c */
void parent_start(const struct frame *frame);
void parent_stop(uint32_t id, uint32_t request);
struct warm_parent *parent_of(uint32_t id);
bool parent_ended(pid_t pid, int status);

/* Makes the pipe that the server reads output from, named by the number of its process. Returns the end for writing. What is written to
 * it is kept until output_opened, even when the process has ended. */
int open_output(uint32_t id);
/* The server has opened its end, or will not. */
void output_opened(uint32_t id);
