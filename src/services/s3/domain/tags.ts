/** Tags of buckets and objects. Source: Amazon S3 User Guide, "Categorizing your objects using tags". */
import { isReservedTagKey } from '../../../aws/tags.ts'

/** By key. */
export type Tags = Readonly<Record<string, string>>

/** What is wrong with tags, as AWS words it. */
export interface TagFault {
  readonly code: 'InvalidTag' | 'BadRequest' | 'InvalidArgument'
  readonly message: string
}

/** A tag that a filter asks for, in the words of the API. */
export type AskedTag = { readonly Key: string; readonly Value: string }

/** The tags that a filter asks for: by itself, or in its And. */
export function askedTags({
  Tag: tag,
  And: and,
}: {
  readonly Tag?: AskedTag
  readonly And?: { readonly Tags?: readonly AskedTag[] }
}): readonly AskedTag[] {
  return [...(tag === undefined ? [] : [tag]), ...(and?.Tags ?? [])]
}

export const objectTagsMax = 10
export const bucketTagsMax = 50

const allowed = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

/** Holds tags against the rules. */
export function tagFault(
  list: ReadonlyArray<{ readonly Key?: string | undefined; readonly Value?: string | undefined }>,
  max: number,
): TagFault | undefined {
  if (list.length > max) {
    const message =
      max === objectTagsMax
        ? 'Object tags cannot be greater than 10'
        : 'Bucket tag count cannot be greater than 50'
    return { code: 'BadRequest', message }
  }
  const seen = new Set<string>()
  for (const { Key = '', Value = '' } of list) {
    if (Key === '' || Key.length > 128 || !allowed.test(Key)) {
      return { code: 'InvalidTag', message: 'The TagKey you have provided is invalid' }
    }
    if (Key.startsWith('aws:') && isReservedTagKey(Key)) {
      return { code: 'InvalidTag', message: 'System tags cannot be added/updated by requester' }
    }
    if (Value.length > 256 || !allowed.test(Value)) {
      return { code: 'InvalidTag', message: 'The TagValue you have provided is invalid' }
    }
    if (seen.has(Key)) {
      return { code: 'InvalidTag', message: 'Cannot provide multiple Tags with the same key' }
    }
    seen.add(Key)
  }
  return undefined
}

/** Tags of a list that has no fault. */
export function tagsOf(
  list: ReadonlyArray<{ readonly Key?: string | undefined; readonly Value?: string | undefined }>,
): Tags {
  return Object.fromEntries(list.map(({ Key = '', Value = '' }) => [Key, Value]))
}

/** The header x-amz-tagging: parameters of a query. Undefined when an escape is broken. */
export function readTaggingHeader(header: string): Array<{ Key: string; Value: string }> | undefined {
  if (header === '') return []
  try {
    return header.split('&').map((pair) => {
      const equals = pair.indexOf('=')
      const text = (part: string) => decodeURIComponent(part.replaceAll('+', ' '))
      return equals < 0
        ? { Key: text(pair), Value: '' }
        : { Key: text(pair.slice(0, equals)), Value: text(pair.slice(equals + 1)) }
    })
  } catch {
    return undefined
  }
}

/** As operations answer them. */
export function tagSet(tags: Tags | undefined): Array<{ Key: string; Value: string }> {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }))
}
