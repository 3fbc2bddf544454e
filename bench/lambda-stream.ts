/**
 * What a streamed response costs: the time from the handler's write to the client's first byte, and the server's memory while
 * 200 MB pass through it, by InvokeWithResponseStream and by a function URL. `node bench/lambda-stream.ts [megabytes]`
 */
import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { median, Report } from './support/figures.ts'
import { lambdaClient, makeFunction } from './support/lambda-functions.ts'
import { freePort, stop } from './support/processes.ts'
import { startServer } from './support/server.ts'

const megabytes = Number(process.argv[2] ?? 200)
const firsts = 20
/**
 * Units: milliseconds; mebibytes. The first response fills what the garbage collector lets stand, whatever its length; a second one
 * finds that filled, and what it adds is what a response costs.
 */
const limits = { firstByte: 5, firstGrowth: megabytes / 2, growth: 16 }

// Its first piece says when it was written; with the rest there are so many megabytes.
const source = `
export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const first = String(Date.now()) + '\\n'
  stream.write(first)
  const piece = Buffer.alloc(1024 * 1024, 'x')
  const megabytes = Number(event.megabytes ?? event.queryStringParameters.megabytes)
  for (let count = 0; count < megabytes; count++) {
    const rest = count === 0 ? piece.subarray(first.length) : piece
    if (!stream.write(rest)) await new Promise((resolve) => stream.once('drain', resolve))
  }
  stream.end()
})
`

const report = new Report()
const port = await freePort()
const server = await startServer(port)
const lambda = lambdaClient(port)
try {
  await makeFunction(lambda, { name: 'stream', runtime: 'nodejs24.x', source, memoryMb: 1024 })
  const id = await makeUrl('stream')
  const ways = [
    ['InvokeWithResponseStream', streamByApi],
    ['the function URL', (count: number) => streamByUrl(id, count)],
  ] as const
  for (const [by, stream] of ways) await measure(by, stream)
} finally {
  lambda.destroy()
  await stop(server)
}
report.finish()

interface Streamed {
  readonly firstByteMs: number
  readonly bytes: number
}

async function measure(by: string, stream: (megabytes: number) => Promise<Streamed>): Promise<void> {
  await stream(0)
  const waits: number[] = []
  for (let count = 0; count < firsts; count++) waits.push((await stream(0)).firstByteMs)
  report.line(`${firsts} short responses by ${by}, warm`)
  report.figure('handler writes to client reads, p50', median(waits), 'ms', { atMost: limits.firstByte })
  for (const which of ['first', 'second'] as const) {
    report.line(`the ${which} response of ${megabytes} MB by ${by}`)
    const before = rss()
    let most = before
    const watch = setInterval(() => {
      most = Math.max(most, rss())
    }, 50)
    const started = performance.now()
    const { bytes } = await stream(megabytes)
    clearInterval(watch)
    const seconds = (performance.now() - started) / 1000
    report.figure('arrived', bytes / 1024 / 1024, 'MiB', { atLeast: megabytes }, 0)
    report.figure('rate', bytes / 1024 / 1024 / seconds, 'MiB/s', {}, 0)
    report.figure('memory of the server before', before, 'MiB', {}, 0)
    const atMost = which === 'first' ? limits.firstGrowth : limits.growth
    report.figure('growth meanwhile', most - before, 'MiB', { atMost }, 0)
  }
}

/** Gives a function a URL that anybody may use; answers its id. */
async function makeUrl(name: string): Promise<string> {
  const made = await lambda.createFunctionUrlConfig({
    FunctionName: name,
    AuthType: 'NONE',
    InvokeMode: 'RESPONSE_STREAM',
  })
  const everybody = { FunctionName: name, Principal: '*' }
  await lambda.addPermission({
    ...everybody,
    StatementId: 'url',
    Action: 'lambda:InvokeFunctionUrl',
    FunctionUrlAuthType: 'NONE',
  })
  await lambda.addPermission({
    ...everybody,
    StatementId: 'function',
    Action: 'lambda:InvokeFunction',
    InvokedViaFunctionUrl: true,
  })
  return new URL(made.FunctionUrl ?? '').hostname.split('.', 1)[0] ?? ''
}

function streamByUrl(id: string, count: number): Promise<Streamed> {
  return new Promise((resolve, reject) => {
    const path = `/_aws/lambda-url/${id}/?megabytes=${count}`
    get({ host: '127.0.0.1', port, path }, (answer) => {
      let bytes = 0
      let firstByteMs = Number.NaN
      answer.on('data', (piece: Buffer) => {
        if (bytes === 0) firstByteMs = Date.now() - Number(piece.toString('latin1', 0, 13))
        bytes += piece.length
      })
      answer.on('end', () => resolve({ firstByteMs, bytes })).on('error', reject)
    }).on('error', reject)
  })
}

async function streamByApi(count: number): Promise<Streamed> {
  const { EventStream } = await lambda.invokeWithResponseStream({
    FunctionName: 'stream',
    Payload: JSON.stringify({ megabytes: count }),
  })
  let bytes = 0
  let firstByteMs = Number.NaN
  for await (const { PayloadChunk, InvokeComplete } of EventStream ?? []) {
    if (InvokeComplete?.ErrorCode)
      throw new Error(`${InvokeComplete.ErrorCode}: ${InvokeComplete.ErrorDetails}`)
    const piece = PayloadChunk?.Payload
    if (!piece) continue
    if (bytes === 0) firstByteMs = Date.now() - Number(Buffer.from(piece).toString('latin1', 0, 13))
    bytes += piece.length
  }
  return { firstByteMs, bytes }
}

/** Unit: mebibytes. */
function rss(): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024
}
