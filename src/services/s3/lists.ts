/** Access control lists as requests bring them: canned, as grants in headers, or as a document. */
import type * as Api from '@aws-sdk/client-s3'
import { hasNoLists } from './access.ts'
import {
  type AccessList,
  cannedList,
  type Grant,
  hasKnownGrantees,
  isPublicList,
  type Permission,
  readGrantHeader,
} from './domain/access-lists.ts'
import { accessDenied, aclNotSupported, invalidArgument, invalidRequest, malformedXml } from './errors.ts'
import { canonicalId } from './owners.ts'
import type { Bucket } from './records.ts'

/** What requests say of lists. */
export interface ListInput {
  readonly ACL?: string | undefined
  readonly GrantFullControl?: string | undefined
  readonly GrantRead?: string | undefined
  readonly GrantReadACP?: string | undefined
  readonly GrantWrite?: string | undefined
  readonly GrantWriteACP?: string | undefined
  readonly AccessControlPolicy?: Api.AccessControlPolicy | undefined
}

const grantHeaders: ReadonlyArray<readonly [keyof ListInput & `Grant${string}`, Permission]> = [
  ['GrantFullControl', 'FULL_CONTROL'],
  ['GrantRead', 'READ'],
  ['GrantReadACP', 'READ_ACP'],
  ['GrantWrite', 'WRITE'],
  ['GrantWriteACP', 'WRITE_ACP'],
]

/** Whether a request says anything of lists. */
export function namesList(input: ListInput): boolean {
  return (
    input.ACL !== undefined ||
    input.AccessControlPolicy !== undefined ||
    grantHeaders.some(([name]) => input[name] !== undefined)
  )
}

/**
 * The list of a request; undefined when it names none. Fails with AccessControlListNotSupported where lists are disabled,
 * AccessDenied where public ones are blocked, InvalidArgument and MalformedACLError for what is none.
 */
export function readList(
  input: ListInput,
  ownerId: string,
  bucket: Bucket,
  lenient = false,
): AccessList | undefined {
  if (!namesList(input)) return undefined
  const list = readNamed(input, ownerId, bucket)
  if (hasNoLists(bucket)) {
    // The owner has everything in such a bucket, so a list that says just that is taken. Source: User Guide, "Controlling ownership of objects".
    if (input.ACL === 'bucket-owner-full-control' || (lenient && input.ACL === 'private')) return undefined
    throw aclNotSupported()
  }
  if (bucket.publicAccess?.BlockPublicAcls && isPublicList(list)) {
    throw accessDenied()
  }
  return list
}

function readNamed(input: ListInput, ownerId: string, bucket: Bucket): AccessList {
  const headers = grantHeaders.filter(([name]) => input[name] !== undefined)
  if (input.ACL !== undefined) {
    if (headers.length > 0) {
      throw invalidRequest('Specifying both Canned ACLs and Header Grants is not allowed')
    }
    const list = cannedList(input.ACL, ownerId, canonicalId(bucket.accountId))
    if (list === undefined) throw invalidArgument('', 'x-amz-acl', input.ACL)
    return list
  }
  const list =
    headers.length > 0
      ? {
          ownerId,
          grants: headers.flatMap(([name, permission]) => headerGrants(input[name] ?? '', permission)),
        }
      : readDocument(input.AccessControlPolicy ?? {}, ownerId)
  if (!hasKnownGrantees(list)) throw invalidArgument('Invalid id', 'CanonicalUser/ID', '')
  return list
}

function headerGrants(header: string, permission: Permission): Grant[] {
  const found = readGrantHeader(header, permission)
  if (found === undefined) {
    throw invalidArgument('Argument format not recognized', 'x-amz-grant', header.slice(0, 256))
  }
  return found
}

function readDocument({ Owner, Grants = [] }: Api.AccessControlPolicy, ownerId: string): AccessList {
  if (Owner?.ID !== undefined && Owner.ID !== ownerId) throw accessDenied()
  const grants = Grants.map(({ Grantee: grantee, Permission: permission }): Grant => {
    if (permission === undefined || grantee === undefined) throw malformedXml()
    if (grantee.Type === 'Group' && grantee.URI !== undefined) {
      return { grantee: { type: 'group', uri: grantee.URI }, permission }
    }
    if (grantee.Type === 'CanonicalUser' && grantee.ID !== undefined) {
      return { grantee: { type: 'account', id: grantee.ID }, permission }
    }
    throw malformedXml()
  })
  return { ownerId, grants }
}

/** A list as operations answer it. */
export function listMembers({ ownerId, grants }: AccessList): {
  Owner: Api.Owner
  Grants: Api.Grant[]
} {
  return {
    Owner: { ID: ownerId },
    Grants: grants.map(({ grantee, permission }) => ({
      Grantee:
        grantee.type === 'group'
          ? { Type: 'Group', URI: grantee.uri }
          : { Type: 'CanonicalUser', ID: grantee.id },
      Permission: permission,
    })),
  }
}

/** The list of who has set none: everything for the owner. */
export function ownList(ownerId: string): AccessList {
  return { ownerId, grants: [{ grantee: { type: 'account', id: ownerId }, permission: 'FULL_CONTROL' }] }
}
