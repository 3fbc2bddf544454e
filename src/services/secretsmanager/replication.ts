/** Replicas: names of a secret in other regions, which lead to where it is at home. They are what it is, at once. */
import type * as Api from '@aws-sdk/client-secrets-manager'
import { parseRegion, partitionOf } from '../../aws/identifiers.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic } from '../../store/index.ts'
import { invalidParameter, invalidRequest } from './errors.ts'
import { replicas, type Secret, secrets } from './records.ts'
import { required } from './required.ts'

/** Adds to a commit that a secret has replicas in further regions. Fails with InvalidParameterException, InvalidRequestException. */
export async function addReplicas(
  context: OperationContext,
  commit: Atomic,
  secret: Secret,
  asked: readonly Api.ReplicaRegionType[],
  overwrite: boolean | undefined,
): Promise<Secret> {
  const { store } = context
  const { accountId, name } = secret
  const added: Secret['replicas'][number][] = []
  for (const { Region, KmsKeyId } of asked) {
    const region = parseRegion(required(Region, 'Region'))
    // UNVERIFIED: the words, and those below.
    if (region === undefined || partitionOf(region) !== context.partition || region === secret.region)
      throw invalidParameter(`Invalid replica region: ${Region}.`)
    const taken = await secrets.get(store, [accountId, region, name])
    if (taken !== undefined) {
      if (overwrite !== true)
        throw invalidRequest(
          `A secret with the name ${name} exists in ${region}. Use ForceOverwriteReplicaSecret.`,
        )
      secrets.remove(commit, taken)
    }
    const known = await replicas.get(store, [accountId, region, name])
    replicas.put(commit, { accountId, region, name, primary: secret.region }, known)
    added.push({ region, ...(KmsKeyId === undefined ? {} : { kmsKeyId: KmsKeyId }) })
  }
  const others = secret.replicas.filter(({ region }) => !added.some((replica) => replica.region === region))
  return { ...secret, replicas: [...others, ...added] }
}

/** Adds to a commit that replicas are no more. Fails with InvalidParameterException. */
export async function removeReplicas(
  { store }: OperationContext,
  commit: Atomic,
  secret: Secret,
  regions: readonly string[],
): Promise<Secret> {
  for (const region of regions) {
    const known = await replicas.get(store, [secret.accountId, region, secret.name])
    if (known === undefined || !secret.replicas.some((replica) => replica.region === region))
      throw invalidParameter(`The secret has no replica in ${region}.`)
    replicas.remove(commit, known)
  }
  return { ...secret, replicas: secret.replicas.filter(({ region }) => !regions.includes(region)) }
}
