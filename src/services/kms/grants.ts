/** Grants: who else may do what with a key. Source: Developer Guide, "Grants in AWS KMS". */
import type { OperationContext } from '../../dispatch/index.ts'
import { meetsConstraints } from './domain/encryption-context.ts'
import type { KeyUse } from './key-use.ts'
import { type Grant, grants, type Key } from './records.ts'

/** Whether a grant lets the caller do this with a key. */
export async function grantAllows(context: OperationContext, key: Key, use: KeyUse): Promise<boolean> {
  const names = callerNames(context)
  let after = {}
  for (;;) {
    const page = await grants.list(context.store, { prefix: [key.accountId, key.region, key.id], ...after })
    if (page.items.some(({ value }) => allows(value, names, use))) return true
    if (page.next === undefined) return false
    after = { after: page.next }
  }
}

function allows({ grantee, operations, constraints }: Grant, names: readonly string[], use: KeyUse): boolean {
  return (
    names.includes(grantee) &&
    operations.includes(use.action) &&
    meetsConstraints(use.encryptionContext, constraints ?? {})
  )
}

/** How policies name the caller: itself, the role behind its session, its account. */
export function callerNames({ principal, accountId, partition }: OperationContext): string[] {
  const root = principal.type === 'service' ? [] : [`arn:${partition}:iam::${accountId}:root`]
  return [principal.arn, ...(principal.roleArn === undefined ? [] : [principal.roleArn]), ...root]
}
