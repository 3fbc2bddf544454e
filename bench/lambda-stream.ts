/**
 * What a streamed response costs: the time from the handler's write to the client's first byte, and the server's memory while
 * 200 MB pass through it. `node bench/lambda-stream.ts [megabytes]`
 */
import { readFileSync } from 'node:fs'
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
  for (let count = 0; count < event.megabytes; count++) {
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
  await stream(0)
  const waits: number[] = []
  for (let count = 0; count < firsts; count++) waits.push((await stream(0)).firstByteMs)
  report.line(`${firsts} short responses, warm`)
  report.figure('handler writes to client reads, p50', median(waits), 'ms', { atMost: limits.firstByte })
  for (const which of ['first', 'second'] as const) {
    report.line(`the ${which} response of ${megabytes} MB`)
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
} finally {
  lambda.destroy()
  await stop(server)
}
report.finish()

async function stream(count: number): Promise<{ readonly firstByteMs: number; readonly bytes: number }> {
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
