import type * as Api from '@aws-sdk/client-secrets-manager'
import type { OperationContext } from '../../../dispatch/index.ts'
import { removeReplicas } from '../replication.ts'
import { required } from '../required.ts'
import { changeSecret } from '../secrets.ts'
import { replicationView } from '../views.ts'

/** Takes replicas of a secret away. */
export async function removeRegionsFromReplication(
  input: Api.RemoveRegionsFromReplicationRequest,
  context: OperationContext,
): Promise<Api.RemoveRegionsFromReplicationResponse> {
  const regions = required(input.RemoveReplicaRegions, 'RemoveReplicaRegions')
  const id = required(input.SecretId, 'SecretId')
  const { value, arn } = await changeSecret(context, id, 'RemoveRegionsFromReplication', (secret, commit) =>
    removeReplicas(context, commit, secret, regions),
  )
  return { ARN: arn, ReplicationStatus: replicationView(value) }
}
