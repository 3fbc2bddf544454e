import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readSubscription } from './subscription.ts'

const destination = { protocol: 'HTTP', URI: 'http://sandbox.localdomain:8080/logs' }
const read = (body: object) => readSubscription('telemetry', JSON.stringify(body))

describe('subscriptions', () => {
  it('have defaults', () => {
    assert.deepEqual(read({ types: ['platform'], destination }), {
      api: 'telemetry',
      types: new Set(['platform']),
      destination: { protocol: 'HTTP', port: 8080, path: '/logs' },
      maxItems: 10_000,
      maxBytes: 262_144,
      timeoutMs: 1_000,
    })
    assert.deepEqual(
      read({ types: ['function'], destination: { protocol: 'TCP', port: 9000 } }).destination,
      {
        protocol: 'TCP',
        port: 9000,
      },
    )
  })

  it('are refused with all that is wrong', () => {
    const wrong = (body: object, message: RegExp) =>
      assert.throws(
        () => read(body),
        (error) => error instanceof Error && message.test(error.message),
      )
    wrong({ destination }, /types should not be empty/)
    wrong({ types: ['other'], destination }, /not supported/)
    wrong({ types: ['platform'] }, /destination is not provided/)
    wrong(
      { types: [], destination: { protocol: 'HTTP', URI: 'http://sandbox.localdomain' } },
      /types should not be empty; URI port is not provided/,
    )
    wrong({ types: ['platform'], destination: { protocol: 'HTTP', URI: 'http://example.com:80/' } }, /host/)
    wrong(
      { types: ['platform'], destination, buffering: { maxItems: 1 } },
      /maxItems should be from 1000 to 10000/,
    )
    wrong({ types: ['platform'], destination, schemaVersion: '1999-01-01' }, /schemaVersion/)
    assert.throws(() => readSubscription('logs', 'no JSON'), { name: 'ApiRefusal', status: 400 })
  })
})
