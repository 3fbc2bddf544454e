/* The start of a process in a sandbox, from its fork to its program. */
#pragma once
#include "filter.h"
#include "system.h"

struct start {
  int status;    /* tells the host how far it is; see bootstraps/README.md, "Warm parents" */
  int output;    /* standard output and standard error */
  int channels[MAX_FDS];
  int channel_count;
  int joins[MAX_FDS]; /* cgroup.procs of the groups to join */
  int join_count;
  uint64_t open_files, processes, memory; /* limits; 0: none */
  bool root;     /* the first process is another user than the functions' */
  const char *folder;
  char *const *command, *const *environment;
};

/* What every sandbox gets wherever it is made: no privileges, no way to regain them. */
int drop_privileges(bool root);
/* Runs in the forked child; does not return. */
_Noreturn void run_process(const struct start *start, const struct filter *filter, bool network);
