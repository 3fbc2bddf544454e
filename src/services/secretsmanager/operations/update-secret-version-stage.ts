import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { current, moveStages, versionWith } from '../domain/stages.ts'
import { invalidParameter } from '../errors.ts'
import type { Secret } from '../records.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'
import { checkLabels } from '../versions.ts'

/** Moves a label from one version to another, adds it, or takes it away. */
export async function updateSecretVersionStage(
  input: Api.UpdateSecretVersionStageRequest,
  context: OperationContext,
): Promise<Api.UpdateSecretVersionStageResponse> {
  const label = required(input.VersionStage, 'VersionStage')
  const { value, arn } = await changeSecret(
    context,
    required(input.SecretId, 'SecretId'),
    'UpdateSecretVersionStage',
    (secret) => {
      checkMove(secret, label, input)
      const versions = moveStages(secret.versions, [label], input.MoveToVersionId)
      checkLabels(versions)
      return { ...secret, changedAt: context.now, versions }
    },
  )
  return { ARN: arn, Name: value.name }
}

/** Source: API Reference, UpdateSecretVersionStage, and published messages of AWS. */
function checkMove(
  { versions }: Secret,
  label: string,
  { RemoveFromVersionId: from, MoveToVersionId: to }: Api.UpdateSecretVersionStageRequest,
): void {
  for (const id of [from, to]) {
    if (id !== undefined && !versions.some((version) => version.id === id))
      throw invalidParameter(`Not a valid version: ${id}`)
  }
  if (to === undefined && from === undefined)
    throw invalidParameter('You must specify RemoveFromVersionId, MoveToVersionId, or both.')
  if (label === current && to === undefined)
    throw invalidParameter(
      'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
    )
  const holder = versionWith(versions, label)?.id
  if (from !== undefined && holder !== from)
    throw invalidParameter(`Version stage ${label} is not associated with version ${from}.`)
  if (from === undefined && holder !== undefined && holder !== to)
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${label} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    )
}
