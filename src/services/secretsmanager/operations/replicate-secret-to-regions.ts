import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { addReplicas } from '../replication.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'
import { replicationView } from '../views.ts'

/** Gives a secret replicas in further regions. */
export async function replicateSecretToRegions(
  input: Api.ReplicateSecretToRegionsRequest,
  context: OperationContext,
): Promise<Api.ReplicateSecretToRegionsResponse> {
  const asked = required(input.AddReplicaRegions, 'AddReplicaRegions')
  const id = required(input.SecretId, 'SecretId')
  const { value, arn } = await changeSecret(context, id, 'ReplicateSecretToRegions', (secret, commit) =>
    addReplicas(context, commit, secret, asked, input.ForceOverwriteReplicaSecret),
  )
  return { ARN: arn, ReplicationStatus: replicationView(value) }
}
