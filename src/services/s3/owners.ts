/** Canonical ids of accounts, as access control lists and listings know them. AWS's are opaque; ours are made of the account. */
import { createHash } from 'node:crypto'
import type { AccountId } from '../../aws/identifiers.ts'
import type { OperationContext } from '../../dispatch/index.ts'

const known = new Map<AccountId, string>()

/** 64 hexadecimal digits. */
export function canonicalId(accountId: AccountId): string {
  let id = known.get(accountId)
  if (id === undefined) {
    id = createHash('sha256').update(`canonical user ${accountId}`).digest('hex')
    if (known.size < 10_000) known.set(accountId, id)
  }
  return id
}

/** As outputs have it. */
export function ownerOf(accountId: AccountId): { readonly ID: string; readonly DisplayName?: string } {
  return { ID: canonicalId(accountId) }
}

/** The caller's own id; undefined for who is nobody. */
export function callerId({ principal, accountId }: OperationContext): string | undefined {
  return principal.type === 'anonymous' || principal.type === 'service' ? undefined : canonicalId(accountId)
}

/** As event records name an account. */
export function customerId(accountId: AccountId): string {
  return `A${BigInt(`0x${canonicalId(accountId).slice(0, 20)}`)
    .toString(36)
    .toUpperCase()
    .padStart(13, '0')
    .slice(0, 13)}`
}
