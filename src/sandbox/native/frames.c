#include "frames.h"

/* Longest frame. An environment and a command line are far below. Unit: bytes. */
#define MAX_FRAME (1024 * 1024)
#define HEAD 9

static size_t consumed;

int reader_fill(struct reader *reader, int fd) {
  if (reader->size - reader->length < 65536) {
    reader->size = reader->length + 131072;
    reader->bytes = realloc(reader->bytes, reader->size);
    if (!reader->bytes) abort();
  }
  ssize_t count = recv(fd, reader->bytes + reader->length, reader->size - reader->length, MSG_DONTWAIT);
  if (count < 0) return errno == EAGAIN || errno == EINTR;
  reader->length += count;
  return count > 0;
}

static uint32_t little(const char *bytes) {
  uint32_t value;
  memcpy(&value, bytes, 4);
  return value;
}

int reader_next(struct reader *reader, struct frame *frame) {
  if (consumed) {
    memmove(reader->bytes, reader->bytes + consumed, reader->length - consumed);
    reader->length -= consumed;
    consumed = 0;
  }
  if (reader->length < 4) return 0;
  uint32_t length = little(reader->bytes);
  if (length > MAX_FRAME || length < HEAD - 4) return -1;
  if (reader->length < length + 4) {
    if (reader->size < length + 4) {
      reader->size = length + 4;
      reader->bytes = realloc(reader->bytes, reader->size);
      if (!reader->bytes) abort();
    }
    return 0;
  }
  frame->id = little(reader->bytes + 4);
  frame->kind = reader->bytes[8];
  frame->count = 0;
  for (size_t at = HEAD; at < length + 4;) {
    if (at + 5 > length + 4 || frame->count == MAX_TEXTS) return -1;
    uint32_t size = little(reader->bytes + at);
    if (size > length + 4 - at - 5) return -1;
    frame->texts[frame->count++] = reader->bytes + at + 4;
    at += size + 5;
    reader->bytes[at - 1] = 0;
  }
  consumed = length + 4;
  return 1;
}

void write_frame(int fd, uint32_t id, char kind, int count, const char *const *texts) {
  size_t size = HEAD;
  for (int index = 0; index < count; index++) size += strlen(texts[index]) + 5;
  char *bytes = malloc(size);
  if (!bytes) abort();
  uint32_t length = (uint32_t)size - 4;
  memcpy(bytes, &length, 4);
  memcpy(bytes + 4, &id, 4);
  bytes[8] = kind;
  size_t at = HEAD;
  for (int index = 0; index < count; index++) {
    uint32_t text = (uint32_t)strlen(texts[index]);
    memcpy(bytes + at, &text, 4);
    memcpy(bytes + at + 4, texts[index], text + 1);
    at += text + 5;
  }
  for (size_t sent = 0; sent < size;) {
    ssize_t count = send(fd, bytes + sent, size - sent, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    sent += count;
  }
  free(bytes);
}

uint64_t number_of(const struct frame *frame, int index) {
  return index < frame->count ? strtoull(frame->texts[index], NULL, 10) : 0;
}
