import type { Json } from '../base/json.ts'
import { valueBytesMax } from './limits.ts'
import { StoreArgumentError } from './store-argument-error.ts'
import type { StoredValue, Value } from './types.ts'

/** Prepares a value for an engine. Throws {@link StoreArgumentError} when it is too large or no JSON. */
export function encodeValue(value: Value): StoredValue {
  if (value instanceof Uint8Array) {
    refuseLarge(value.byteLength)
    return ownBytes(value)
  }
  const text = JSON.stringify(value) as string | undefined
  if (text === undefined) throw new StoreArgumentError('A value is neither JSON nor bytes')
  if (text.length > valueBytesMax / 3) refuseLarge(Buffer.byteLength(text))
  return text
}

/** The value that was stored. Every call makes a new document, so that no reader can change another's. */
export function decodeValue<T>(stored: StoredValue): T {
  // What a record holds is known to whoever wrote it; the store can only pass the promise on.
  return (typeof stored === 'string' ? (JSON.parse(stored) as Json) : stored) as T
}

/** How much memory and disk a stored value takes, nearly. Unit: bytes. */
export function storedBytes(stored: StoredValue): number {
  return stored.length
}

function refuseLarge(bytes: number): void {
  if (bytes > valueBytesMax) throw new StoreArgumentError(`A value is larger than ${valueBytesMax} bytes`)
}

/**
 * Bytes with a buffer of just their size, of the plain type. A view into a larger buffer would take all of it along
 * to the other thread, and its owner may write into it before it is stored.
 */
function ownBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}
