import { invalidInput, limitExceeded } from '../errors.ts'
import { limits } from '../limits.ts'

export type Tag = { readonly key: string; readonly value: string }

/**
 * Whether two tag keys that differ in case alone are one. They are for users and roles, whose tags become condition
 * keys; for all else they are two. Source: IAM User Guide, "Tags for IAM resources", case sensitivity.
 */
export type TagCase = 'insensitive' | 'sensitive'

/** The tags of a request: refused when a key comes twice. */
export function readTags(
  tags: ReadonlyArray<{ Key?: string | undefined; Value?: string | undefined }>,
  tagCase: TagCase,
): Tag[] {
  const read = tags.map(({ Key = '', Value = '' }) => ({ key: Key, value: Value }))
  if (new Set(read.map(({ key }) => fold(key, tagCase))).size < read.length) {
    throw invalidInput(
      tagCase === 'insensitive'
        ? 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'
        : 'Duplicate tag keys found.',
    )
  }
  return read
}

/** The tags after adding some: an old value gives way, keys stay in order. Fails with LimitExceeded beyond 50. */
export function addTags(present: readonly Tag[], added: readonly Tag[], tagCase: TagCase): Tag[] {
  const replaced = new Set(added.map(({ key }) => fold(key, tagCase)))
  const kept = present.filter(({ key }) => !replaced.has(fold(key, tagCase)))
  const all = sortTags([...kept, ...added])
  if (all.length > limits.tagsPerResource)
    throw limitExceeded('The number of tags has reached the maximum limit.')
  return all
}

/** The tags without some; keys that are not there do not matter. */
export function removeTags(present: readonly Tag[], keys: readonly string[], tagCase: TagCase): Tag[] {
  const removed = new Set(keys.map((key) => fold(key, tagCase)))
  return present.filter(({ key }) => !removed.has(fold(key, tagCase)))
}

/** By key, as listings show them. */
export function sortTags(tags: readonly Tag[]): Tag[] {
  return tags.toSorted((left, right) => (left.key < right.key ? -1 : 1))
}

function fold(key: string, tagCase: TagCase): string {
  return tagCase === 'insensitive' ? key.toLowerCase() : key
}
