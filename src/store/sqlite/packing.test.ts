import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { MessageRow } from '../backend.ts'
import type { EncodedKey } from '../key.ts'
import type { PlannedChange } from '../plan.ts'
import { packReply, packRequest, unpackReplies, unpackRequests } from './packing.ts'
import type { Cells, Failure, Reply, Request } from './protocol.ts'

const key = fc.string({ unit: 'binary-ascii' }).map((text) => text as EncodedKey)
const count = fc.nat()
const value = fc.oneof(fc.string(), fc.uint8Array({ maxLength: 8 }))
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const receipt = { queue: key, id: count, lease: count }

const change: fc.Arbitrary<PlannedChange> = fc.oneof(
  fc.record({ type: fc.constant('check' as const), key, version: maybe(count) }),
  fc.record({ type: fc.constant('set' as const), key, value, expiresAt: maybe(count) }),
  fc.record({ type: fc.constant('delete' as const), key }),
  fc.record({ type: fc.constant('deleteRange' as const), low: key, high: key }),
  fc.record({ type: fc.constant('append' as const), log: key, values: fc.array(value) }),
  fc.record({ type: fc.constant('checkLog' as const), log: key, next: count }),
  fc.record({ type: fc.constant('trim' as const), log: key, before: maybe(count) }),
  fc.record({
    type: fc.constant('enqueue' as const),
    queue: key,
    value,
    deliverAt: maybe(count),
    group: maybe(key),
    enqueuedAt: maybe(count),
  }),
  fc.record({ type: fc.constant('acknowledge' as const), ...receipt }),
  fc.record({ type: fc.constant('release' as const), ...receipt, deliverAt: maybe(count) }),
  fc.record({ type: fc.constant('extend' as const), ...receipt, until: count }),
  fc.record({ type: fc.constant('purge' as const), queue: key, before: maybe(count) }),
  fc.record({ type: fc.constant('fence' as const), name: key, holder: key, token: count }),
  fc.record({ type: fc.constant('hold' as const), blob: fc.string(), holder: key }),
  fc.record({ type: fc.constant('drop' as const), blob: fc.string(), holder: key }),
)

const request: fc.Arbitrary<Request> = fc.oneof(
  fc.record({
    id: count,
    name: fc.constant('commit' as const),
    ask: fc.record({ changes: fc.array(change, { maxLength: 4 }), now: count }),
  }),
  fc.record({
    id: count,
    name: fc.constant('get' as const),
    ask: fc.record({ keys: fc.array(key), now: count }),
  }),
  fc.record({
    id: count,
    name: fc.constant('receive' as const),
    ask: fc.record({
      queue: key,
      max: count,
      leaseMs: count,
      now: count,
      durable: fc.boolean(),
      ofThisProcess: fc.boolean(),
    }),
  }),
  fc.record({
    id: count,
    name: fc.constant('addBlob' as const),
    ask: fc.record({
      hash: fc.string(),
      bytes: count,
      file: maybe(fc.string()),
      checks: fc.uint8Array({ maxLength: 8 }),
      blocks: fc.array(fc.uint8Array({ maxLength: 8 }), { maxLength: 2 }),
      now: count,
    }),
  }),
)

const message: fc.Arbitrary<MessageRow> = fc.record({
  id: count,
  value,
  group: maybe(key),
  enqueuedAt: count,
  due: count,
  lease: count,
  count,
  firstAt: maybe(count),
})

const reply: fc.Arbitrary<Reply> = fc.oneof(
  fc.record({ id: count, failure: fc.record({ message: fc.string(), retryable: fc.boolean() }) }),
  fc.record({
    id: count,
    name: fc.constant('commit' as const),
    answer: fc.oneof(
      fc.record({
        ok: fc.constant(true),
        version: count,
        appended: fc.array(count, { maxLength: 2 }),
        enqueued: fc.array(count, { maxLength: 2 }),
      }),
      fc.record({ ok: fc.constant(false), failed: count }),
    ),
  }),
  fc.record({
    id: count,
    name: fc.constant('get' as const),
    answer: fc.array(maybe(fc.tuple(value, count, maybe(count)))),
  }),
  fc.record({
    id: count,
    name: fc.constantFrom('receive' as const, 'peek' as const),
    answer: fc.array(message, { maxLength: 3 }),
  }),
  fc.record({
    id: count,
    name: fc.constantFrom('list' as const, 'releaseLease' as const),
    answer: fc.oneof(fc.constant(null), fc.array(fc.tuple(key, value, count))),
  }),
)

describe('what crosses threads', () => {
  test('requests arrive as they were', () => {
    fc.assert(
      fc.property(fc.array(request, { maxLength: 5 }), (requests) => {
        const cells: Cells = []
        for (const one of requests) packRequest(cells, one)
        assert.deepEqual(plain(unpackRequests(structuredClone(cells))), plain(requests))
      }),
    )
  })

  test('replies arrive as they were', () => {
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 5 }), (replies) => {
        const cells: Cells = []
        for (const one of replies) packReply(cells, one)
        const arrived: object[] = []
        unpackReplies(structuredClone(cells), {
          answer: (id: number, answer: unknown) => arrived.push({ id, answer }),
          failure: (id: number, failure: Failure) => arrived.push({ id, failure }),
        })
        const sent = replies.map((one) =>
          'failure' in one ? { id: one.id, failure: one.failure } : { id: one.id, answer: one.answer },
        )
        assert.deepEqual(plain(arrived), plain(sent))
      }),
    )
  })
})

/** Without the prototypes that fast-check leaves out, and cloning gives. */
function plain<T>(value: T): T {
  return structuredClone(value)
}
