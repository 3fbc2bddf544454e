import { readDate } from '../../../engines/policy/index.ts'
import { invalidInput } from '../errors.ts'

/** How long metadata counts that names no end: a hundred years, as AWS has it. Unit: milliseconds. */
const defaultValidityMs = 100 * 365.25 * 24 * 3600 * 1000

/**
 * When metadata ends. Only that it describes an entity is made sure of; signatures and keys are not read, since nothing
 * here uses them. Fails with InvalidInput (UNVERIFIED: the words). Unit: milliseconds since the epoch.
 */
export function readMetadataEnd(metadata: string, now: number): number {
  const opening = openingTag(metadata)
  if (opening === undefined || !/\bentityID\s*=/.test(opening)) throw invalidInput('Could not parse metadata')
  const [, until] = /\bvalidUntil\s*=\s*["']([^"']+)["']/.exec(opening) ?? []
  const end = until === undefined ? now + defaultValidityMs : readDate(until)
  if (end === undefined) throw invalidInput('Could not parse metadata')
  return end
}

/** The tag that opens the first entity. Searched for in one pass: metadata may have ten million characters. */
function openingTag(metadata: string): string | undefined {
  const start = metadata.search(/<(?:[\w.-]{1,100}:)?EntityDescriptor\b/)
  const end = metadata.indexOf('>', start)
  return start < 0 || end < 0 ? undefined : metadata.slice(start, end)
}
