import { invalidParameterValue } from '../errors.ts'

/** Session tags, and which of them go on to further sessions. Source: IAM User Guide, "Pass session tags in AWS STS". */
export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>
  readonly transitiveKeys: readonly string[]
}

/** The tags of a request, held against the rules; keys are one whatever their case. Fails with InvalidParameterValue. */
export function readSessionTags(
  tags: ReadonlyArray<{ Key?: string | undefined; Value?: string | undefined }>,
  transitiveKeys: readonly string[] = [],
): SessionTags {
  const requested = tags.map(({ Key = '', Value = '' }): [string, string] => [Key, Value])
  const folded = new Set(requested.map(([key]) => key.toLowerCase()))
  if (folded.size < requested.length) {
    throw invalidParameterValue('Duplicate tag keys found. Please note that Tag keys are case insensitive.')
  }
  if (!transitiveKeys.every((key) => folded.has(key.toLowerCase()))) {
    throw invalidParameterValue('The specified transitive tag key must be included in the requested tags.')
  }
  return { tags: Object.fromEntries(requested), transitiveKeys }
}

/**
 * Adds what the calling session passes on. A requested tag must not take the place of one of those.
 */
export function inheritTags(
  requested: SessionTags,
  calling: { readonly tags: Readonly<Record<string, string>>; readonly transitiveKeys: readonly string[] },
): SessionTags {
  const inherited = new Set(calling.transitiveKeys.map((key) => key.toLowerCase()))
  if (Object.keys(requested.tags).some((key) => inherited.has(key.toLowerCase()))) {
    throw invalidParameterValue(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    )
  }
  const passed = Object.entries(calling.tags).filter(([key]) => inherited.has(key.toLowerCase()))
  return {
    tags: { ...Object.fromEntries(passed), ...requested.tags },
    transitiveKeys: [...calling.transitiveKeys, ...requested.transitiveKeys],
  }
}
