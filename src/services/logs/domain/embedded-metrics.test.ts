import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { embeddedMetrics, mayCarryMetrics } from './embedded-metrics.ts'

const timestamp = 1_700_000_000_000

function document(directive: object, members: object): string {
  return JSON.stringify({ _aws: { Timestamp: timestamp, CloudWatchMetrics: [directive] }, ...members })
}

const read = (directive: object, members: object) =>
  embeddedMetrics({ message: document(directive, members) }).map(({ name, values, dimensions }) => [
    name,
    values,
    dimensions,
  ])

describe('metrics embedded in events', () => {
  it('are read with their units and resolutions, once in each set of dimensions', () => {
    const message = document(
      {
        Namespace: 'shop',
        Dimensions: [['service'], ['service', 'route'], []],
        Metrics: [{ Name: 'ms', Unit: 'Milliseconds', StorageResolution: 1 }, { Name: 'hits' }],
      },
      { service: 'orders', route: '/', ms: [1.5, 1.5, 3], hits: 2, requestId: 'x' },
    )
    const shared = { namespace: 'shop', timestamp }
    const sets = [{ service: 'orders' }, { service: 'orders', route: '/' }, {}]
    assert.deepEqual(embeddedMetrics({ message }), [
      ...sets.map((dimensions) => ({
        ...shared,
        name: 'ms',
        values: [1.5, 1.5, 3],
        dimensions,
        unit: 'Milliseconds',
        storageResolution: 1,
      })),
      ...sets.map((dimensions) => ({ ...shared, name: 'hits', values: [2], dimensions })),
    ])
    assert.deepEqual(
      embeddedMetrics({ message: `2023-11-14T22:13:20.000Z\tid\tINFO\t${message}\n` }),
      embeddedMetrics({ message }),
    )
  })

  it('count without what cannot be read of them', () => {
    const directive = { Namespace: 'n', Dimensions: [['a'], ['b']], Metrics: [{ Name: 'x' }, { Name: 'y' }] }
    assert.deepEqual(read(directive, { a: 'v', b: 7, x: 1, y: 'many' }), [['x', [1], { a: 'v' }]])
    assert.deepEqual(read({ ...directive, Dimensions: [] }, { x: 1 }), [['x', [1], {}]])
    assert.deepEqual(read({ ...directive, Namespace: 'AWS/Lambda' }, { a: 'v', x: 1 }), [])
    assert.deepEqual(read({ ...directive, Dimensions: [[]] }, { x: Array(101).fill(1), y: [] }), [])
    const many = Array.from({ length: 101 }, () => ({ Name: 'x' }))
    assert.deepEqual(read({ ...directive, Dimensions: [[]], Metrics: many }, { x: 1 }), [])
  })

  it('are none in any other text', () => {
    for (const message of ['', '{', 'no "CloudWatchMetrics" here', '{"_aws":{"CloudWatchMetrics":1}}'])
      assert.deepEqual(embeddedMetrics({ message }), [])
    const parts = fc.constantFrom('_aws', 'CloudWatchMetrics', 'Timestamp', 'Namespace', 'Metrics', 'Name')
    const anything = fc.jsonValue({ maxDepth: 5 })
    fc.assert(
      fc.property(fc.dictionary(parts, anything), anything, (metadata, directive) => {
        const message = JSON.stringify({ ...metadata, _aws: { ...metadata, CloudWatchMetrics: [directive] } })
        assert.ok(mayCarryMetrics(message))
        assert.ok(Array.isArray(embeddedMetrics({ message })))
      }),
    )
  })
})
