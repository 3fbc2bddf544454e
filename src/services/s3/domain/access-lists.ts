/**
 * Access control lists. Source: Amazon S3 User Guide, "Access control list (ACL) overview" (grantees, permissions, canned ACLs)
 * and "Controlling ownership of objects".
 */

export type Permission = 'FULL_CONTROL' | 'READ' | 'WRITE' | 'READ_ACP' | 'WRITE_ACP'

/** Who is granted something. */
export type Grantee =
  | { readonly type: 'account'; readonly id: string }
  | { readonly type: 'group'; readonly uri: string }

export type Grant = { readonly grantee: Grantee; readonly permission: Permission }

/** Grants beside the owner's own. */
export type AccessList = { readonly ownerId: string; readonly grants: readonly Grant[] }

export const allUsers = 'http://acs.amazonaws.com/groups/global/AllUsers'
export const authenticatedUsers = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers'
export const logDelivery = 'http://acs.amazonaws.com/groups/s3/LogDelivery'

const group = (uri: string, permission: Permission): Grant => ({
  grantee: { type: 'group', uri },
  permission,
})
const account = (id: string, permission: Permission): Grant => ({
  grantee: { type: 'account', id },
  permission,
})

/** The list that a canned ACL stands for; undefined for a name that is none. */
export function cannedList(name: string, ownerId: string, bucketOwnerId: string): AccessList | undefined {
  const own = account(ownerId, 'FULL_CONTROL')
  const list = (...grants: Grant[]): AccessList => ({ ownerId, grants: [own, ...grants] })
  switch (name) {
    case 'private':
      return list()
    case 'public-read':
      return list(group(allUsers, 'READ'))
    case 'public-read-write':
      return list(group(allUsers, 'READ'), group(allUsers, 'WRITE'))
    case 'authenticated-read':
      return list(group(authenticatedUsers, 'READ'))
    case 'bucket-owner-read':
      return ownerId === bucketOwnerId ? list() : list(account(bucketOwnerId, 'READ'))
    case 'bucket-owner-full-control':
      return ownerId === bucketOwnerId ? list() : list(account(bucketOwnerId, 'FULL_CONTROL'))
    case 'log-delivery-write':
      return list(group(logDelivery, 'WRITE'), group(logDelivery, 'READ_ACP'))
    // EC2's own account reads images; it is nobody here. Source: the same page.
    case 'aws-exec-read':
      return list()
    default:
      return undefined
  }
}

/** Whether a list lets somebody do something. `canonicalId` is undefined for who is anonymous. */
export function grants(list: AccessList, permission: Permission, canonicalId: string | undefined): boolean {
  return list.grants.some(
    (grant) =>
      (grant.permission === permission || grant.permission === 'FULL_CONTROL') &&
      (grant.grantee.type === 'account'
        ? grant.grantee.id === canonicalId
        : grant.grantee.uri === allUsers ||
          (grant.grantee.uri === authenticatedUsers && canonicalId !== undefined)),
  )
}

/** Whether the group has the permission. */
export function grantsGroup(list: AccessList, permission: Permission, uri: string): boolean {
  return list.grants.some(
    (grant) =>
      (grant.permission === permission || grant.permission === 'FULL_CONTROL') &&
      grant.grantee.type === 'group' &&
      grant.grantee.uri === uri,
  )
}

/** Whether a list lets in the world. Source: User Guide, "Blocking public access", "The meaning of public". */
export function isPublicList(list: AccessList): boolean {
  return list.grants.some(
    ({ grantee }) =>
      grantee.type === 'group' && (grantee.uri === allUsers || grantee.uri === authenticatedUsers),
  )
}

/** Reads the header of a grant: `id="...", uri="..."`. Undefined when it is none. */
export function readGrantHeader(header: string, permission: Permission): Grant[] | undefined {
  const found: Grant[] = []
  for (const part of header.split(',')) {
    const match = /^\s*(id|uri|emailAddress)\s*=\s*"?([^"]*)"?\s*$/i.exec(part)
    if (!match) return undefined
    const [, kind = '', value = ''] = match
    if (kind.toLowerCase() === 'uri') found.push(group(value, permission))
    else if (kind.toLowerCase() === 'id') found.push(account(value, permission))
    else return undefined
  }
  return found
}

const knownGroups = [allUsers, authenticatedUsers, logDelivery]

/** Whether every grantee is one that there may be. */
export function hasKnownGrantees(list: AccessList): boolean {
  return list.grants.every(({ grantee }) =>
    grantee.type === 'account' ? /^[0-9a-f]{64}$/.test(grantee.id) : knownGroups.includes(grantee.uri),
  )
}
