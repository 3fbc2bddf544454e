/** Two servers on one database: each event runs, whichever took it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Lambda } from '@aws-sdk/client-lambda'
import { startLambent } from '../../../src/index.ts'
import type { UsageReport } from '../../../src/services/lambda/adapters/usage-report.ts'
import { testPostgres } from '../../support/postgres.ts'
import { zipOf } from '../../support/zip.ts'

const postgres = await testPostgres()

describe('asynchronous invocation on two nodes', {
  skip: postgres.available ? false : postgres.reason,
}, () => {
  it('runs every event once when nobody dies', async () => {
    assert.ok(postgres.available)
    const store = await postgres.createDatabase()
    const nodes = await Promise.all([startLambent({ store }), startLambent({ store })])
    try {
      const clients = nodes.map(({ endpoint }) => clientOf(endpoint))
      const [first] = clients
      assert.ok(first)
      await first.createFunction({
        FunctionName: 'f',
        Role: 'arn:aws:iam::000000000000:role/worker',
        Runtime: 'python3.13',
        Handler: 'index.handler',
        Timeout: 30,
        Code: { ZipFile: zipOf({ 'index.py': 'def handler(event, context):\n    return event\n' }) },
      })
      for (;;) {
        const { State, StateReason } = await first.getFunctionConfiguration({ FunctionName: 'f' })
        if (State === 'Active') break
        assert.notEqual(State, 'Failed', StateReason)
        await pause(20)
      }
      const count = 40
      await Promise.all(
        Array.from({ length: count }, (_, index) =>
          clients[index % 2]?.invoke({ FunctionName: 'f', InvocationType: 'Event', Payload: '{}' }),
        ),
      )
      for (;;) {
        // Each node adds what it counted; the store has the sum.
        const reports = await Promise.all(nodes.map(({ endpoint }) => usageOf(endpoint)))
        const requests = Math.max(...reports.map(({ total }) => total.requests))
        assert.ok(requests <= count, `${requests} runs of ${count} events`)
        if (requests === count) break
        await pause(50)
      }
      for (const client of clients) client.destroy()
    } finally {
      await Promise.all(nodes.map((node) => node.stop()))
    }
  })
})

function clientOf(endpoint: string): Lambda {
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'secret' }
  return new Lambda({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 })
}

async function usageOf(endpoint: string): Promise<UsageReport> {
  return (await (await fetch(`${endpoint}/_lambent/usage`)).json()) as UsageReport
}
