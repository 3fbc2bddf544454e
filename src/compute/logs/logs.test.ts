import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { FunctionVersion } from '../types.ts'
import { isShown } from './application-level.ts'
import { EnvironmentLog, logStreamName } from './environment-log.ts'
import { LineSplitter } from './line-splitter.ts'
import type { PlatformEvent } from './platform-events.ts'
import { platformLine } from './platform-lines.ts'

const time = '2026-05-31T10:00:00.000Z'
const metrics = { durationMs: 1.5, billedDurationMs: 2, memorySizeMB: 128, maxMemoryUsedMB: 30 }
const report = (more: object = {}): PlatformEvent => ({
  type: 'platform.report',
  record: { requestId: 'r', metrics, status: 'success', ...more },
})
const initReport = (status: 'success' | 'timeout'): PlatformEvent => ({
  type: 'platform.initReport',
  record: { initializationType: 'on-demand', phase: 'init', status, metrics: { durationMs: 9_999.5 } },
})

describe('platform events as lines', () => {
  const text = (event: PlatformEvent) => platformLine(event, time, { format: 'Text' })
  const json = (event: PlatformEvent, systemLevel?: 'DEBUG' | 'INFO' | 'WARN') =>
    platformLine(event, time, { format: 'JSON', ...(systemLevel ? { systemLevel } : {}) })

  it('are words in the text format', () => {
    assert.equal(
      text(report({ metrics: { ...metrics, initDurationMs: 100 } })),
      'REPORT RequestId: r\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tInit Duration: 100.00 ms\t\n',
    )
    assert.match(
      text(report({ status: 'timeout', errorType: 'Sandbox.Timedout' })) ?? '',
      /\tStatus: timeout\t\n$/,
    )
    assert.equal(text(initReport('success')), undefined)
    assert.equal(
      text(initReport('timeout')),
      'INIT_REPORT Init Duration: 9999.50 ms\tPhase: init\tStatus: timeout\n',
    )
  })

  it('are objects in the JSON format, by level', () => {
    assert.deepEqual(JSON.parse(json(report()) ?? ''), {
      time,
      type: 'platform.report',
      record: { requestId: 'r', metrics, status: 'success' },
    })
    assert.equal(json(report(), 'WARN'), undefined)
    assert.ok(json(report({ status: 'error', errorType: 'x' }), 'WARN'))
    assert.equal(json(initReport('success')), undefined)
    assert.ok(json(initReport('success'), 'DEBUG'))
    assert.ok(json(initReport('timeout'), 'WARN'))
  })
})

describe('lines of a process', () => {
  const split = (chunks: readonly Uint8Array[]) => {
    const lines: string[] = []
    const splitter = new LineSplitter((line) => lines.push(line))
    for (const chunk of chunks) splitter.push(Buffer.from(chunk))
    splitter.flush()
    return lines
  }

  it('are found however the output is cut, letters too', () => {
    const bytes = Buffer.from('one\n\ntwo ä€\nrest')
    for (const size of [1, 2, 3, 100]) {
      const chunks = []
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
      assert.deepEqual(split(chunks), ['one\n', 'two ä€\n', 'rest'])
    }
  })

  it('without an end are cut', () => {
    const lines = split([Buffer.alloc(700_000, 120)])
    assert.deepEqual(
      lines.map(({ length }) => length),
      [262_118, 262_118, 175_764],
    )
  })

  it('are shown by their level in the JSON format', () => {
    const logging = { format: 'JSON', group: 'g', applicationLevel: 'WARN' } as const
    const shown = ['{"level":"error"}', '{"level":"DEBUG"}', '{"a":1}', 'text', '{broken'].map((line) =>
      isShown(line, logging),
    )
    assert.deepEqual(shown, [true, false, false, true, true])
    assert.ok(isShown('{"level":"DEBUG"}', { format: 'Text', group: 'g' }))
  })
})

describe('the log of an environment', () => {
  const version = {
    accountId: '000000000000' as AccountId,
    region: 'us-east-1' as Region,
    version: '7',
    logging: { format: 'Text', group: 'g' },
  } as FunctionVersion

  it('has a stream named as on AWS', () => {
    assert.equal(logStreamName(version, 'abc', Date.UTC(2026, 4, 31, 23)), '2026/05/31/[7]abc')
  })

  it('hands its first lines on at once, and later ones in batches', (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] })
    const handedOn: number[] = []
    const log = new EnvironmentLog(
      { append: (_target, lines) => void handedOn.push(lines.length), flush: async () => {} },
      version,
      's',
    )
    log.append('first\n', 1)
    t.mock.timers.tick(0)
    assert.deepEqual(handedOn, [1])
    log.append('second\n', 2)
    log.append('third\n', 2)
    t.mock.timers.tick(0)
    assert.deepEqual(handedOn, [1])
    t.mock.timers.tick(25)
    assert.deepEqual(handedOn, [1, 2])
  })

  it('keeps the last 4 KB for who asks', () => {
    const log = new EnvironmentLog({ append() {}, flush: async () => {} }, version, 's')
    log.append('before\n', 1)
    log.startTail()
    for (let index = 0; index < 20_000; index++) log.append(`${'x'.repeat(40)}${index}\n`, 1)
    const tail = log.takeTail()
    assert.equal(tail.length, 4_096)
    assert.ok(tail.endsWith('x19999\n'))
    log.handOn()
  })
})
