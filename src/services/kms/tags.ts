/** Tags of keys. Source: API Reference, TagResource. */
import { isReservedTagKey } from '../../aws/tags.ts'
import { tagError } from './errors.ts'
import { tagCount } from './limits.ts'

interface ApiTag {
  readonly TagKey: string | undefined
  readonly TagValue: string | undefined
}

/** Adds tags to those that are there. Fails with TagException. UNVERIFIED: the words. */
export function withTags(
  tags: Readonly<Record<string, string>>,
  added: readonly ApiTag[],
): Record<string, string> {
  const names = added.map(({ TagKey = '' }) => TagKey)
  if (new Set(names).size < names.length) throw tagError('Duplicate tag keys')
  if (names.some(isReservedTagKey)) throw tagError('Tags beginning with aws: are reserved')
  const next = {
    ...tags,
    ...Object.fromEntries(added.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue])),
  }
  if (Object.keys(next).length > tagCount) throw tagError('Too many tags')
  return next
}

export function withoutTags(
  tags: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !names.includes(name)))
}

export function tagList(tags: Readonly<Record<string, string>>): Array<{ TagKey: string; TagValue: string }> {
  return Object.entries(tags)
    .map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
    .sort((left, right) => (left.TagKey < right.TagKey ? -1 : 1))
}
