import assert from 'node:assert/strict'
import { it } from 'node:test'
import { encodeKey } from '../key.ts'
import type { PlannedChange } from '../plan.ts'
import { openDatabase } from './database.ts'
import { Engine } from './engine.ts'

it('what a transaction changed that was rolled back is not remembered', () => {
  const database = openDatabase({ path: ':memory:', role: 'writer', now: 0, bytesMax: null })
  const engine = new Engine(database)
  const key = encodeKey(['key'])
  const commit = (...changes: PlannedChange[]) =>
    engine.answer({ id: 1, name: 'commit', ask: { changes, now: 0 } }) as { ok: boolean; version: number }
  const set: PlannedChange = { type: 'set', key, value: '1', expiresAt: null }
  const { version } = commit(set)
  database.exec('BEGIN IMMEDIATE')
  const never = commit(set)
  assert.ok(commit({ type: 'check', key, version: never.version }).ok)
  database.exec('ROLLBACK')
  engine.afterRollback()
  assert.ok(!commit({ type: 'check', key, version: never.version }).ok)
  assert.ok(commit({ type: 'check', key, version }).ok)
  database.close()
})
