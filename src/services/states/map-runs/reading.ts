/**
 * Reads the items of a Map Run and stores them as child inputs, while the first children run already. What is stored is where it had got to: who goes on
 * passes over as many items as there are in the inputs that are stored.
 */
import { randomHex, randomUuid } from '../../../base/random.ts'
import type { MapState } from '../engine.ts'
import { payloadBytesMax } from '../limits.ts'
import { childInputs } from './child-inputs.ts'
import { firstInputsPerCommit, inputBytesPerCommit, inputsPerCommit } from './limits.ts'
import { ItemReaderError } from './readers/source.ts'
import type { ChildEntry, MapRunInput, MapRunRecord } from './records.ts'
import type { CoordinatorRoom } from './room.ts'

export interface Reading {
  readonly room: CoordinatorRoom
  readonly state: MapState
  readonly input: MapRunInput
  readonly record: MapRunRecord
  /** Items that are in the inputs that are stored already. */
  readonly skipItems: number
  /** Stores the next inputs. */
  readonly store: (entries: readonly ChildEntry[]) => Promise<void>
  /** Nobody needs more of them. */
  readonly isOver: () => boolean
}

/** Answers whether all items are stored. Fails with what `failureOf` knows, and as the store does. */
export async function readChildren(reading: Reading): Promise<boolean> {
  const { room, state, input, record, skipItems, store, isOver } = reading
  const { call, clock, random } = room.surroundings
  const chance = {
    nowMs: clock.now(),
    random: () => Number.parseInt(randomHex(random, 6), 16) / 2 ** 48,
    uuid: () => randomUuid(random),
  }
  const reader = { call, caller: room.callerOf(record, input) }
  let entries: ChildEntry[] = []
  let bytes = 0
  // The first children begin at once; later ones come by many to a commit.
  let most = firstInputsPerCommit
  for await (const child of childInputs(reader, state, input, chance, skipItems)) {
    if (isOver()) return false
    const size = Buffer.byteLength(JSON.stringify(child.input))
    if (size > payloadBytesMax) throw new ItemReaderError(`An item is larger than ${payloadBytesMax} bytes.`)
    entries.push(child)
    bytes += size
    if (bytes < inputBytesPerCommit && entries.length < most) continue
    await store(entries)
    entries = []
    bytes = 0
    most = Math.min(2 * most, inputsPerCommit)
  }
  if (entries.length > 0) await store(entries)
  return true
}
