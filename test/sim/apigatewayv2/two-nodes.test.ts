/** Two servers on one database: a connection lives on one of them, and backends that ask the other reach it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ApiGatewayManagementApi } from '@aws-sdk/client-apigatewaymanagementapi'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { WebSocket } from 'ws'
import { startLambent } from '../../../src/index.ts'
import { asked, connected, ended, heard } from '../../contract/apigatewayv2/sockets.ts'
import { clientOf } from '../../support/killable-server.ts'
import { testPostgres } from '../../support/postgres.ts'
import { refused } from '../../support/refused.ts'

const postgres = await testPostgres()

describe('connections of WebSocket APIs on two nodes', {
  skip: postgres.available ? false : postgres.reason,
}, () => {
  it('are reached from both, and gone with their node', async () => {
    assert.ok(postgres.available)
    const store = await postgres.createDatabase()
    const [first, second] = await Promise.all([startLambent({ store }), startLambent({ store })])
    try {
      const gateway = new ApiGatewayV2(clientOf(first.endpoint))
      const { ApiId = '' } = await gateway.createApi({
        Name: 'rooms',
        ProtocolType: 'WEBSOCKET',
        RouteSelectionExpression: '$request.body.action',
      })
      await gateway.createStage({ ApiId, StageName: 'live', AutoDeploy: true })
      const dial = ({ port }: { port: number }) =>
        connected(new WebSocket(`ws://127.0.0.1:${port}/_aws/execute-api/${ApiId}/live`))
      const backend = ({ endpoint }: { endpoint: string }) =>
        new ApiGatewayManagementApi({
          ...clientOf(endpoint),
          endpoint: `${endpoint}/_aws/execute-api/${ApiId}/live`,
        })
      // No route fits, which is answered with the connection's id.
      const idOf = async (client: WebSocket) => JSON.parse(await asked(client, '{}')).connectionId as string
      const clients = await Promise.all([dial(first), dial(second)])
      const ids = await Promise.all(clients.map(idOf))
      for (const node of [first, second])
        for (const [index, client] of clients.entries()) {
          const ConnectionId = ids[index] ?? ''
          const texts = Array.from({ length: 20 }, (_, count) => `message ${count}`)
          const all = new Promise<string[]>((resolve) => {
            const found: string[] = []
            client.on('message', (data) => {
              if (found.push(String(data)) === texts.length) resolve(found)
            })
          })
          await Promise.all(texts.map((Data) => backend(node).postToConnection({ ConnectionId, Data })))
          assert.deepEqual((await all).sort(), texts.toSorted())
          client.removeAllListeners('message')
          const { Identity, ConnectedAt } = await backend(node).getConnection({ ConnectionId })
          assert.ok(Identity?.SourceIp === '127.0.0.1' && ConnectedAt)
        }
      const [mine, theirs] = clients
      const [one = '', two = ''] = ids
      const end = ended(mine)
      await backend(second).deleteConnection({ ConnectionId: one })
      assert.equal((await end).code, 1000)
      await refused(backend(second).postToConnection({ ConnectionId: one, Data: 'x' }), 'GoneException')
      const last = heard(theirs)
      await backend(first).postToConnection({ ConnectionId: two, Data: 'last' })
      assert.equal(await last, 'last')
      const goodbye = ended(theirs)
      await second.stop()
      assert.equal((await goodbye).code, 1001)
      await refused(backend(first).postToConnection({ ConnectionId: two, Data: 'x' }), 'GoneException')
    } finally {
      await Promise.all([first.stop(), second.stop()])
    }
  })
})
