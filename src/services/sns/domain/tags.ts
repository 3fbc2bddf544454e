import { isReservedTagKey } from '../../../aws/tags.ts'
import { invalidParameter, tagLimitExceeded } from '../errors.ts'
import { tagsMax } from '../limits.ts'

export type Tags = Readonly<Record<string, string>>

interface ApiTag {
  readonly Key: string | undefined
  readonly Value: string | undefined
}

/** Tags of a request. Fails with InvalidParameter. */
export function readTags(given: readonly ApiTag[] | undefined): Tags {
  const tags: Record<string, string> = {}
  for (const { Key = '', Value = '' } of given ?? []) {
    if (Object.hasOwn(tags, Key)) throw invalidParameter('Duplicated keys are not allowed.')
    // UNVERIFIED: the words.
    if (isReservedTagKey(Key)) throw invalidParameter('Tag key is reserved')
    tags[Key] = Value
  }
  return tags
}

/** Tags with more of them. Fails with TagLimitExceeded. */
export function withTags(before: Tags, added: Tags): Tags {
  const after = { ...before, ...added }
  if (Object.keys(after).length > tagsMax) throw tagLimitExceeded()
  return after
}

export function apiTags(tags: Tags): Array<{ Key: string; Value: string }> {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

export function sameTags(a: Tags, b: Tags): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}
