/*
 * How the server and the host program speak: frames on a stream. A frame is its length (4 bytes, little-endian, of what follows), a
 * number that ties an answer to its request (4 bytes), a letter, and texts: for each its length (4 bytes), its bytes, a zero byte.
 */
#pragma once
#include "system.h"

#define MAX_TEXTS 8192

struct frame {
  uint32_t id;
  char kind;
  int count;
  char *texts[MAX_TEXTS];
};

struct reader {
  char *bytes;
  size_t length, size;
};

/* Reads what there is. Returns 1, or 0 at the end. */
int reader_fill(struct reader *reader, int fd);
/* Takes the next frame; its texts are valid until the next call. Returns 1, 0 when it is not whole, -1 when it is none. */
int reader_next(struct reader *reader, struct frame *frame);
/* Writes a frame with `count` texts. */
void write_frame(int fd, uint32_t id, char kind, int count, const char *const *texts);
/* Number of a text, or 0. */
uint64_t number_of(const struct frame *frame, int index);
