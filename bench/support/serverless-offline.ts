/**
 * serverless-offline, for comparison: installed on demand into a cache, not a dependency. It is started as its users do, with
 * the same handler, and offers Lambda's own Invoke and an HTTP API.
 */
import type { ChildProcess } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { nodeHello, pythonHello } from './lambda-functions.ts'
import { peerFolder } from './peer.ts'
import { freePort, start } from './processes.ts'
import { answering } from './server.ts'

/** The last line that needs no account; the program under it is the last open one. */
const packages = ['serverless@3.40.0', 'serverless-offline@13.9.0']

/** Handlers that it runs: in threads of its own, or in processes of the machine's `python3`. The newest runtimes that it knows. */
const handlers = {
  node: { file: 'index.mjs', source: nodeHello, runtime: 'nodejs22.x' },
  python: { file: 'index.py', source: pythonHello, runtime: 'python3.11' },
} as const

/** A running one, and the Invoke request it takes. */
export interface Offline {
  readonly child: ChildProcess
  readonly port: number
  readonly requests: readonly Buffer[]
  /** Where its HTTP API answers, and a request for the same function. */
  readonly http: { readonly port: number; readonly requests: readonly Buffer[] }
}

/** Starts it with a hello handler. Fails when it cannot be had. */
export async function startServerlessOffline(language: keyof typeof handlers = 'node'): Promise<Offline> {
  const folder = peerFolder('serverless-offline', packages)
  const { file, source, runtime } = handlers[language]
  writeFileSync(join(folder, file), source)
  writeFileSync(
    join(folder, 'serverless.yml'),
    [
      'service: bench',
      `provider: { name: aws, runtime: ${runtime} }`,
      'plugins: [serverless-offline]',
      'functions: { hello: { handler: index.handler, events: [{ httpApi: "GET /hello" }] } }',
      '',
    ].join('\n'),
  )
  const [httpPort, port] = [await freePort(), await freePort()]
  const child = start(
    [
      process.execPath,
      join(folder, 'node_modules/serverless/bin/serverless.js'),
      'offline',
      '--httpPort',
      String(httpPort),
      '--lambdaPort',
      String(port),
    ],
    { cwd: folder, quiet: true, env: { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' } },
  )
  child.stdout?.resume()
  const body = '{"name":"bench"}'
  const request = Buffer.from(
    `POST /2015-03-31/functions/bench-dev-hello/invocations HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  await answering({ port, requests: [request] }, 200)
  const get = Buffer.from('GET /hello HTTP/1.1\r\nhost: localhost\r\n\r\n')
  return { child, port, requests: [request], http: { port: httpPort, requests: [get] } }
}
