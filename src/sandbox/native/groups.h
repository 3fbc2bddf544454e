/* Control groups: version 2 where its controllers can be had, else version 1, each controller by itself. */
#pragma once
#include "system.h"

enum controller { MEMORY, CPU, PROCESSES, FREEZER, ACCOUNTS, CONTROLLERS };

/* Where this server's groups are. */
struct group_base {
  /* 0: not to be had. */
  int version;
  /* The folder that holds a folder for each sandbox. */
  char path[512];
  int fd;
  /* Why it is not to be had. */
  char absence[160];
};

struct groups {
  struct group_base base[CONTROLLERS];
  /* A named hierarchy of its own was mounted: joining a group need not wait for the kernel's grace period. */
  bool fast_joins;
};

/* Looks for controllers that can be used, makes the folders of this server, and removes those of servers that are no more. */
void groups_open(struct groups *groups, bool root);
/* Removes the folders of this server. */
void groups_close(struct groups *groups);

/* Makes the groups of a sandbox. `name` is a number. */
int group_make(const struct groups *groups, const char *name);
/* Opens the files by which a process joins; fewer than CONTROLLERS where hierarchies are shared. Returns how many. */
int group_joins(const struct groups *groups, const char *name, int *fds);
struct group_limits {
  /* With the files of /tmp, which are held in memory. */
  uint64_t memory;
  uint64_t processes;
  /* Thousandths of a processor; 0: no limit. */
  uint64_t cpu_thousandths;
};
int group_limit(const struct groups *groups, const char *name, const struct group_limits *limits);
/*
 * Returns a file descriptor that wakes when the group's memory, everything counted, grows beyond `bytes`; -1 where that cannot be had.
 * `*events`: what to wait for. Close it to ask for something else.
 */
int group_watch_memory(const struct groups *groups, const char *name, uint64_t bytes, uint32_t *events);
int group_freeze(const struct groups *groups, const char *name, bool frozen);
/* Memory that is charged to the group, everything counted; 0 where none counts. */
uint64_t group_total(const struct groups *groups, const char *name);
/* The same, and without file caches. */
void group_memory(const struct groups *groups, const char *name, uint64_t *memory, uint64_t *total);
struct group_usage {
  /* Without file caches, and everything. */
  uint64_t memory, total;
  uint64_t peak, cpu_us, processes, out_of_memory;
};
/*
 * Since when a group's peak is counted. Version 2 counts anew for one open file alone, and before Linux 6.12 not at all: then a peak that was
 * not passed since is no peak, and what is used now stands for it. All zero: since the group was made.
 */
struct group_mark {
  /* memory.peak, opened when it was counted anew, and one more, so that 0 is none. */
  int fd_and_one;
  uint64_t passed;
};
/* `mark`: NULL where nobody asks for the peak. `reset`: the peak is counted anew. */
void group_usage(const struct groups *groups, const char *name, struct group_mark *mark, bool reset, struct group_usage *usage);
void group_mark_close(struct group_mark *mark);
/* Bytes that its processes have in memory, with what they share, counted for each. Returns their number, or -1 where it has no group
 * or where there are too many to look at. `proc`: /proc. */
int group_resident(const struct groups *groups, const char *name, int proc, uint64_t *bytes);
/* Returns 0 when nothing is left of it. */
int group_remove(const struct groups *groups, const char *name);
