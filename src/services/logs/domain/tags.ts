import { tagsPerResource } from '../limits.ts'

export type Tags = Readonly<Record<string, string>>

/** Adds tags to those that are there; a new value replaces an old one. Undefined when they would be too many. */
export function addTags(tags: Tags, added: Tags): Tags | undefined {
  const merged = { ...tags, ...added }
  return Object.keys(merged).length > tagsPerResource ? undefined : merged
}

export function removeTags(tags: Tags, keys: readonly string[]): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)))
}
