/**
 * Bodies that do not come, at the doors of applications. The watch over bodies is one timer of this process: it is
 * taken out of the machine's hands before the server starts, so that nobody waits for its seconds.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { before, describe, it, mock } from 'node:test'
import { APIGateway } from '@aws-sdk/client-api-gateway'
import { ApiGatewayV2 } from '@aws-sdk/client-apigatewayv2'
import { bodyIdleMs } from '../../../src/http/limits.ts'
import { sendAsHost } from '../../support/send-as-host.ts'
import { testServer } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { makeFunction, newAccount } from '../lambda/support.ts'

/** Looks that the watch has been asked to take every so often: a quarter of its patience. */
const looks = new Set<() => void>()
const { setInterval: begin } = globalThis
mock.method(globalThis, 'setInterval', (look: () => void, everyMs: number) => {
  if (everyMs !== bodyIdleMs / 4) return begin(look, everyMs)
  looks.add(look)
  return begin(() => {}, 2 ** 30)
})

/** The watch looks so many times more: five are longer than its patience. */
function pass(times: number): void {
  for (let time = 0; time < times; time++) for (const look of looks) look()
}

describe('slow bodies', () => {
  const server = testServer()
  const hosts: Record<string, { readonly host: string; readonly path: string }> = {}

  /** Begins a request of ten bytes, of which two come. The server has its head when it asks to go on. */
  async function beginRequest({ host, path }: { host: string; path: string }): Promise<Socket> {
    const socket = connect(server.port, '127.0.0.1')
    const head = `POST ${path} HTTP/1.1\r\nHost: ${host}:${server.port}\r\nContent-Type: text/plain\r\n`
    socket.write(`${head}Expect: 100-continue\r\nContent-Length: 10\r\n\r\n`)
    const [going] = (await once(socket, 'data')) as [Buffer]
    assert.match(going.toString(), /^HTTP\/1\.1 100 /)
    socket.write('ab')
    return socket
  }

  /** All that comes until the server ends the connection. */
  async function restOf(socket: Socket): Promise<string> {
    const pieces: Buffer[] = []
    socket.on('data', (piece: Buffer) => pieces.push(piece)).on('error', () => {})
    await once(socket, 'close')
    return Buffer.concat(pieces).toString('utf8')
  }

  before(async () => {
    const account = newAccount(server)
    const config = server.config({ account: account.id })
    const rest = new APIGateway(config)
    const { id: restApiId = '', rootResourceId: resourceId = '' } = await rest.createRestApi({ name: 'slow' })
    const method = { restApiId, resourceId, httpMethod: 'POST' }
    await rest.putMethod({ ...method, authorizationType: 'NONE' })
    await rest.putIntegration({ ...method, type: 'MOCK' })
    await rest.createDeployment({ restApiId, stageName: 'prod' })
    hosts.REST = { host: `${restApiId}.execute-api.us-east-1.localhost`, path: '/prod' }

    const http = new ApiGatewayV2(config)
    await makeFunction(account, 'never-asked')
    const { ApiId = '' } = await http.createApi({
      Name: 'slow',
      ProtocolType: 'HTTP',
      Target: account.arn('never-asked'),
    })
    hosts.HTTP = { host: `${ApiId}.execute-api.us-east-1.localhost`, path: '/' }

    const url = { FunctionName: 'never-asked', AuthType: 'NONE' } as const
    const { FunctionUrl = '' } = await account.lambda.createFunctionUrlConfig(url)
    hosts.URL = { host: new URL(FunctionUrl).hostname, path: '/' }
  })

  for (const kind of ['REST', 'HTTP', 'URL'])
    it(`are given up after twenty seconds at ${kind}, and others are served meanwhile`, async () => {
      const to = hosts[kind]
      assert.ok(to)
      const socket = await beginRequest(to)
      const rest = restOf(socket)
      const other = await sendAsHost(server.port, hosts.REST?.host ?? '', '/no/such')
      assert.equal(other.status, 403)
      // The door may still be looking for the API when the others have been served: then nothing is watched yet.
      await until(() => {
        pass(5)
        return socket.closed
      }, 'the connection is ended')
      const answer = await rest
      assert.match(answer, /^HTTP\/1\.1 408 Request Timeout\r\n/)
      assert.match(answer, /\r\n\r\n\{"message":"Request Timeout"\}$/)
    })
})
