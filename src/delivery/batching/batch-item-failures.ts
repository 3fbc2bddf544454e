/**
 * What a function answered about single records of its batch. Sources: Lambda Developer Guide, "Handling errors for an SQS event
 * source in Lambda" and "Configuring partial batch response with Kinesis / DynamoDB": what counts as complete success and as
 * complete failure.
 */
import type { Json } from '../../base/json.ts'

/** Which records failed; `all`: the batch as a whole. */
export type ReportedFailures = ReadonlySet<string> | 'all'

/**
 * Reads `batchItemFailures`. Nothing, null, an empty object, and a list that is empty or null mean success; an identifier that is
 * empty, absent, no text or of no record of the batch means that all failed, and so does an answer of another shape. `ids` are
 * the batch's.
 */
export function readBatchItemFailures(answer: Json | undefined, ids: ReadonlySet<string>): ReportedFailures {
  if (answer === undefined || answer === null || answer === '') return new Set()
  // UNVERIFIED: texts, numbers and lists. Functions often answer such without meaning anything by it.
  if (typeof answer !== 'object' || Array.isArray(answer)) return new Set()
  const reported = (answer as { readonly [name: string]: Json | undefined }).batchItemFailures
  if (reported === undefined || reported === null) return new Set()
  if (!Array.isArray(reported)) return 'all'
  const failed = new Set<string>()
  for (const item of reported as readonly Json[]) {
    const id = readIdentifier(item)
    if (id === undefined || !ids.has(id)) return 'all'
    failed.add(id)
  }
  return failed
}

function readIdentifier(item: Json): string | undefined {
  if (item === null || typeof item !== 'object' || Array.isArray(item)) return undefined
  const { itemIdentifier } = item as { readonly [name: string]: Json | undefined }
  return typeof itemIdentifier === 'string' && itemIdentifier !== '' ? itemIdentifier : undefined
}
