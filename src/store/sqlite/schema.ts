/**
 * The tables of the SQLite engine, as steps from an empty database. A step that was released is never edited: the
 * next one is added, and a database notes which it has seen.
 *
 * Tables have row ids and keys stand in an index beside them. Clustering by key (WITHOUT ROWID) was three times as
 * slow with values of 1 KiB: what is larger than a quarter of a page moves to pages of its own.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE counter (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    version INTEGER NOT NULL,
    message INTEGER NOT NULL
  ) STRICT;
  INSERT INTO counter VALUES (1, 0, 0);

  CREATE TABLE record (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    value ANY NOT NULL,
    version INTEGER NOT NULL,
    expires_at INTEGER
  ) STRICT;
  CREATE INDEX record_expiry ON record (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE log (
    id INTEGER PRIMARY KEY,
    key BLOB NOT NULL UNIQUE,
    first INTEGER NOT NULL,
    next INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE log_entry (
    id INTEGER PRIMARY KEY,
    log INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    at INTEGER NOT NULL,
    value ANY NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX log_entry_sequence ON log_entry (log, sequence);

  CREATE TABLE queue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key BLOB NOT NULL UNIQUE
  ) STRICT;
  -- due: when the message is receivable; the end of its lease while lease is not 0.
  CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    queue INTEGER NOT NULL,
    grp BLOB,
    value ANY NOT NULL,
    enqueued_at INTEGER NOT NULL,
    due INTEGER NOT NULL,
    lease INTEGER NOT NULL DEFAULT 0,
    count INTEGER NOT NULL DEFAULT 0,
    first_at INTEGER
  ) STRICT;
  CREATE INDEX message_due ON message (queue, due, id, lease) WHERE grp IS NULL;
  CREATE INDEX message_order ON message (queue, grp, id, due, lease) WHERE grp IS NOT NULL;
  CREATE INDEX message_leased ON message (queue, grp, due) WHERE grp IS NOT NULL AND lease > 0;
  CREATE INDEX message_queue ON message (queue, id);
  -- ready_at: when the group's first message (head) is receivable and none of the group is leased.
  CREATE TABLE message_group (
    queue INTEGER NOT NULL,
    grp BLOB NOT NULL,
    ready_at INTEGER NOT NULL,
    head INTEGER NOT NULL,
    PRIMARY KEY (queue, grp)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX message_group_ready ON message_group (queue, ready_at, head);

  CREATE TABLE lease (
    name BLOB PRIMARY KEY,
    holder BLOB NOT NULL,
    token INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX lease_expiry ON lease (expires_at);

  -- file: the name under blobs/, or null when the blocks are in blob_block. checks: a CRC-32 per block.
  CREATE TABLE blob (
    hash TEXT PRIMARY KEY,
    bytes INTEGER NOT NULL,
    file TEXT,
    checks BLOB NOT NULL,
    unheld_since INTEGER
  ) STRICT;
  CREATE INDEX blob_unheld ON blob (unheld_since) WHERE unheld_since IS NOT NULL;
  CREATE INDEX blob_file ON blob (file) WHERE file IS NOT NULL;
  CREATE TABLE blob_block (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    block INTEGER NOT NULL,
    data BLOB NOT NULL,
    UNIQUE (hash, block)
  ) STRICT;
  CREATE TABLE blob_hold (
    hash TEXT NOT NULL,
    holder BLOB NOT NULL,
    PRIMARY KEY (hash, holder)
  ) STRICT, WITHOUT ROWID;
  `,
  // By age instead of by id: what is too old for its queue is found without reading the others.
  `
  DROP INDEX message_queue;
  CREATE INDEX message_age ON message (queue, enqueued_at, id);
  `,
  // Which leases end with the process that took them: few at a time, found without reading the other messages.
  `
  ALTER TABLE message ADD COLUMN of_process INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX message_of_process ON message (id) WHERE of_process = 1 AND lease > 0;
  `,
]
