/* The seccomp program that every process of a sandbox runs under. */
#pragma once
#include "system.h"
#include <linux/filter.h>

#define MAX_FILTER 512

struct filter {
  struct sock_filter code[MAX_FILTER];
  unsigned short length;
};

/* `template`: may enter namespaces, which it can only where it is their owner: those of its clones. */
void build_filter(struct filter *filter, bool template);
/* Installs it in the caller, which must have set PR_SET_NO_NEW_PRIVS. Returns 0, or -1 with errno. */
int install_filter(const struct filter *filter);
