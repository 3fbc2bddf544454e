/** What a Map Run comes to: the result of its state, or its failure. */

import type { Json } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import type { Key, Store } from '../../../store/index.ts'
import { mapRunArn } from '../domain/arns.ts'
import { type MapState, StateError } from '../engine.ts'
import { payloadBytesMax } from '../limits.ts'
import { resultsPerRead } from './limits.ts'
import { ItemReaderError } from './readers/source.ts'
import {
  type ChildEntry,
  type ChildResult,
  childrenLog,
  type MapRunInput,
  type MapRunRecord,
  resultsLog,
} from './records.ts'
import { ResultFiles, ResultWriterError, type Told, toldResults } from './results.ts'
import type { CoordinatorRoom } from './room.ts'

/** How a Map Run fails. */
export interface RunFailure {
  readonly error: string
  readonly cause?: string
}

class RunFailed extends Error {
  readonly failure: RunFailure

  constructor(failure: RunFailure) {
    super(failure.error)
    this.failure = failure
  }
}

/** The failure that an error means; what is a defect, or the store's trouble, is thrown on. */
export function failureOf(error: unknown): RunFailure {
  if (error instanceof RunFailed) return error.failure
  if (error instanceof ItemReaderError) return { error: error.error, cause: error.message }
  if (error instanceof ResultWriterError) return { error: 'States.ResultWriterFailed', cause: error.message }
  if (error instanceof StateError) return { error: error.error, cause: error.cause }
  throw error
}

/** Reads a log through. */
export async function readLog<T>(store: Store, log: Key, take: (value: T) => unknown): Promise<void> {
  for (let from = 1; ; ) {
    const entries = await store.readLog<T & Json>(log, { from, limit: resultsPerRead })
    for (const { value } of entries) take(value)
    const last = entries.at(-1)
    if (!last) return
    from = last.sequence + 1
  }
}

/**
 * The result of the state: where files of results are, or the results themselves in the order of items. `incomplete`: it fails anyhow, and files
 * alone are written. Fails with what `failureOf` knows.
 */
export async function resultOfRun(
  room: CoordinatorRoom,
  record: MapRunRecord,
  state: MapState,
  input: MapRunInput,
  { incomplete }: { readonly incomplete: boolean },
): Promise<Json> {
  const { surroundings } = room
  const { resultWriter } = state
  if (incomplete && !resultWriter?.resource) return null
  const told = await allTold(surroundings.store, record.id)
  if (resultWriter?.resource) {
    const chance = {
      nowMs: surroundings.clock.now(),
      random: () => 0,
      uuid: () => randomUuid(surroundings.random),
    }
    const args = (await resultWriter.arguments?.evaluate({ ...input.scope, chance })) ?? {}
    const writing = { call: surroundings.call, caller: room.callerOf(record, input) }
    const files = new ResultFiles(writing, record, resultWriter, args)
    for (const one of told) await files.add(one)
    return files.finish(mapRunArn(record, record.machineName, record.id))
  }
  const output = told.flatMap((one) => toldResults(record, one, resultWriter?.transformation ?? 'COMPACT'))
  if (Buffer.byteLength(JSON.stringify(output)) > payloadBytesMax) {
    const cause = `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`
    throw new RunFailed({ error: 'States.DataLimitExceeded', cause })
  }
  return output
}

/** Children in the order of items, each with the result that counts. */
async function allTold(store: Store, id: string): Promise<Told[]> {
  const results = new Map<number, ChildResult>()
  await readLog<ChildResult>(store, resultsLog(id), (result) => results.set(result.index, result))
  const told: Told[] = []
  await readLog<ChildEntry>(store, childrenLog(id), (child) => {
    const result = results.get(told.length)
    told.push({ child, ...(result && { result }) })
  })
  return told
}
