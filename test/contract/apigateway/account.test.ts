/** The settings of an account. Source: API Reference, GetAccount, UpdateAccount. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import { testServer } from '../../support/server.ts'

const server = testServer()

describe('accounts', () => {
  it('have a throttle', async () => {
    const gateway = new APIGateway(server.config({ account: '360000000000' }))
    const { throttleSettings, apiKeyVersion } = await gateway.getAccount({})
    assert.deepEqual(throttleSettings, { burstLimit: 5000, rateLimit: 10_000 })
    assert.equal(apiKeyVersion, '4')
  })
})
