/**
 * The tables of the PostgreSQL engine, as steps from an empty schema. A step that was released is never edited.
 *
 * Logs, queues and groups are named by a hash of their key (16 bytes of SHA-256): it fits every index, whatever the
 * length of the key, and needs no table of names that two transactions could wait for each other over. A value is
 * `json` (the text of a document) or `bytes`, never both.
 */
import { functionsSql } from './functions.ts'

export const migrations: readonly string[] = [
  `
  CREATE SEQUENCE lambent.version;
  CREATE SEQUENCE lambent.message_id;
  CREATE SEQUENCE lambent.node_id;
  CREATE SEQUENCE lambent.blob_id;

  -- One row per stream of commits of a node: which batch was the last, and its answer.
  CREATE TABLE lambent.lane (
    id text PRIMARY KEY,
    batch bigint NOT NULL,
    answer text,
    used_at timestamptz NOT NULL DEFAULT now()
  ) WITH (fillfactor = 50);

  CREATE TABLE lambent.record (
    key bytea PRIMARY KEY,
    json text,
    bytes bytea,
    version bigint NOT NULL,
    expires_at bigint
  ) WITH (fillfactor = 85);
  CREATE INDEX record_expiry ON lambent.record (expires_at) WHERE expires_at IS NOT NULL;

  CREATE TABLE lambent.log (
    id bytea PRIMARY KEY,
    first bigint NOT NULL,
    next bigint NOT NULL,
    last_at bigint NOT NULL
  ) WITH (fillfactor = 70);
  CREATE TABLE lambent.log_entry (
    log bytea NOT NULL,
    sequence bigint NOT NULL,
    at bigint NOT NULL,
    json text,
    bytes bytea,
    PRIMARY KEY (log, sequence)
  );

  -- due: when the message is receivable; the end of its lease while lease is not 0.
  CREATE TABLE lambent.message (
    id bigint PRIMARY KEY,
    queue bytea NOT NULL,
    grp bytea,
    group_name bytea,
    json text,
    bytes bytea,
    enqueued_at bigint NOT NULL,
    due bigint NOT NULL,
    lease bigint NOT NULL DEFAULT 0,
    count integer NOT NULL DEFAULT 0,
    first_at bigint
  ) WITH (fillfactor = 85);
  CREATE INDEX message_due ON lambent.message (queue, due, id) WHERE grp IS NULL;
  CREATE INDEX message_order ON lambent.message (grp, id) WHERE grp IS NOT NULL;
  CREATE INDEX message_leased ON lambent.message (grp, due) WHERE grp IS NOT NULL AND lease > 0;
  CREATE INDEX message_queue ON lambent.message (queue, id);
  -- ready_at: when the group's first message (head) is receivable and none of the group is leased.
  CREATE TABLE lambent.message_group (
    grp bytea PRIMARY KEY,
    queue bytea NOT NULL,
    ready_at bigint NOT NULL,
    head bigint NOT NULL
  ) WITH (fillfactor = 70);
  CREATE INDEX message_group_ready ON lambent.message_group (queue, ready_at, head);

  CREATE TABLE lambent.lease (
    name bytea PRIMARY KEY,
    holder bytea NOT NULL,
    token bigint NOT NULL,
    expires_at bigint NOT NULL
  ) WITH (fillfactor = 50);
  CREATE INDEX lease_expiry ON lambent.lease (expires_at);

  CREATE TABLE lambent.blob (
    hash text PRIMARY KEY,
    id bigint NOT NULL,
    size bigint NOT NULL,
    checks bytea NOT NULL,
    unheld_since bigint
  );
  CREATE INDEX blob_unheld ON lambent.blob (unheld_since) WHERE unheld_since IS NOT NULL;
  CREATE TABLE lambent.blob_block (
    blob bigint NOT NULL,
    block integer NOT NULL,
    data bytea NOT NULL,
    PRIMARY KEY (blob, block)
  );
  -- Blobs are mostly compressed already; trying costs more than it saves.
  ALTER TABLE lambent.blob_block ALTER COLUMN data SET STORAGE EXTERNAL;
  -- Blobs that are on their way in: their blocks belong to no blob yet.
  CREATE TABLE lambent.blob_upload (
    blob bigint PRIMARY KEY,
    touched_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE TABLE lambent.blob_hold (
    hash text NOT NULL,
    holder bytea NOT NULL,
    PRIMARY KEY (hash, holder)
  );
  ${functionsSql}
  `,
  // By age instead of by id: what is too old for its queue is found without reading the others.
  `
  DROP INDEX lambent.message_queue;
  CREATE INDEX message_age ON lambent.message (queue, enqueued_at, id);
  DROP FUNCTION IF EXISTS lambent.receive(bytea, int, int, bigint, bigint);
  ${functionsSql}
  `,
]
