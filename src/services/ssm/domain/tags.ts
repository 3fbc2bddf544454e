/** Tags of a parameter. Source: API Reference, AddTagsToResource; AWS General Reference, "Tagging your AWS resources". */
import { isReservedTagKey } from '../../../aws/tags.ts'
import { tooManyTags, validation } from '../errors.ts'
import { tagCount } from '../limits.ts'

export type Tags = Readonly<Record<string, string>>

/** A tag as the API has it; the model requires both members. */
export interface ApiTag {
  readonly Key: string | undefined
  readonly Value: string | undefined
}

/** Adds tags, or gives those that are there new values. Fails with TooManyTagsError or ValidationException. */
export function withTags(tags: Tags, added: readonly ApiTag[]): Tags {
  const entries = added.map(({ Key = '', Value = '' }) => [Key, Value] as const)
  if (entries.some(([key]) => isReservedTagKey(key))) {
    // UNVERIFIED: the words.
    throw validation('aws: prefixed tag key names are not allowed for external use.')
  }
  const next = { ...tags, ...Object.fromEntries(entries) }
  if (Object.keys(next).length > tagCount) throw tooManyTags()
  return next
}

/** Takes tags away; keys that are not there are passed over. */
export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)))
}

/** The tags as the API has them, by key. */
export function tagList(tags: Tags): Array<{ Key: string; Value: string }> {
  return Object.entries(tags)
    .map(([Key, Value]) => ({ Key, Value }))
    .sort((left, right) => (left.Key < right.Key ? -1 : 1))
}
