/**
 * The work of the PostgreSQL engine that is done inside the database, one round trip per call.
 *
 * Every function first takes its advisory locks and only then reads: under READ COMMITTED each statement of a volatile
 * function sees what was committed before that statement began, so all that lock holders before it did is visible. A
 * transaction that waits for a row lock holds no row that another lock holder could want (see `lock-classes.ts`).
 *
 * The planner is told to use indexes: with tables that grow from nothing it would keep plans made for empty ones.
 */
import { lockBase, lockClass } from './lock-classes.ts'

const settings = `
  SET search_path = lambent, pg_catalog
  SET enable_seqscan = off
  SET enable_hashjoin = off
  SET enable_mergejoin = off
  SET plan_cache_mode = force_generic_plan`

/** The rows of one kind in a batch, of commits that were not refused, in the current stage. */
const rowsOf = (kind: string, columns: string) =>
  `(SELECT * FROM jsonb_to_recordset(batch->'${kind}') AS x(c int, s int, ${columns})
    WHERE x.s = stage AND x.c <> ALL (refused))`

const changes = `
    IF batch ? 'deleteRange' THEN
      DELETE FROM record r USING ${rowsOf('deleteRange', 'lo text, hi text')} x
      WHERE r.key >= decode(x.lo, 'base64') AND r.key < decode(x.hi, 'base64');
    END IF;
    IF batch ? 'delete' THEN
      DELETE FROM record r USING ${rowsOf('delete', 'k text')} x WHERE r.key = decode(x.k, 'base64');
    END IF;
    IF batch ? 'set' THEN
      INSERT INTO record (key, json, bytes, version, expires_at)
      SELECT decode(x.k, 'base64'), x.j, decode(x.b, 'base64'), versions[x.c + 1], x.e
      FROM ${rowsOf('set', 'k text, j text, b text, e bigint')} x
      ON CONFLICT (key) DO UPDATE SET json = excluded.json, bytes = excluded.bytes,
        version = excluded.version, expires_at = excluded.expires_at;
    END IF;
    IF batch ? 'append' THEN
      WITH a AS ${rowsOf('append', 'o int, l text, n bigint, v jsonb')},
      h AS (
        INSERT INTO log AS g (id, first, next, last_at)
        SELECT decode(a.l, 'base64'), 1, 1 + jsonb_array_length(a.v), a.n FROM a
        ON CONFLICT (id) DO UPDATE
        SET next = g.next + excluded.next - 1, last_at = greatest(g.last_at, excluded.last_at)
        RETURNING id, next, last_at
      ),
      e AS (
        INSERT INTO log_entry (log, sequence, at, json, bytes)
        SELECT h.id, h.next - jsonb_array_length(a.v) + w.i - 1, h.last_at, w.e->>0, decode(w.e->>1, 'base64')
        FROM a JOIN h ON h.id = decode(a.l, 'base64'), jsonb_array_elements(a.v) WITH ORDINALITY AS w(e, i)
      )
      SELECT appended || coalesce(jsonb_agg(jsonb_build_array(a.o, h.next - jsonb_array_length(a.v))), '[]')
      INTO appended FROM a JOIN h ON h.id = decode(a.l, 'base64');
    END IF;
    IF batch ? 'trim' THEN
      DELETE FROM log_entry e USING ${rowsOf('trim', 'l text, b bigint')} x
      WHERE e.log = decode(x.l, 'base64') AND (x.b IS NULL OR e.sequence < x.b);
      DELETE FROM log g USING ${rowsOf('trim', 'l text, b bigint')} x
      WHERE g.id = decode(x.l, 'base64') AND x.b IS NULL;
      UPDATE log g SET first = least(x.b, g.next) FROM ${rowsOf('trim', 'l text, b bigint')} x
      WHERE g.id = decode(x.l, 'base64') AND x.b > g.first;
    END IF;
    IF batch ? 'purge' THEN
      WITH d AS (
        DELETE FROM message m USING ${rowsOf('purge', 'q text, b bigint')} x
        WHERE m.queue = decode(x.q, 'base64') AND (x.b IS NULL OR m.enqueued_at < x.b) RETURNING m.grp
      )
      SELECT groups || coalesce(array_agg(DISTINCT grp) FILTER (WHERE grp IS NOT NULL), '{}') INTO groups FROM d;
    END IF;
    IF batch ? 'receipt' THEN
      WITH d AS (
        DELETE FROM message m USING ${rowsOf('receipt', 't text, m bigint, l bigint')} x
        WHERE x.t = 'acknowledge' AND m.id = x.m AND m.lease = x.l RETURNING m.grp
      )
      SELECT groups || coalesce(array_agg(grp) FILTER (WHERE grp IS NOT NULL), '{}') INTO groups FROM d;
      WITH d AS (
        UPDATE message m SET due = x.d, lease = CASE x.t WHEN 'release' THEN 0 ELSE m.lease END
        FROM ${rowsOf('receipt', 't text, m bigint, l bigint, d bigint')} x
        WHERE x.t <> 'acknowledge' AND m.id = x.m AND m.lease = x.l RETURNING m.grp
      )
      SELECT groups || coalesce(array_agg(grp) FILTER (WHERE grp IS NOT NULL), '{}') INTO groups FROM d;
    END IF;
    IF batch ? 'enqueue' THEN
      WITH q AS (
        SELECT y.*, nextval('message_id') AS id FROM (
          SELECT * FROM ${rowsOf('enqueue', 'o int, q text, g text, w text, j text, b text, n bigint, d bigint')} z
          ORDER BY o
        ) y
      ),
      i AS (
        INSERT INTO message (id, queue, grp, group_name, json, bytes, enqueued_at, due)
        SELECT id, decode(q, 'base64'), decode(g, 'base64'), decode(w, 'base64'), j, decode(b, 'base64'), n, d
        FROM q
      )
      SELECT enqueued || coalesce(jsonb_agg(jsonb_build_array(o, id)), '[]'),
        groups || coalesce(array_agg(decode(g, 'base64')) FILTER (WHERE g IS NOT NULL), '{}')
      INTO enqueued, groups FROM q;
    END IF;
    IF batch ? 'hold' THEN
      INSERT INTO blob_hold (hash, holder)
      SELECT x.h, decode(x.w, 'base64') FROM ${rowsOf('hold', 'h text, w text')} x ON CONFLICT DO NOTHING;
      UPDATE blob b SET unheld_since = NULL FROM ${rowsOf('hold', 'h text')} x
      WHERE b.hash = x.h AND b.unheld_since IS NOT NULL;
    END IF;
    IF batch ? 'drop' THEN
      DELETE FROM blob_hold b USING ${rowsOf('drop', 'h text, w text')} x
      WHERE b.hash = x.h AND b.holder = decode(x.w, 'base64');
      UPDATE blob b SET unheld_since = x.n FROM ${rowsOf('drop', 'h text, n bigint')} x
      WHERE b.hash = x.h AND b.unheld_since IS NULL
        AND NOT EXISTS (SELECT 1 FROM blob_hold o WHERE o.hash = x.h);
    END IF;`

const conditions = `
      SELECT x.c, x.i FROM jsonb_to_recordset(batch->'check') AS x(c int, i int, k text, v bigint, n bigint)
      LEFT JOIN record r ON r.key = decode(x.k, 'base64') AND (r.expires_at IS NULL OR r.expires_at > x.n)
      WHERE r.version IS DISTINCT FROM x.v
      UNION ALL
      SELECT x.c, x.i FROM jsonb_to_recordset(batch->'checkLog') AS x(c int, i int, l text, v bigint)
      LEFT JOIN log g ON g.id = decode(x.l, 'base64')
      WHERE coalesce(g.next, 1) <> x.v
      UNION ALL
      SELECT x.c, x.i
      FROM jsonb_to_recordset(batch->'receipt') AS x(c int, i int, q text, m bigint, l bigint)
      LEFT JOIN message g ON g.id = x.m AND g.lease = x.l AND g.lease > 0 AND g.queue = decode(x.q, 'base64')
      WHERE g.id IS NULL
      UNION ALL
      SELECT x.c, x.i
      FROM jsonb_to_recordset(batch->'fence') AS x(c int, i int, k text, h text, t bigint, n bigint)
      LEFT JOIN lease g ON g.name = decode(x.k, 'base64') AND g.holder = decode(x.h, 'base64')
        AND g.token = x.t AND g.expires_at > x.n
      WHERE g.name IS NULL
      UNION ALL
      SELECT x.c, x.i FROM jsonb_to_recordset(batch->'hold') AS x(c int, i int, h text)
      LEFT JOIN blob b ON b.hash = x.h
      WHERE b.hash IS NULL`

export const functionsSql = `
-- The type of a row is written pg_catalog.record: plain "record" would be our table of that name.
CREATE OR REPLACE FUNCTION lambent.take_lock(class int, hash int, alone boolean) RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  IF alone THEN
    PERFORM pg_advisory_xact_lock(${lockBase} + class, hash);
  ELSE
    PERFORM pg_advisory_xact_lock_shared(${lockBase} + class, hash);
  END IF;
END
$body$;

CREATE OR REPLACE FUNCTION lambent.group_lock(grp bytea) RETURNS int LANGUAGE sql IMMUTABLE AS $body$
  SELECT ('x' || encode(substr(grp, 1, 4), 'hex'))::bit(32)::int
$body$;

-- As the client computes it: the first 32 bits of the blob's hash.
CREATE OR REPLACE FUNCTION lambent.blob_lock(hash text) RETURNS int LANGUAGE sql IMMUTABLE AS $body$
  SELECT ('x' || substr(hash, 1, 8))::bit(32)::int
$body$;

CREATE OR REPLACE FUNCTION lambent.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS $body$
  SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
$body$;

-- Computes when groups are receivable, after messages of theirs have changed.
CREATE OR REPLACE FUNCTION lambent.settle_groups(groups bytea[]) RETURNS void LANGUAGE plpgsql ${settings} AS $body$
BEGIN
  DELETE FROM message_group g
  WHERE g.grp = ANY (groups) AND NOT EXISTS (SELECT 1 FROM message m WHERE m.grp = g.grp);
  INSERT INTO message_group (grp, queue, ready_at, head)
  SELECT t.grp, h.queue, greatest(h.due, coalesce(l.until, 0)), h.id
  FROM (SELECT DISTINCT unnest(groups) AS grp) t
  JOIN LATERAL (SELECT m.id, m.queue, m.due FROM message m WHERE m.grp = t.grp ORDER BY m.id LIMIT 1) h ON true
  LEFT JOIN LATERAL (SELECT max(m.due) AS until FROM message m WHERE m.grp = t.grp AND m.lease > 0) l ON true
  ON CONFLICT (grp) DO UPDATE SET ready_at = excluded.ready_at, head = excluded.head;
END
$body$;

-- Runs a batch of commits, none of which looks at what another of them changes. Answers a document; for a batch that
-- this lane ran before, the answer of then.
CREATE OR REPLACE FUNCTION lambent.commit_batch(lane_id text, batch_number bigint, batch jsonb) RETURNS text
LANGUAGE plpgsql ${settings} AS $body$
DECLARE
  last lane%ROWTYPE;
  wanted pg_catalog.record;
  refusals jsonb;
  refused int[];
  versions bigint[];
  appended jsonb := '[]';
  enqueued jsonb := '[]';
  groups bytea[] := '{}';
  reply text;
BEGIN
  -- Also waits for an earlier attempt at this very batch whose connection was lost and that is still under way.
  SELECT * INTO last FROM lane WHERE id = lane_id FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'lane % is gone', lane_id USING ERRCODE = 'LB001';
  END IF;
  IF last.batch = batch_number THEN
    RETURN last.answer;
  END IF;
  IF last.batch > batch_number THEN
    RAISE EXCEPTION 'batch % of lane % was given up', batch_number, lane_id USING ERRCODE = 'LB002';
  END IF;

  FOR wanted IN
    SELECT class, hash, bool_or(alone) AS alone FROM (
      SELECT (l->>0)::int AS class, (l->>1)::int AS hash, (l->>2)::int = 1 AS alone
      FROM jsonb_array_elements(batch->'locks') l
      UNION ALL
      -- A message never changes its group, so it may be looked up before the group is locked.
      SELECT ${lockClass.group}, group_lock(m.grp), true
      FROM jsonb_to_recordset(batch->'receipt') AS x(m bigint) JOIN message m ON m.id = x.m
      WHERE m.grp IS NOT NULL
    ) locks GROUP BY class, hash ORDER BY class, hash
  LOOP
    PERFORM take_lock(wanted.class, wanted.hash, wanted.alone);
  END LOOP;
  IF batch ? 'receipt' THEN
    -- Receivers lease without the message's lock, but never wait while they hold a row.
    PERFORM 1 FROM message
    WHERE id IN (SELECT x.m FROM jsonb_to_recordset(batch->'receipt') AS x(m bigint)) ORDER BY id FOR UPDATE;
  END IF;

  SELECT coalesce(jsonb_object_agg(c, i), '{}'), coalesce(array_agg(c), '{}') INTO refusals, refused
  FROM (SELECT c, min(i) AS i FROM (${conditions}
  ) failing GROUP BY c) firsts;

  IF cardinality(refused) = (batch->>'commits')::int THEN
    RETURN jsonb_build_object('refusals', refusals, 'at', now_ms())::text;
  END IF;

  SELECT array_agg(nextval('version')) INTO versions FROM generate_series(1, (batch->>'commits')::int);
  FOR stage IN 0 .. (batch->>'stages')::int - 1 LOOP ${changes}
  END LOOP;
  IF cardinality(groups) > 0 THEN
    PERFORM settle_groups(groups);
  END IF;
  PERFORM pg_notify('lambent', payload) FROM jsonb_array_elements_text(batch->'notify') payload;

  reply := jsonb_build_object('refusals', refusals, 'versions', versions, 'appended', appended,
    'enqueued', enqueued, 'at', now_ms())::text;
  UPDATE lane SET batch = batch_number, answer = reply, used_at = now() WHERE id = lane_id;
  RETURN reply;
END
$body$;

CREATE OR REPLACE FUNCTION lambent.receive(
  queue_id bytea, queue_lock int, most int, lease_ms bigint, at bigint, durable boolean
)
RETURNS SETOF lambent.message LANGUAGE plpgsql ${settings} AS $body$
DECLARE
  wanted pg_catalog.record;
  ready bytea[];
  singles bigint[];
  single_dues bigint[];
  chosen bigint[] := '{}';
  touched bytea[] := '{}';
  candidate pg_catalog.record;
  next_in_group pg_catalog.record;
  token bigint;
BEGIN
  IF NOT durable THEN
    PERFORM set_config('synchronous_commit', 'off', true);
  END IF;
  PERFORM take_lock(${lockClass.everything}, 0, false);
  PERFORM take_lock(${lockClass.queue}, queue_lock, false);
  SELECT array_agg(grp) INTO ready FROM (
    SELECT g.grp FROM message_group g WHERE g.queue = queue_id AND g.ready_at <= at
    ORDER BY g.ready_at, g.head LIMIT most
  ) g;
  IF ready IS NOT NULL THEN
    FOR wanted IN SELECT DISTINCT group_lock(grp) AS hash FROM unnest(ready) AS grp ORDER BY 1 LOOP
      PERFORM take_lock(${lockClass.group}, wanted.hash, true);
    END LOOP;
  END IF;
  SELECT array_agg(id ORDER BY due, id), array_agg(due ORDER BY due, id) INTO singles, single_dues FROM (
    SELECT m.id, m.due FROM message m WHERE m.queue = queue_id AND m.grp IS NULL AND m.due <= at
    ORDER BY m.due, m.id LIMIT most FOR UPDATE SKIP LOCKED
  ) m;

  FOR candidate IN
    SELECT s.id, s.due, NULL::bytea AS grp FROM unnest(singles, single_dues) AS s(id, due)
    UNION ALL
    SELECT g.head, g.ready_at, g.grp FROM message_group g WHERE g.grp = ANY (ready) AND g.ready_at <= at
    ORDER BY 2, 1
  LOOP
    EXIT WHEN cardinality(chosen) >= most;
    IF candidate.grp IS NULL THEN
      chosen := chosen || candidate.id;
    ELSE
      touched := touched || candidate.grp;
      FOR next_in_group IN
        SELECT m.id, m.due FROM message m WHERE m.grp = candidate.grp ORDER BY m.id
        LIMIT most - cardinality(chosen)
      LOOP
        EXIT WHEN next_in_group.due > at;
        chosen := chosen || next_in_group.id;
      END LOOP;
    END IF;
  END LOOP;
  IF cardinality(chosen) = 0 THEN
    RETURN;
  END IF;

  token := nextval('version');
  RETURN QUERY
    WITH leased AS (
      UPDATE message m
      SET lease = token, due = at + lease_ms, count = m.count + 1, first_at = coalesce(m.first_at, at)
      WHERE m.id = ANY (chosen) RETURNING m.*
    )
    SELECT * FROM leased ORDER BY array_position(chosen, leased.id);
  IF cardinality(touched) > 0 THEN
    PERFORM settle_groups(touched);
  END IF;
END
$body$;

-- The first sequence of a log that was appended at or after an instant: times do not fall within a log.
CREATE OR REPLACE FUNCTION lambent.log_first_at(log_id bytea, low bigint, high bigint, instant bigint) RETURNS bigint
LANGUAGE plpgsql STABLE ${settings} AS $body$
DECLARE
  middle bigint;
BEGIN
  WHILE low < high LOOP
    middle := (low + high) / 2;
    IF (SELECT e.at FROM log_entry e WHERE e.log = log_id AND e.sequence = middle) < instant THEN
      low := middle + 1;
    ELSE
      high := middle;
    END IF;
  END LOOP;
  RETURN low;
END
$body$;

CREATE OR REPLACE FUNCTION lambent.acquire_lease(lease_name bytea, hash int, who bytea, ttl bigint, at bigint)
RETURNS TABLE (lease_token bigint, lease_expires_at bigint) LANGUAGE plpgsql ${settings} AS $body$
DECLARE
  held lease%ROWTYPE;
BEGIN
  PERFORM take_lock(${lockClass.everything}, 0, false);
  PERFORM take_lock(${lockClass.lease}, hash, true);
  SELECT * INTO held FROM lease WHERE name = lease_name AND expires_at > at;
  IF FOUND AND held.holder <> who THEN
    RETURN;
  END IF;
  lease_token := coalesce(held.token, nextval('version'));
  lease_expires_at := at + ttl;
  INSERT INTO lease VALUES (lease_name, who, lease_token, lease_expires_at)
  ON CONFLICT (name) DO UPDATE
  SET holder = excluded.holder, token = excluded.token, expires_at = excluded.expires_at;
  RETURN NEXT;
END
$body$;

CREATE OR REPLACE FUNCTION lambent.renew_lease(lease_name bytea, hash int, who bytea, lease_token bigint, ttl bigint, at bigint)
RETURNS SETOF bigint LANGUAGE plpgsql ${settings} AS $body$
BEGIN
  PERFORM take_lock(${lockClass.everything}, 0, false);
  PERFORM take_lock(${lockClass.lease}, hash, true);
  RETURN QUERY
    UPDATE lease SET expires_at = at + ttl
    WHERE name = lease_name AND holder = who AND token = lease_token AND expires_at > at
    RETURNING expires_at;
END
$body$;

CREATE OR REPLACE FUNCTION lambent.release_lease(lease_name bytea, hash int, who bytea, lease_token bigint) RETURNS void
LANGUAGE plpgsql ${settings} AS $body$
BEGIN
  PERFORM take_lock(${lockClass.everything}, 0, false);
  PERFORM take_lock(${lockClass.lease}, hash, true);
  DELETE FROM lease WHERE name = lease_name AND holder = who AND token = lease_token;
END
$body$;

-- Makes uploaded blocks a blob. False when there is one already; its time of grace then begins anew.
CREATE OR REPLACE FUNCTION lambent.add_blob(
  blob_hash text, hash int, blob_id bigint, blob_size bigint, blob_checks bytea, at bigint
) RETURNS boolean LANGUAGE plpgsql ${settings} AS $body$
DECLARE
  held blob%ROWTYPE;
BEGIN
  PERFORM take_lock(${lockClass.everything}, 0, false);
  PERFORM take_lock(${lockClass.blob}, hash, true);
  SELECT * INTO held FROM blob b WHERE b.hash = blob_hash;
  IF FOUND AND held.id <> blob_id THEN
    UPDATE blob b SET unheld_since = greatest(b.unheld_since, at)
    WHERE b.hash = blob_hash AND b.unheld_since IS NOT NULL;
    DELETE FROM blob_block WHERE blob = blob_id;
    DELETE FROM blob_upload WHERE blob = blob_id;
    RETURN false;
  END IF;
  INSERT INTO blob VALUES (blob_hash, blob_id, blob_size, blob_checks, at) ON CONFLICT DO NOTHING;
  DELETE FROM blob_upload WHERE blob = blob_id;
  RETURN true;
END
$body$;

-- Removes some of what has expired. Never waits: what others hold is left for the next time.
CREATE OR REPLACE FUNCTION lambent.sweep(at bigint, grace_ms bigint, most int) RETURNS boolean
LANGUAGE plpgsql ${settings} AS $body$
DECLARE
  records int;
  blobs int := 0;
  candidate pg_catalog.record;
BEGIN
  DELETE FROM record WHERE key IN (
    SELECT r.key FROM record r WHERE r.expires_at <= at ORDER BY r.expires_at LIMIT most FOR UPDATE SKIP LOCKED
  );
  GET DIAGNOSTICS records = ROW_COUNT;
  FOR candidate IN SELECT b.hash, b.id FROM blob b WHERE b.unheld_since <= at - grace_ms LIMIT most LOOP
    CONTINUE WHEN NOT pg_try_advisory_xact_lock(${lockBase + lockClass.blob}, blob_lock(candidate.hash));
    DELETE FROM blob b WHERE b.hash = candidate.hash AND b.unheld_since <= at - grace_ms;
    IF FOUND THEN
      DELETE FROM blob_block WHERE blob = candidate.id;
      blobs := blobs + 1;
    END IF;
  END LOOP;
  DELETE FROM lease WHERE name IN (
    SELECT l.name FROM lease l WHERE l.expires_at <= at LIMIT most FOR UPDATE SKIP LOCKED
  );
  FOR candidate IN
    SELECT u.blob FROM blob_upload u WHERE u.touched_at < now() - interval '1 day' LIMIT most FOR UPDATE SKIP LOCKED
  LOOP
    DELETE FROM blob_block WHERE blob = candidate.blob;
    DELETE FROM blob_upload WHERE blob = candidate.blob;
  END LOOP;
  DELETE FROM lane WHERE id IN (
    SELECT l.id FROM lane l WHERE l.used_at < now() - interval '7 days' FOR UPDATE SKIP LOCKED
  );
  RETURN records = most OR blobs = most;
END
$body$;
`
