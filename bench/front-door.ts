/**
 * What the front door costs: GetCallerIdentity as an SDK sends it, signed, through a whole server, beside a bare HTTP
 * server of Node.js that answers the same bytes. Both servers run on the same one processor, in turns; the load comes from
 * another. `node bench/front-door.ts [rounds]`
 */
import { availableParallelism } from 'node:os'
import { median, percentile, Report } from './support/figures.ts'
import { Load, latenciesInTurns, requestOnce, type Target } from './support/load.ts'
import { canPin, freePort, pinSelf, start, stop } from './support/processes.ts'
import { answering, startServer } from './support/server.ts'
import { callerIdentityRequests } from './support/signed-requests.ts'

const rounds = Number(process.argv[2] ?? 8)
const roundMs = 1500
const warmUpMs = 3000
const connectionCount = 32
/** Unit: part of the bare server's rate. */
const ratioAtLeast = 0.4

const report = new Report()
const serverCpu = 0
pinSelf(Math.min(1, availableParallelism() - 1))

const port = await freePort()
const lambent = await startServer(port, { cpu: serverCpu })
const requests = await callerIdentityRequests(port, 64)
const door: Target = { port, requests }
const bareTarget: Target = { port: await freePort(), requests }
const bare = start(
  [process.execPath, new URL('./support/bare-server.ts', import.meta.url).pathname, String(bareTarget.port)],
  {
    cpu: serverCpu,
    env: { BARE_ANSWER: JSON.stringify(parseAnswer(await requestOnce(door))) },
  },
)

try {
  await answering(bareTarget)
  await measure()
} finally {
  await Promise.all([stop(lambent), stop(bare)])
}
report.finish()

async function measure(): Promise<void> {
  report.line(
    `GetCallerIdentity, ${connectionCount} connections, ${rounds} rounds of ${roundMs} ms each in turns` +
      (canPin ? ', servers on one processor' : ', NOT pinned to a processor'),
  )
  const loads = [
    await Load.open(door, connectionCount),
    await Load.open(bareTarget, connectionCount),
  ] as const
  for (const load of loads) await load.rate(warmUpMs)
  const rates: Array<[number, number]> = []
  const cpuBefore = process.cpuUsage()
  const started = performance.now()
  for (let round = 0; round < rounds; round++)
    rates.push([await loads[0].rate(roundMs), await loads[1].rate(roundMs)])
  const { user, system } = process.cpuUsage(cpuBefore)
  const generator = (user + system) / 1000 / (performance.now() - started)
  for (const load of loads) load.close()

  report.figure('whole front door', median(rates.map(([ours]) => ours)), 'requests/s', {}, 0)
  report.figure(
    'bare Node.js http server, same bytes',
    median(rates.map(([, theirs]) => theirs)),
    'requests/s',
    {},
    0,
  )
  report.figure('ratio (median of rounds)', median(rates.map(([a, b]) => a / b)), '', {
    atLeast: ratioAtLeast,
  })
  report.figure('load generator busy', generator * 100, '% of its processor', {}, 0)

  report.line('one connection, one request at a time')
  const single = [await Load.open(door, 1), await Load.open(bareTarget, 1)] as const
  const taken = await latenciesInTurns(single, 5, 400)
  for (const load of single) load.close()
  report.figure('whole front door, p50', percentile(taken[0], 50), 'ms', {}, 3)
  report.figure('bare Node.js http server, p50', percentile(taken[1], 50), 'ms', {}, 3)
}

/** The headers that a server must set itself, and the body, of an answer. */
function parseAnswer(answer: Buffer): { headers: Array<[string, string]>; body: string } {
  const [head = '', body = ''] = answer.toString('utf8').split('\r\n\r\n', 2)
  const ownHeaders = ['date', 'connection', 'keep-alive']
  const headers = head
    .split('\r\n')
    .slice(1)
    .map((line): [string, string] => [
      line.slice(0, line.indexOf(':')),
      line.slice(line.indexOf(':') + 1).trim(),
    ])
    .filter(([name]) => !ownHeaders.includes(name.toLowerCase()))
  return { headers, body }
}
