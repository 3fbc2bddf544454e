import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Lambda } from '@aws-sdk/client-lambda'
import { startLambent } from '../../../src/index.ts'
import { lastingStore } from '../../support/test-stores.ts'
import { jsonOf, makeFunction, untilActive } from './support.ts'

describe('functions', () => {
  it('are there after a restart, and become Active if they were not yet', async () => {
    const { options, remove } = await lastingStore()
    const account = (endpoint: string) => {
      const credentials = { accessKeyId: '000000000000', secretAccessKey: 'secret' }
      const lambda = new Lambda({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
      return { id: '000000000000', lambda, arn: () => '' }
    }
    const first = await startLambent(options)
    await makeFunction(account(first.endpoint), 'f')
    await first.stop()
    const second = await startLambent(options)
    try {
      const again = account(second.endpoint)
      await untilActive(again, 'f')
      const { Payload } = await again.lambda.invoke({ FunctionName: 'f', Payload: '{"a":1}' })
      assert.deepEqual(jsonOf(Payload), { a: 1 })
    } finally {
      await second.stop()
      remove()
    }
  })
})
