/** Tags of secrets. Source: API Reference, TagResource. */
import { isReservedTagKey } from '../../aws/tags.ts'
import { invalidParameter, limitExceeded } from './errors.ts'
import { tagCount } from './limits.ts'

/** Adds tags to those that are there. UNVERIFIED: the words. */
export function withTags(
  tags: Readonly<Record<string, string>>,
  added: ReadonlyArray<{ readonly Key?: string | undefined; readonly Value?: string | undefined }>,
): Record<string, string> {
  if (added.some(({ Key = '' }) => isReservedTagKey(Key)))
    throw invalidParameter('Tag keys that begin with aws: are reserved.')
  const next = { ...tags, ...Object.fromEntries(added.map(({ Key = '', Value = '' }) => [Key, Value])) }
  if (Object.keys(next).length > tagCount)
    throw limitExceeded(`A secret cannot have more than ${tagCount} tags.`)
  return next
}
