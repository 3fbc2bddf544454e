/** What operations that encrypt, sign or derive ask of their request and key before they do. */
import type { OperationContext } from '../../dispatch/index.ts'
import { findSpec, type Spec } from './domain/key-specs.ts'
import { dryRun, invalidUsage, unsupported } from './errors.ts'
import type { KeyUse } from './key-use.ts'
import { keyArn, loadKey, requireUsable, requireUsage } from './keys.ts'
import type { Key } from './records.ts'
import { required } from './required.ts'

/** A key that may be used. */
export interface UsableKey {
  readonly key: Key
  readonly arn: string
  readonly spec: Spec
}

/** Fails as loadKey, requireUsable and requireUsage do. `usage`: what the key must be for. */
export async function useKey(
  context: OperationContext,
  keyId: string | undefined,
  use: KeyUse & { readonly usage: string; readonly operation?: string },
): Promise<UsableKey> {
  const { value: key } = await loadKey(context, required(keyId, 'KeyId'), use)
  return usable(context, key, use.usage, use.operation ?? use.action)
}

/** Fails as requireUsable and requireUsage do. */
export function usable(context: OperationContext, key: Key, usage: string, operation: string): UsableKey {
  requireUsable(context, key)
  requireUsage(context, key, usage, operation)
  return { key, arn: keyArn(context, key, key.id), spec: required(findSpec(key.spec), 'KeySpec') }
}

/** Fails with InvalidKeyUsageException when a key does not know an algorithm. */
export function requireAlgorithm(key: Key, known: readonly string[] | undefined, algorithm: string): void {
  if (known?.includes(algorithm) !== true)
    throw invalidUsage(`Algorithm ${algorithm} is incompatible with key spec ${key.spec}.`)
}

/** Fails with DryRunOperationException when nothing is to be done; asked last, when all would have succeeded. */
export function stopIfDry({ DryRun }: { readonly DryRun?: boolean | undefined }): void {
  if (DryRun === true) throw dryRun()
}

/** Enclaves, whose attestation these would be encrypted for, are not here. */
export function refuseRecipient({ Recipient }: { readonly Recipient?: object | undefined }): void {
  if (Recipient !== undefined)
    throw unsupported('Lambent does not implement Recipient: there are no enclaves.')
}
