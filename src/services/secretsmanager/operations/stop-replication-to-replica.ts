import type * as Api from '@aws-sdk/client-secrets-manager'
import { randomHex } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { decryptValue, encryptValue } from '../encryption.ts'
import { invalidRequest } from '../errors.ts'
import { type Secret, secrets, values } from '../records.ts'
import { removeReplicas } from '../replication.ts'
import { required } from '../required.ts'
import { loadLivingSecret } from '../secrets.ts'

/** Makes a replica a secret of its own, with the values that it has. */
export async function stopReplicationToReplica(
  input: Api.StopReplicationToReplicaRequest,
  context: OperationContext,
): Promise<Api.StopReplicationToReplicaResponse> {
  return change(context, async (commit) => {
    const found = await loadLivingSecret(
      context,
      required(input.SecretId, 'SecretId'),
      'StopReplicationToReplica',
    )
    const { value: primary, region, arn } = found
    // UNVERIFIED: the words.
    if (region === primary.region) throw invalidRequest('The secret is not a replica secret.')
    const replica = primary.replicas.find((other) => other.region === region)
    const { rotation: _rotation, kmsKeyId: _key, policy: _policy, ...rest } = primary
    const own: Secret = {
      ...rest,
      region,
      id: randomHex(context.random, 12),
      ...(replica?.kmsKeyId === undefined ? {} : { kmsKeyId: replica.kmsKeyId }),
      replicas: [],
    }
    for (const { id } of primary.versions) {
      const stored = await values.get(context.store, [primary.id, id])
      if (stored === undefined) continue
      const value = await decryptValue(context, primary, stored.value)
      values.put(commit, await encryptValue(context, own, id, value), undefined)
    }
    secrets.put(commit, await removeReplicas(context, commit, primary, [region]), found)
    secrets.put(commit, own, undefined)
    return { ARN: arn }
  })
}
