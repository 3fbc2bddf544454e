/* The first process of a sandbox: it stays what the host program forked, executes nothing, and holds the privileges over the sandbox's
 * own namespaces that nothing else in there has. */
#pragma once
#include "filter.h"
#include "system.h"

enum init_request_kind {
  INIT_MOUNT = 'M',   /* text: target; one file descriptor: the tree */
  INIT_TMP = 'T',     /* numbers: bytes */
  INIT_START = 'S',   /* numbers: channels, joins, open files, processes, arguments; texts: folder, arguments, environment; fds: status,
                         output, channels, joins */
  INIT_SIGNAL = 'G',  /* numbers: signal; to every process but the first */
  INIT_END = 'E',     /* ends every process but the first, with the memory they share; answered when none is left */
  INIT_WATCH = 'W',   /* numbers: bytes; ends everything when resident memory is more, where there is no group to do so */
  INIT_MEASURE = 'U', /* answered with bytes of their own, the peak of these, all that are resident, and how many processes there are */
};

struct init_request {
  uint32_t kind;
  uint32_t texts;
  uint64_t id;
  uint64_t numbers[5];
  /* Texts follow, each ended by a zero byte. */
};

enum init_report_kind {
  INIT_PID = 'p',      /* from the helper that made it: numbers: its id on the host */
  INIT_READY = 'r',    /* fds: /tmp, then the network's; numbers: 1 when /proc is there, 1 when the network was prepared */
  INIT_ANSWER = 'a',   /* numbers: 0 or an errno */
  INIT_HELLO = 'h',    /* of a clone's first process, before it goes on: the receiver learns who sends */
  INIT_EXIT = 'x',     /* numbers: status, id inside; id: of the start, 0 for who was left to it */
  INIT_EXHAUSTED = 'o' /* memory was more than watched for; everything has been ended */
};

struct init_report {
  uint32_t kind;
  uint32_t padding;
  uint64_t id;
  int64_t numbers[5];
  char text[160];
};

struct init_setup {
  int control;
  int go; /* reading ends when ids have been mapped; -1: that is told by a packet */
  bool root;
  bool network; /* a broker wants to serve it */
  const struct filter *filter;
};

_Noreturn void run_init(const struct init_setup *setup);
