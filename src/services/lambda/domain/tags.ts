import { isReservedTagKey } from '../../../aws/tags.ts'
import { invalidParameter } from '../errors.ts'
import { tagCount } from '../limits.ts'

/** Tags after some were set. Fails with InvalidParameterValueException when there are too many. */
export function withTags(
  before: Readonly<Record<string, string>>,
  set: Readonly<Record<string, string>>,
): Record<string, string> {
  const tags = { ...before, ...set }
  // UNVERIFIED: the words; AWS reserves the prefix.
  if (Object.keys(set).some(isReservedTagKey))
    throw invalidParameter('Tag keys starting with aws: are reserved for system use.')
  if (Object.keys(tags).length > tagCount)
    throw invalidParameter('Number of tags exceeds resource tag limit.')
  return tags
}
