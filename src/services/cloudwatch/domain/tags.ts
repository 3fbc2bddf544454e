/** Tags of alarms. Source: API Reference, Tag: keys of 1 to 128 characters, values of up to 256; `aws:` is AWS's own. */
import type { Tag } from '@aws-sdk/client-cloudwatch'
import { isReservedTagKey } from '../../../aws/tags.ts'
import { validationError } from '../errors.ts'
import { tagCount } from '../limits.ts'

/** Reads tags. Fails with ValidationError. */
export function readTags(
  tags: readonly Tag[],
  before: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const read: Record<string, string> = { ...before }
  for (const { Key = '', Value = '' } of tags) {
    if (Key === '' || Key.length > 128) throw validationError('A tag key must have 1 to 128 characters.')
    if (isReservedTagKey(Key)) throw validationError('Tag keys that begin with aws: are reserved.')
    if (Value.length > 256) throw validationError('A tag value must not have more than 256 characters.')
    read[Key] = Value
  }
  if (Object.keys(read).length > tagCount)
    throw validationError(`A resource must not have more than ${tagCount} tags.`)
  return read
}
