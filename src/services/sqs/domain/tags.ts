import { isReservedTagKey } from '../../../aws/tags.ts'
import { invalidParameterValue } from '../errors.ts'
import { tagsMax } from '../limits.ts'

export type Tags = Readonly<Record<string, string>>

const characters = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** Tags with more of them. Fails with InvalidParameterValue. UNVERIFIED: AWS's words. Source of the rules: "Amazon SQS quotas". */
export function withTags(before: Tags, added: Readonly<Record<string, string | undefined>>): Tags {
  const after: Record<string, string> = { ...before }
  for (const [key, value = ''] of Object.entries(added)) {
    if (key === '' || key.length > 128 || !characters.test(key) || isReservedTagKey(key))
      throw invalidParameterValue(`Tag key ${key} is invalid.`)
    if (value.length > 256 || !characters.test(value))
      throw invalidParameterValue(`Tag value ${value} for key ${key} is invalid.`)
    after[key] = value
  }
  if (Object.keys(after).length > tagsMax)
    throw invalidParameterValue(`A queue can have at most ${tagsMax} tags.`)
  return after
}
