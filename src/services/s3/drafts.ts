/** What requests say of an object beside its bytes: PutObject, CreateMultipartUpload, CopyObject and form uploads alike. */

import { AwsError } from '../../aws/aws-error.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { factsFrom, hasNoLists } from './access.ts'
import type { AccessList } from './domain/access-lists.ts'
import { defaultRetention, type Retention } from './domain/object-lock.ts'
import { objectTagsMax, readTaggingHeader, type Tags, tagFault, tagsOf } from './domain/tags.ts'
import { invalidArgument, invalidRequest } from './errors.ts'
import { userMetadataBytesMax } from './limits.ts'
import { type ListInput, readList } from './lists.ts'
import { canonicalId } from './owners.ts'
import type { Bucket, ObjectVersion, SystemMetadata } from './records.ts'

/** The members that such requests share. */
export interface DraftInput extends ListInput {
  readonly CacheControl?: string | undefined
  readonly ContentDisposition?: string | undefined
  readonly ContentEncoding?: string | undefined
  readonly ContentLanguage?: string | undefined
  readonly ContentType?: string | undefined
  readonly Expires?: Date | undefined
  readonly ExpiresString?: string | undefined
  readonly WebsiteRedirectLocation?: string | undefined
  readonly Metadata?: Readonly<Record<string, string>> | undefined
  readonly Tagging?: string | undefined
  readonly StorageClass?: string | undefined
  readonly ObjectLockMode?: string | undefined
  readonly ObjectLockRetainUntilDate?: Date | undefined
  readonly ObjectLockLegalHoldStatus?: string | undefined
}

/** The part of a version that they make. */
export type DraftFacts = Pick<
  ObjectVersion,
  'accountId' | 'system' | 'user' | 'tags' | 'acl' | 'storageClass' | 'retention' | 'legalHold'
>

/** Reads all of it. Fails as AWS does for what is none. */
export function readDraft(context: OperationContext, bucket: Bucket, input: DraftInput): DraftFacts {
  const accountId = ownerOfNew(context, bucket, input)
  const user = readUserMetadata(input.Metadata)
  const tags = readTags(input.Tagging)
  const acl: AccessList | undefined = readList(input, canonicalId(accountId), bucket)
  const storageClass = readStorageClass(input.StorageClass)
  return {
    accountId,
    system: readSystemMetadata(input),
    ...(user === undefined ? {} : { user }),
    ...(tags === undefined ? {} : { tags }),
    ...(acl === undefined ? {} : { acl }),
    ...(storageClass === undefined ? {} : { storageClass }),
    ...readLock(context, bucket, input),
  }
}

/** Source: Amazon S3 User Guide, "Controlling ownership of objects and disabling ACLs". */
function ownerOfNew({ principal, accountId }: OperationContext, bucket: Bucket, { ACL }: ListInput) {
  const isTheirs =
    hasNoLists(bucket) ||
    principal.type === 'anonymous' ||
    principal.type === 'service' ||
    (bucket.ownership === 'BucketOwnerPreferred' && ACL === 'bucket-owner-full-control')
  return isTheirs ? bucket.accountId : accountId
}

/** Headers as they are answered later. aws-chunked is framing, and no part of the object. */
export function readSystemMetadata(input: DraftInput): SystemMetadata {
  const encoding = input.ContentEncoding?.split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked')
    .join(',')
  const expires = input.ExpiresString ?? input.Expires?.toUTCString()
  const found: Record<string, string> = {}
  const tell = (name: keyof SystemMetadata, value: string | undefined) => {
    if (value !== undefined && value !== '') found[name] = value
  }
  tell('CacheControl', input.CacheControl)
  tell('ContentDisposition', input.ContentDisposition)
  tell('ContentEncoding', encoding)
  tell('ContentLanguage', input.ContentLanguage)
  tell('ContentType', input.ContentType)
  tell('Expires', expires)
  tell('WebsiteRedirectLocation', readRedirect(input.WebsiteRedirectLocation))
  return found
}

function readRedirect(location: string | undefined): string | undefined {
  if (location === undefined || /^(\/|https?:\/\/)/.test(location)) return location
  throw new AwsError(
    'InvalidRedirectLocation',
    "The website redirect location must have a prefix of 'http://' or 'https://' or '/'.",
  )
}

/** User metadata; names come in lower case. Headers carry bytes, which are UTF-8 where they are text at all. */
export function readUserMetadata(
  metadata: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  if (metadata === undefined) return undefined
  const entries = Object.entries(metadata).map(
    ([name, value]) => [name.toLowerCase(), decodeHeader(value)] as const,
  )
  if (entries.length === 0) return undefined
  const size = entries.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  )
  if (size > userMetadataBytesMax) {
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      fields: { Size: size, MaxSizeAllowed: userMetadataBytesMax },
    })
  }
  return Object.fromEntries(entries)
}

function decodeHeader(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that ASCII is not.
  if (!/[^\x00-\x7f]/.test(value) || /[^\x00-\xff]/.test(value)) return value
  const text = Buffer.from(value, 'latin1').toString('utf8')
  return text.includes('\ufffd') ? value : text
}

/** User metadata for an answer. Source: User Guide, "Working with object metadata": RFC 2047 where it is not ASCII. */
export function userMetadataMembers(
  user: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  if (user === undefined) return undefined
  return Object.fromEntries(
    Object.entries(user).map(([name, value]) => [
      name,
      /^[\x20-\x7e]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`,
    ]),
  )
}

/** The header x-amz-tagging. Fails with InvalidArgument, InvalidTag and BadRequest. */
export function readTags(header: string | undefined): Tags | undefined {
  if (header === undefined) return undefined
  const list = readTaggingHeader(header)
  if (list === undefined) {
    throw invalidArgument(
      "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
      'x-amz-tagging',
      header.slice(0, 256),
    )
  }
  const fault = tagFault(list, objectTagsMax)
  if (fault) throw new AwsError(fault.code, fault.message, { statusCode: 400 })
  return list.length === 0 ? undefined : tagsOf(list)
}

const storageClasses = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
])

function readStorageClass(name: string | undefined): string | undefined {
  if (name === undefined || name === 'STANDARD') return undefined
  if (storageClasses.has(name)) return name
  throw new AwsError('InvalidStorageClass', 'The storage class you specified is not valid', {
    fields: { StorageClassRequested: name },
  })
}

function readLock(
  { now }: OperationContext,
  bucket: Bucket,
  input: DraftInput,
): { retention?: Retention; legalHold?: true } {
  const { ObjectLockMode: mode, ObjectLockRetainUntilDate: until, ObjectLockLegalHoldStatus: hold } = input
  if (bucket.objectLock === undefined) {
    if (mode !== undefined || until !== undefined || hold !== undefined) {
      throw invalidRequest('Bucket is missing Object Lock Configuration')
    }
    return {}
  }
  if ((mode === undefined) !== (until === undefined)) {
    throw invalidArgument(
      'x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied',
      mode === undefined ? 'x-amz-object-lock-mode' : 'x-amz-object-lock-retain-until-date',
    )
  }
  if (until !== undefined && until.getTime() <= now) {
    throw invalidArgument(
      'The retain until date must be in the future!',
      'x-amz-object-lock-retain-until-date',
      until.toISOString(),
    )
  }
  const retention =
    mode !== undefined && until !== undefined
      ? { mode: mode as Retention['mode'], until: until.getTime() }
      : defaultRetention(bucket.objectLock.rule, now)
  return {
    ...(retention === undefined ? {} : { retention }),
    ...(hold === 'ON' ? { legalHold: true as const } : {}),
  }
}

/** What policies may ask of a request that makes an object. Source: Service Authorization Reference, "Condition keys for Amazon S3". */
export function draftFacts(
  input: DraftInput & {
    readonly ServerSideEncryption?: string | undefined
    readonly SSEKMSKeyId?: string | undefined
    readonly SSECustomerAlgorithm?: string | undefined
    readonly CopySource?: string | undefined
    readonly MetadataDirective?: string | undefined
    readonly IfNoneMatch?: string | undefined
    readonly IfMatch?: string | undefined
  },
  tags: Tags | undefined,
): ReadonlyMap<string, readonly string[]> {
  const facts = factsFrom({
    's3:x-amz-acl': input.ACL,
    's3:x-amz-server-side-encryption': input.ServerSideEncryption,
    's3:x-amz-server-side-encryption-aws-kms-key-id': input.SSEKMSKeyId,
    's3:x-amz-server-side-encryption-customer-algorithm': input.SSECustomerAlgorithm,
    's3:x-amz-storage-class': input.StorageClass,
    's3:x-amz-copy-source': input.CopySource,
    's3:x-amz-metadata-directive': input.MetadataDirective,
    's3:x-amz-website-redirect-location': input.WebsiteRedirectLocation,
    's3:object-lock-mode': input.ObjectLockMode,
    's3:object-lock-legal-hold': input.ObjectLockLegalHoldStatus,
    's3:if-none-match': input.IfNoneMatch,
    's3:if-match': input.IfMatch,
  })
  for (const [key, value] of Object.entries(tags ?? {})) {
    facts.set(`s3:requestobjecttag/${key.toLowerCase()}`, [value])
  }
  if (tags !== undefined) facts.set('s3:requestobjecttagkeys', Object.keys(tags))
  return facts
}
