import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import { effectiveAttributes, settingsOf, withAttributes } from './attributes.ts'
import { checkCharacters } from './contents.ts'
import { readAttributes, selectAttributes } from './message-attributes.ts'
import { attributesDigest } from './message-attributes-digest.ts'
import { queueArn, queueUrl, readQueueArn, readQueueUrl } from './names.ts'
import { sidOf, statementsOf, withoutPermission, withPermission } from './permissions.ts'
import { readReceiptHandle, writeReceiptHandle } from './receipt-handles.ts'
import { readTaskHandle, writeTaskHandle } from './task-handles.ts'

const address = { accountId: '123456789012' as AccountId, region: 'us-east-1' as Region, name: 'q' }

describe('names', () => {
  it('come back from addresses and ARNs', () => {
    const names = fc.stringMatching(/^[A-Za-z0-9_-]{1,75}(\.fifo)?$/)
    fc.assert(
      fc.property(
        names,
        fc.constantFrom('http://localhost:4566', 'https://sqs.us-east-1.amazonaws.com', ''),
        (name, host) => {
          const queue = { ...address, name }
          assert.deepEqual(readQueueArn(queueArn(queue)), queue)
          const { accountId } = queue
          assert.deepEqual(readQueueUrl(queueUrl(host, queue)), { accountId, name })
        },
      ),
    )
  })

  it('are not found in other texts, quickly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(readQueueUrl(`${text}?`), undefined)
        assert.equal(readQueueArn(`sqs:${text}`), undefined)
      }),
    )
    assert.equal(readQueueUrl(`http://${'/a'.repeat(100_000)}`), undefined)
  })
})

describe('handles', () => {
  it('come back as they were', () => {
    const number = fc.nat({ max: 2 ** 48 })
    fc.assert(
      fc.property(fc.uuid(), number, number, number, (queueId, id, lease, receivedAt) => {
        const handle = { queueId, id, lease, receivedAt }
        assert.deepEqual(readReceiptHandle(writeReceiptHandle(handle)), handle)
      }),
    )
    const task = { taskId: 't', sourceArn: queueArn(address) }
    assert.deepEqual(readTaskHandle(writeTaskHandle(task.taskId, task.sourceArn)), task)
  })

  it('are undefined for any other text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(readReceiptHandle(text), undefined)
        assert.equal(readReceiptHandle(`AQEB${text}`), undefined)
        assert.equal(readTaskHandle(text), undefined)
      }),
    )
    for (const text of ['null', '1', '[]', '{"taskId":1}'])
      assert.equal(readTaskHandle(btoa(text)), undefined)
  })
})

describe('attributes', () => {
  const rules = { address, fifo: false, isPolicy: () => true }

  it('that were set are what a queue does', () => {
    const set = withAttributes({}, { DelaySeconds: '007', MessageRetentionPeriod: '60' }, rules)
    assert.deepEqual(set, { DelaySeconds: '7', MessageRetentionPeriod: '60' })
    const { delayMs, retentionMs, visibilityMs } = settingsOf(set, address)
    assert.deepEqual([delayMs, retentionMs, visibilityMs], [7000, 60_000, 30_000])
    assert.equal(effectiveAttributes(set, false).DelaySeconds, '7')
  })

  it('are taken away by empty texts', () => {
    const before = { Policy: '{}', KmsMasterKeyId: 'k' }
    assert.deepEqual(withAttributes(before, { Policy: '' }, rules), { KmsMasterKeyId: 'k' })
  })
})

describe('message attributes', () => {
  const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex')

  it('have AWS’s digest', () => {
    // Source: observed on AWS, 2023-11-14 (a recorded test of another project).
    const bytes = new TextEncoder().encode(
      'traceparent\x1e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01',
    )
    const { attributes } = readAttributes({ attr1: { DataType: 'Binary', BinaryValue: bytes } })
    assert.equal(attributesDigest(attributes, md5), '8cbe4db156db8a94db8b801b7addb984')
    assert.equal(attributesDigest(undefined, md5), undefined)
  })

  it('are counted in bytes', () => {
    const { bytes } = readAttributes({ e: { DataType: 'String', StringValue: 'é' } })
    assert.equal(bytes, 1 + 6 + 2)
  })

  it('are chosen by name and prefix', () => {
    const one = { type: 'String', text: 'x' }
    const attributes = { a: one, 'a.b': one, c: one }
    assert.deepEqual(Object.keys(selectAttributes(attributes, ['a.*', 'c']) ?? {}), ['a', 'a.b', 'c'])
    assert.equal(selectAttributes(attributes, []), undefined)
  })
})

describe('bodies', () => {
  it('have characters of XML alone', () => {
    for (const text of ['\t\n\r ~', '\ud7ff\ue000\ufffd', '\u{10000}\u{10ffff}']) checkCharacters(text)
    for (const text of ['\u0000', '\u000b', '\ufffe', '\uffff', '\ud800', '\udc00x'])
      assert.throws(() => checkCharacters(text), { code: 'InvalidMessageContents' })
  })
})

describe('permissions', () => {
  it('are statements of a policy', () => {
    const permission = { label: 'one', accountIds: ['123456789012'], actions: ['*'] }
    const first = withPermission(undefined, 'arn', 'aws', permission)
    const both = withPermission(first, 'arn', 'aws', { ...permission, label: 'two' })
    assert.deepEqual(statementsOf(both).map(sidOf), ['one', 'two'])
    assert.equal(withoutPermission(both, 'two'), first)
    assert.equal(withoutPermission(first, 'one'), undefined)
  })
})
