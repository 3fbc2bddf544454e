/**
 * What S3 costs: putting and getting objects of 1 KiB and 10 MiB through a whole server whose every answer is on the disk, beside
 * s3rver, which flushes nothing. Both run on the same one processor, in turns; the load comes from another. The way from PutObject to a
 * function is measured by `bench/delivery.ts`. `node bench/s3.ts [rounds]`
 */
import type { ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { crc32 } from 'node:zlib'
import { median, Report } from './support/figures.ts'
import { Connection, requestOnce } from './support/load.ts'
import { canPin, freePort, pinSelf, stop } from './support/processes.ts'
import { startS3rver } from './support/s3rver.ts'
import { answering, startServer } from './support/server.ts'

const rounds = Number(process.argv[2] ?? 8)
const roundMs = 1000
const serverCpu = 0
const bucket = 'bench'
/** Times what s3rver does. */
const limits = { small: 1, large: 1 }

function request(method: string, path: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const now = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '')
  const head =
    `${method} ${path} HTTP/1.1\r\nhost: localhost\r\nx-amz-date: ${now}\r\nx-amz-content-sha256: UNSIGNED-PAYLOAD\r\n` +
    `authorization: AWS4-HMAC-SHA256 Credential=S3RVER/${now.slice(0, 8)}/us-east-1/s3/aws4_request, ` +
    `SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${'0'.repeat(64)}\r\n` +
    `${method === 'PUT' ? `x-amz-checksum-crc32: ${checksumOf(body)}\r\n` : ''}content-length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(head), body])
}

/** As the SDKs send it by default. */
function checksumOf(body: Buffer): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(body))
  return bytes.toString('base64')
}

/** One server. */
interface Side {
  readonly name: string
  readonly port: number
}

/** Requests answered in a second. */
async function rate({ port }: Side, requests: readonly Buffer[], connectionCount: number): Promise<number> {
  const connections = await Promise.all(
    Array.from({ length: connectionCount }, (_, turn) => Connection.open({ port, requests }, turn)),
  )
  const started = performance.now()
  let count = 0
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < started + roundMs) {
        await connection.roundTrip()
        count++
      }
    }),
  )
  const seconds = (performance.now() - started) / 1000
  for (const connection of connections) connection.close()
  return count / seconds
}

const small = Buffer.alloc(1024, 'x')
const large = Buffer.alloc(10 * 1024 * 1024, 'y')
const keys = Array.from({ length: 512 }, (_, index) => `/${bucket}/k${index}`)
const largeKeys = keys.slice(0, 4).map((key) => `${key}-large`)

const loads = [
  {
    name: 'PutObject of 1 KiB',
    requests: keys.map((key) => request('PUT', key, small)),
    at: 32,
    least: limits.small,
  },
  {
    name: 'GetObject of 1 KiB',
    requests: keys.map((key) => request('GET', key)),
    at: 32,
    least: limits.small,
  },
  {
    name: 'PutObject of 10 MiB',
    requests: largeKeys.map((key) => request('PUT', key, large)),
    at: 2,
    least: limits.large,
  },
  {
    name: 'GetObject of 10 MiB',
    requests: largeKeys.map((key) => request('GET', key)),
    at: 2,
    least: limits.large,
  },
]

const report = new Report()
pinSelf(Math.min(1, availableParallelism() - 1))
const children: ChildProcess[] = []
try {
  const [port, other] = [await freePort(), await freePort()]
  children.push(await startServer(port, { cpu: serverCpu }))
  await requestOnce({ port, requests: [request('PUT', `/${bucket}`)] })
  children.push(startS3rver(other, serverCpu, bucket))
  await answering({ port: other, requests: [request('GET', '/')] }, 100)
  await measure([
    { name: 'Lambent, durable', port },
    { name: 's3rver, nothing flushed', port: other },
  ])
} finally {
  await Promise.all(children.map(stop))
}
report.finish()

async function measure(sides: readonly [Side, Side]): Promise<void> {
  report.line(
    `${rounds} rounds of ${roundMs} ms in turns${canPin ? ', servers on one processor' : ', NOT pinned to a processor'}`,
  )
  for (const side of sides) {
    for (const target of [...keys, ...largeKeys]) {
      const body = target.endsWith('large') ? large : small
      await requestOnce({ port: side.port, requests: [request('PUT', target, body)] })
    }
  }
  for (const { name, requests, at, least } of loads) {
    const found: [number[], number[]] = [[], []]
    for (let round = 0; round < rounds; round++) {
      found[0].push(await rate(sides[0], requests, at))
      found[1].push(await rate(sides[1], requests, at))
    }
    report.line(`${name}, ${at} at once`)
    const [ours, theirs] = [median(found[0]), median(found[1])]
    report.figure(`  ${sides[0].name}`, ours, 'a second', {}, 0)
    report.figure(`  ${sides[1].name}`, theirs, 'a second', {}, 0)
    report.figure('  ahead', ours / theirs, 'times', { atLeast: least })
  }
}
