import type * as Api from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { invalidParameter, invalidRequest, markedForDeletion, notFound } from '../errors.ts'
import { dayMs, recoveryDaysMax, recoveryDaysMin } from '../limits.ts'
import { dueQueue, secrets, values } from '../records.ts'
import { required } from '../required.ts'
import { loadSecret, requireHome } from '../secrets.ts'

/** Marks a secret for deletion after some days, or deletes it at once. */
export async function deleteSecret(
  input: Api.DeleteSecretRequest,
  context: OperationContext,
): Promise<Api.DeleteSecretResponse> {
  const { RecoveryWindowInDays: days, ForceDeleteWithoutRecovery: force = false } = input
  checkDays(days, force)
  const id = required(input.SecretId, 'SecretId')
  return change(context, async (commit) => {
    const found = await loadSecret(context, id, 'DeleteSecret').catch((error: unknown) => {
      // What is not there is deleted already. Source: API Reference, DeleteSecret, `ForceDeleteWithoutRecovery`.
      if (force && error instanceof AwsError && error.code === notFound().code) return undefined
      throw error
    })
    if (found === undefined) return { ARN: id, Name: id, DeletionDate: new Date(context.now) }
    requireHome(found)
    const { value: secret, arn } = found
    // UNVERIFIED: the words.
    if (secret.replicas.length > 0)
      throw invalidRequest("You can't delete secret that still has replica regions.")
    if (force) {
      secrets.remove(commit, found)
      commit.deleteRange(values.storeKey([secret.id]))
      return { ARN: arn, Name: secret.name, DeletionDate: new Date(context.now) }
    }
    if (secret.deletionAt !== undefined) throw markedForDeletion()
    const deletionAt = context.now + (days ?? recoveryDaysMax) * dayMs
    const { accountId, region, name } = secret
    secrets.put(commit, { ...secret, deletionAt, changedAt: context.now }, found)
    const due = { accountId, region, name, secretId: secret.id, kind: 'delete', at: deletionAt }
    commit.enqueue(dueQueue, due, { deliverAt: deletionAt })
    return { ARN: arn, Name: name, DeletionDate: new Date(deletionAt) }
  })
}

function checkDays(days: number | undefined, force: boolean): void {
  if (days === undefined) return
  if (force)
    throw invalidParameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    )
  if (days < recoveryDaysMin || days > recoveryDaysMax)
    throw invalidParameter(
      `The RecoveryWindowInDays value must be between ${recoveryDaysMin} and ${recoveryDaysMax} days (inclusive).`,
    )
}
