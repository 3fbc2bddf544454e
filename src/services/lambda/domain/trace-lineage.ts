/**
 * How loops of functions are found. A request carries, in the `Lineage` field of its trace header, which functions the chain
 * of requests has passed and how often; SDKs inside a function hand the header on. Source: Lambda Developer Guide, "Use
 * Lambda recursive loop detection"; X-Ray Developer Guide, "Tracing header" (examples of the field).
 */

/** How often a function may run in one chain of requests. Source: Developer Guide ("approximately 16 times"). */
export const chainInvocations = 16

/** A trace header with this function counted in, and how often it had run in this chain before. */
export interface Counted {
  readonly header: string
  readonly count: number
}

/**
 * Counts an invocation of a function in. `mark` is eight hexadecimal digits that stand for the function. A header without a
 * `Lineage` begins one; entries are `version:mark:count` or, as they were at first, `mark:count`.
 */
export function countInvocation(header: string, mark: string): Counted {
  const fields = header.split(';').filter((field) => field.trim() !== '')
  if (!anyLineage.test(header)) return { header: [...fields, firstLineage(mark)].join(';'), count: 0 }
  const entries = fields
    .filter((field) => isLineage(field))
    .flatMap((field) => field.slice(field.indexOf('=') + 1).split(/[,|]/))
    .flatMap((entry) => readEntry(entry) ?? [])
  const before = entries.find((entry) => entry.mark === mark)
  const count = Math.min((before?.count ?? -1) + 1, 32_767)
  // The function that ran last stands first, so that what is cut off is what ran longest ago.
  const kept = [{ mark, count }, ...entries.filter((entry) => entry.mark !== mark)].slice(0, entriesKept)
  const lineage = `Lineage=${kept.map((entry) => `1:${entry.mark}:${entry.count}`).join('|')}`
  return { header: [...fields.filter((field) => !isLineage(field)), lineage].join(';'), count }
}

/** The field of a chain that begins with this function. */
export function firstLineage(mark: string): string {
  return `Lineage=1:${mark}:0`
}

/** A header that begins a chain has none, and is not searched field by field. */
const anyLineage = /lineage=/i

/** Headers stay short. Ours. */
const entriesKept = 8

function isLineage(field: string): boolean {
  return /^\s*lineage=/i.test(field)
}

function readEntry(text: string): { mark: string; count: number } | undefined {
  const found = /^\s*(?:\d+:)?([0-9a-f]{8}):(\d{1,5})\s*$/i.exec(text)
  if (!found) return undefined
  return { mark: String(found[1]).toLowerCase(), count: Number(found[2]) }
}
