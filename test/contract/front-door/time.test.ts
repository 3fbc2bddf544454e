import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { SSM } from '@aws-sdk/client-ssm'
import { VirtualClock } from '../../../src/index.ts'
import { testServer } from '../../support/server.ts'

async function advance(endpoint: string, body: unknown, type = 'application/json') {
  const answer = await fetch(`${endpoint}/_lambent/time/advance`, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as { now?: string; message?: string } }
}

describe('the time of a server with a virtual clock', () => {
  const server = testServer({ clock: new VirtualClock(Date.UTC(2030, 0, 1)) })

  it('stands still, and is shown', async () => {
    const answer = await fetch(`${server.endpoint}/_lambent/time`)
    assert.deepEqual(await answer.json(), { now: '2030-01-01T00:00:00.000Z', clock: 'virtual' })
  })

  it('is moved by a span or to an instant, and what falls due is done when that is answered', async () => {
    const ssm = new SSM(server.config())
    const policy = {
      Type: 'Expiration',
      Version: '1.0',
      Attributes: { Timestamp: '2030-01-02T00:00:00.000Z' },
    }
    const Policies = JSON.stringify([policy])
    await ssm.putParameter({ Name: 'short', Value: 'x', Type: 'String', Tier: 'Advanced', Policies })
    const moved = await advance(server.endpoint, { milliseconds: 23 * 3_600_000 })
    assert.deepEqual(moved, { status: 200, body: { now: '2030-01-01T23:00:00.000Z', clock: 'virtual' } })
    assert.equal((await ssm.getParameter({ Name: 'short' })).Parameter?.Value, 'x')
    assert.equal((await advance(server.endpoint, { to: '2030-01-04T00:00:00Z' })).status, 200)
    await assert.rejects(ssm.getParameter({ Name: 'short' }), { name: 'ParameterNotFound' })
    ssm.destroy()
  })

  it('is not moved by what makes no sense', async () => {
    for (const body of [
      '{',
      [],
      {},
      { milliseconds: -1 },
      { milliseconds: 1.5 },
      { to: 'soon' },
      { milliseconds: 1, to: 'x' },
    ])
      assert.equal((await advance(server.endpoint, body)).status, 400)
    assert.match(
      (await advance(server.endpoint, { to: '2029-01-01T00:00:00Z' })).body.message ?? '',
      /^Time does not go back/,
    )
    assert.equal((await advance(server.endpoint, { milliseconds: 1e15 })).status, 400)
    assert.equal((await advance(server.endpoint, '{}', 'text/plain')).status, 415)
    assert.equal((await advance(server.endpoint, 'x'.repeat(5_000))).status, 413)
  })
})

describe('the time of a server with the clock of the machine', () => {
  const server = testServer()

  it('cannot be moved, and that is said', async () => {
    const { status, body } = await advance(server.endpoint, { milliseconds: 1 })
    assert.equal(status, 409)
    assert.equal(
      body.message,
      'This server runs on real time. Start one whose time can be moved: lambent start --clock virtual',
    )
  })
})
