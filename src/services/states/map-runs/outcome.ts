/** What a Map Run comes to: the result of its state, or its failure. */

import type { Json } from '../../../base/json.ts'
import { randomUuid } from '../../../base/random.ts'
import type { Key, Store } from '../../../store/index.ts'
import { mapRunArn } from '../domain/arns.ts'
import { type MapState, StateError } from '../engine.ts'
import { payloadBytesMax } from '../limits.ts'
import { childrenPerRead, resultsPerRead } from './limits.ts'
import { Places } from './progress.ts'
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
export async function readLog<T>(
  store: Store,
  log: Key,
  take: (value: T, sequence: number) => unknown,
): Promise<void> {
  for (let from = 1; ; ) {
    const entries = await store.readLog<T & Json>(log, { from, limit: resultsPerRead })
    for (const { value, sequence } of entries) take(value, sequence)
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
  const told = toldOf(surroundings.store, record.id)
  if (resultWriter?.resource) {
    const chance = {
      nowMs: surroundings.clock.now(),
      random: () => 0,
      uuid: () => randomUuid(surroundings.random),
    }
    const args = (await resultWriter.arguments?.evaluate({ ...input.scope, chance })) ?? {}
    const writing = { call: surroundings.call, caller: room.callerOf(record, input) }
    const files = new ResultFiles(writing, record, resultWriter, args)
    for await (const one of told) await files.add(one)
    return files.finish(mapRunArn(record, record.machineName, record.id))
  }
  const output: Json[] = []
  let bytes = 1
  for await (const one of told) {
    for (const result of toldResults(record, one, resultWriter?.transformation ?? 'COMPACT')) {
      output.push(result)
      bytes += Buffer.byteLength(JSON.stringify(result)) + 1
      if (bytes <= payloadBytesMax + 1) continue
      const cause = `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`
      throw new RunFailed({ error: 'States.DataLimitExceeded', cause })
    }
  }
  return output
}

/** Children in the order of items, each with the result that counts: read by some at a time, for there may be millions. */
async function* toldOf(store: Store, id: string): AsyncGenerator<Told> {
  const places = new Places()
  await readLog<ChildResult>(store, resultsLog(id), ({ index }, sequence) => places.set(index, sequence))
  for (let from = 1; ; from += childrenPerRead) {
    const entries = await store.readLog<ChildEntry & Json>(childrenLog(id), { from, limit: childrenPerRead })
    if (entries.length === 0) return
    const wanted = entries.map(({ sequence }) => places.at(sequence - 1)).filter((place) => place > 0)
    const results = await readSome<ChildResult>(store, resultsLog(id), wanted)
    for (const { sequence, value } of entries) {
      const result = results.get(places.at(sequence - 1))
      yield { child: value, ...(result && { result }) }
    }
  }
}

/** Entries of a log by their sequences. Those that lie near each other are read together. */
async function readSome<T>(store: Store, log: Key, sequences: readonly number[]): Promise<Map<number, T>> {
  const wanted = sequences.toSorted((one, other) => one - other)
  const found = new Map<number, T>()
  for (let index = 0; index < wanted.length; ) {
    const from = wanted[index] ?? 0
    let to = from
    for (; index < wanted.length; index++) {
      const next = wanted[index] ?? 0
      if (next - from >= resultsPerRead) break
      to = next
    }
    for (const { sequence, value } of await store.readLog<T & Json>(log, { from, to, limit: resultsPerRead }))
      found.set(sequence, value)
  }
  return found
}
