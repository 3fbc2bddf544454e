/**
 * Machines and activities with a customer's key of KMS. A text that is sealed under the key when the key is named stands guard before what
 * is theirs: who makes one, starts it or reads its data must be able to use the key, and executions begin as their role can. The data itself is
 * stored as any other. Source: Step Functions Developer Guide, "Data at rest encryption in Step Functions".
 */
import { AwsError } from '../../aws/aws-error.ts'
import { roleCaller } from '../../delivery/index.ts'
import { type Caller, DataKeys, type OperationContext, type SealedText } from '../../dispatch/index.ts'
import { activityArn, type Home, machineArn } from './domain/arns.ts'
import { invalidEncryption, kmsAccessDenied, kmsInvalidState, kmsThrottled } from './errors.ts'
import type { Encryption, Revision } from './records.ts'

/** What KMS is told that a machine's key is for. Source: as above, "Encryption context". */
export function machineBinding(home: Home, name: string): Readonly<Record<string, string>> {
  return { 'aws:states:stateMachineArn': machineArn(home, name) }
}

/** What KMS is told that an activity's key is for. */
export function activityBinding(home: Home, name: string): Readonly<Record<string, string>> {
  return { 'aws:states:activityArn': activityArn(home, name) }
}

/** The guard of an encryption, made as the caller; undefined for AWS's own keys. Fails with InvalidEncryptionConfiguration and the errors about keys. */
export async function guardOf(
  context: OperationContext,
  encryption: Encryption | undefined,
  boundTo: Readonly<Record<string, string>>,
): Promise<SealedText | undefined> {
  const keyId = encryption?.kmsKeyId
  if (keyId === undefined) return undefined
  return inWordsOfStates(() => new DataKeys(context).seal(context, { keyId, boundTo, reuseMs: 0 }, ''))
}

/** Refuses a caller who cannot use the key, with KmsAccessDeniedException, KmsInvalidStateException or KmsThrottlingException. */
export async function requireKey(
  context: OperationContext,
  { guard }: { readonly guard?: SealedText },
): Promise<void> {
  if (guard) await inWordsOfStates(() => new DataKeys(context).open(context, guard, 0))
}

/** As {@link requireKey}, for the role of a machine that is started; what KMS has allowed holds as long as the configuration says. */
export async function requireKeyOfRole(
  dataKeys: DataKeys,
  home: Home,
  { guard, encryption, roleArn }: Pick<Revision, 'guard' | 'encryption' | 'roleArn'>,
): Promise<void> {
  if (!guard) return
  // One session for all executions: what is allowed to one is remembered for the next.
  const caller: Caller = roleCaller(home, roleArn, 'states')
  const reuseMs = (encryption?.kmsDataKeyReusePeriodSeconds ?? 0) * 1000
  await inWordsOfStates(() => dataKeys.open(caller, guard, reuseMs))
}

async function inWordsOfStates<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    switch (error.code) {
      case 'AccessDeniedException':
        throw kmsAccessDenied(error)
      case 'DisabledException':
        throw kmsInvalidState(error, 'DISABLED')
      case 'KMSInvalidStateException':
        throw kmsInvalidState(
          error,
          /pending deletion/.test(error.message) ? 'PENDING_DELETION' : 'UNAVAILABLE',
        )
      case 'ThrottlingException':
        throw kmsThrottled(error)
      case 'NotFoundException':
      case 'InvalidKeyUsageException':
      case 'InvalidArnException':
        throw invalidEncryption(error.message)
      default:
        throw error
    }
  }
}
