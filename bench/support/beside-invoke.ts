/** What a request costs beside Lambda's Invoke of the same function, measured in turns. */
import { median, percentile, type Report } from './figures.ts'
import { Load, latenciesInTurns, type Target } from './load.ts'

/** How much is measured. Units: milliseconds. */
export interface Measured {
  readonly rounds: number
  readonly roundMs: number
  readonly warmUpMs: number
  readonly atOnce: number
}

/** Latencies one at a time. `cost`: how many times Invoke's it may be. */
export async function compareOneAtATime(
  report: Report,
  { rounds, warmUpMs }: Measured,
  { title, api, invoke, cost }: { title: string; api: Target; invoke: Target; cost: number },
): Promise<void> {
  const [byApi, byInvoke] = [await Load.open(api, 1), await Load.open(invoke, 1)]
  await byApi.rate(warmUpMs)
  await byInvoke.rate(warmUpMs)
  const taken = await latenciesInTurns([byApi, byInvoke], rounds, 300)
  byApi.close()
  byInvoke.close()
  const [apiP50, invokeP50] = [percentile(taken[0], 50), percentile(taken[1], 50)]
  report.figure(`${title}, one at a time, p50`, apiP50, 'ms', {}, 3)
  report.figure(`${title}, one at a time, p99`, percentile(taken[0], 99), 'ms', {}, 3)
  report.figure('Invoke, one at a time, p50', invokeP50, 'ms', {}, 3)
  report.figure('cost of the API', apiP50 / invokeP50, 'times', { atMost: cost })
}

/** Requests a second, many at once. */
export async function compareRates(
  report: Report,
  measured: Measured,
  { title, api, invoke, cost }: { title: string; api: Target; invoke: Target; cost: number },
): Promise<void> {
  const { atOnce } = measured
  const [apiRate, invokeRate] = await ratesOf(measured, [api, invoke])
  report.figure(`${title}, ${atOnce} at once`, apiRate, 'requests/s', {}, 0)
  report.figure(`Invoke, ${atOnce} at once`, invokeRate, 'invocations/s', {}, 0)
  report.figure('cost of the API', invokeRate / apiRate, 'times', { atMost: cost })
}

/** The rates of two targets, measured in turns. */
export async function ratesOf(
  { rounds, roundMs, warmUpMs, atOnce }: Measured,
  targets: readonly [Target, Target],
): Promise<[number, number]> {
  const loads = [await Load.open(targets[0], atOnce), await Load.open(targets[1], atOnce)] as const
  const rates: [number[], number[]] = [[], []]
  for (const load of loads) await load.rate(warmUpMs)
  for (let round = 0; round < rounds; round++) {
    rates[0].push(await loads[0].rate(roundMs))
    rates[1].push(await loads[1].rate(roundMs))
  }
  for (const load of loads) load.close()
  return [median(rates[0]), median(rates[1])]
}
