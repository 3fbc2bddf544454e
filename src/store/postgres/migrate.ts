import { OperationalError } from '../../base/operational-error.ts'
import type { Connections } from './connection.ts'
import { lockBase } from './lock-classes.ts'
import { migrations } from './schema.ts'

/**
 * Brings the schema `lambent` up to date, whichever of several nodes comes first. The functions of the newest step are
 * those of every node, so nodes of two versions do not run beside each other on one database: the older refuses.
 */
export async function migrate(connections: Connections): Promise<void> {
  const lock = `SELECT pg_advisory_xact_lock(${lockBase}, 0)`
  await connections.script(`
    ${lock};
    CREATE SCHEMA IF NOT EXISTS lambent;
    CREATE TABLE IF NOT EXISTS lambent.migration (
      step integer PRIMARY KEY,
      applied_at timestamptz NOT NULL DEFAULT now()
    );
  `)
  const version = await newestStep(connections)
  if (version > migrations.length) {
    throw new OperationalError(
      `The database was set up by a newer Lambent (schema ${version}, this one knows ${migrations.length})`,
      { retryable: false },
    )
  }
  for (const [index, step] of migrations.entries()) {
    if (index < version) continue
    // Another node may have taken the step while this one waited for the lock.
    await connections.script(`
        ${lock};
      DO $migration$ BEGIN
        IF NOT EXISTS (SELECT 1 FROM lambent.migration WHERE step = ${index + 1}) THEN
          EXECUTE $step$${step}$step$;
          INSERT INTO lambent.migration (step) VALUES (${index + 1});
        END IF;
      END $migration$;
      `)
  }
}

async function newestStep(connections: Connections): Promise<number> {
  const [row] = await connections.query<[number | null]>('SELECT max(step) FROM lambent.migration')
  return row?.[0] ?? 0
}
