/** Tags of a table. Source: API Reference, TagResource; the words: recorded on AWS (ack-api-quirks, 2026-10). */
import type { Tag } from '@aws-sdk/client-dynamodb'
import { isReservedTagKey } from '../../../aws/tags.ts'
import { tagCount } from '../limits.ts'
import { refused } from './refusals.ts'

export type Tags = Readonly<Record<string, string>>

/** Adds tags, or gives those that are there new values. */
export function withTags(tags: Tags, added: readonly Tag[]): Tags {
  const next = new Map(Object.entries(tags))
  const seen = new Set<string>()
  for (const { Key: key = '', Value: value = '' } of added) {
    if (isReservedTagKey(key)) throw refused(`Tag Key cannot be prefixed with aws:, Key: ${key}`)
    if (seen.has(key)) {
      throw refused(`Duplicate Tag Keys provided as input: Duplicate Tag Key found ${key}`)
    }
    seen.add(key)
    next.set(key, value)
  }
  if (next.size > tagCount) {
    throw refused('Number of Tags exceed the current limit for the provided ResourceArn')
  }
  return Object.fromEntries(next)
}

/** Takes tags away; keys that are not there are passed over. */
export function withoutTags(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)))
}
