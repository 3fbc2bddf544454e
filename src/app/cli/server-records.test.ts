import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import {
  readServerRecords,
  removeServerRecord,
  type ServerRecord,
  writeServerRecord,
} from './server-records.ts'

const folder = mkdtempSync(join(tmpdir(), 'lambent-records-'))
after(() => rmSync(folder, { recursive: true }))

const record = (port: number, pid = process.pid): ServerRecord => ({
  pid,
  port,
  endpoint: `http://127.0.0.1:${port}`,
  version: '1.0.0',
  startedAt: '2026-01-01T00:00:00.000Z',
  store: 'memory',
  region: 'us-east-1',
  accountId: '000000000000',
})

describe('the notes of servers', () => {
  it('are none where no server ever was', () => {
    assert.deepEqual(readServerRecords(join(folder, 'nowhere')), [])
  })

  it('are read in the order of their ports, and go with their server', () => {
    writeServerRecord(folder, record(4600))
    writeServerRecord(folder, record(4566))
    assert.deepEqual(readServerRecords(folder), [record(4566), record(4600)])
    removeServerRecord(folder, record(4600))
    assert.deepEqual(readServerRecords(folder), [record(4566)])
    removeServerRecord(folder, record(4566))
  })

  it('stay when another server has taken the port since', () => {
    writeServerRecord(folder, record(4566))
    removeServerRecord(folder, record(4566, process.pid + 1))
    assert.deepEqual(readServerRecords(folder), [record(4566)])
    removeServerRecord(folder, record(4566))
  })

  it('are cleared away when their process is gone, or nobody can read them', () => {
    const { pid } = spawnSync('true')
    writeServerRecord(folder, record(4566, pid))
    writeFileSync(join(folder, 'servers/4567.json'), '{"pid":')
    assert.deepEqual(readServerRecords(folder), [])
    assert.equal(existsSync(join(folder, 'servers/4566.json')), false)
    assert.equal(existsSync(join(folder, 'servers/4567.json')), false)
  })
})
