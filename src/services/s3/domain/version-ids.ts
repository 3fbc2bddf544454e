/**
 * Ids of versions. AWS's are opaque texts of 32 characters; ours begin with the version's place in the order of its key's, so
 * that a version is found by its id with one read.
 */

/** The id of versions that were made without versioning. */
export const nullVersion = 'null'

const orderDigits = 11
const idLength = 32

/** The id of a version. `chance`: random text, at least 21 letters or digits. */
export function versionIdOf(order: number, chance: string): string {
  return order.toString(36).padStart(orderDigits, '0') + chance.slice(0, idLength - orderDigits)
}

/** The place in order that an id names; undefined for a text that is no id. */
export function orderOfVersionId(id: string): number | undefined {
  if (!/^[0-9a-z]{11}[0-9A-Za-z_.]{21}$/.test(id)) return undefined
  const order = Number.parseInt(id.slice(0, orderDigits), 36)
  return Number.isSafeInteger(order) ? order : undefined
}

/** The place of a version that is made now behind another one of its key. Whole microseconds, made to grow. */
export function nextOrder(now: number, before: number | undefined): number {
  return Math.max(now * 1000, (before ?? 0) + 1)
}
