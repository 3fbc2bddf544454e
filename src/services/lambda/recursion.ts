/** Loops of functions: which function counts how, and which may run in circles. */

import { type RandomSource, randomHex } from '../../base/random.ts'
import type { Soon } from '../../base/soon.ts'
import { collection, type Store } from '../../store/index.ts'
import { chainInvocations, countInvocation, firstLineage } from './domain/trace-lineage.ts'
import type { FunctionRecord, OfFunction } from './records.ts'

/** A function whose setting differs from AWS's default, `Terminate`. */
export type RecursionConfig = OfFunction & { readonly loop: 'Allow' }

export const recursionConfigs = collection<RecursionConfig>()({
  name: 'lambda.recursion-configs',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** What a trace header becomes for one invocation, and whether the invocation is one too many of a loop. */
export interface Chain {
  readonly traceHeader: string
  readonly isLoop: boolean
  /** How often the function ran in this chain before. */
  readonly count: number
}

/**
 * Counts an invocation of a function into its chain of requests. A request without a trace header begins a chain: then the
 * header is new. Source: X-Ray Developer Guide, "Tracing header".
 */
export function enterChain(
  store: Store,
  random: RandomSource,
  now: number,
  record: FunctionRecord,
  traceHeader: string | undefined,
): Soon<Chain> {
  const mark = markOf(record)
  if (traceHeader === undefined || traceHeader.trim() === '')
    return { traceHeader: `${newTraceHeader(random, now)};${firstLineage(mark)}`, isLoop: false, count: 0 }
  const { header, count } = countInvocation(traceHeader, mark)
  if (count < chainInvocations) return { traceHeader: header, isLoop: false, count }
  return atItsEnd(store, record, header, count)
}

/** How a function is named in a chain: by the first eight digits of its id. */
function markOf({ id }: FunctionRecord): string {
  const beginning = id.slice(0, 8)
  return (beginning.includes('-') ? id.replaceAll('-', '').slice(0, 8) : beginning).toLowerCase()
}

/** A chain that goes on only where the function may run in circles. */
async function atItsEnd(
  store: Store,
  { accountId, region, name }: FunctionRecord,
  header: string,
  count: number,
): Promise<Chain> {
  const allowed = await recursionConfigs.get(store, [accountId, region, name])
  return { traceHeader: header, isLoop: allowed === undefined, count }
}

/** The header of a chain that begins. */
export function newTraceHeader(random: RandomSource, now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0')
  return `Root=1-${seconds}-${randomHex(random, 12)};Parent=${randomHex(random, 8)};Sampled=0`
}
