import type * as Api from '@aws-sdk/client-kms'
import { parseRegion, partitionOf } from '../../../aws/identifiers.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { change } from '../changing.ts'
import { alreadyExists, unsupported, validation } from '../errors.ts'
import { checkPolicy, defaultPolicy } from '../key-policies.ts'
import { keyArn, loadKey, requireUsable } from '../keys.ts'
import { openMaterial, sealMaterial } from '../material.ts'
import { type Key, keys } from '../records.ts'
import { required } from '../required.ts'
import { tagList, withTags } from '../tags.ts'
import { metadataOf } from '../views.ts'

/** Makes a key of the same id and material in another region. */
export async function replicateKey(
  input: Api.ReplicateKeyRequest,
  context: OperationContext,
): Promise<Api.ReplicateKeyResponse> {
  const region = parseRegion(required(input.ReplicaRegion, 'ReplicaRegion'))
  // UNVERIFIED: the words, and those below.
  if (region === undefined || partitionOf(region) !== context.partition || region === context.region)
    throw validation(
      `ReplicaRegion ${input.ReplicaRegion} is not a region that the key can be replicated to.`,
    )
  if (input.Policy !== undefined) checkPolicy(context, input.Policy, input.BypassPolicyLockoutSafetyCheck)
  const replica = await change(context, async (commit) => {
    const stored = await loadKey(context, required(input.KeyId, 'KeyId'), { action: 'ReplicateKey' })
    const { value: key } = stored
    const arn = keyArn(context, key, key.id)
    requireUsable(context, key)
    if (key.regions?.primary !== key.region) throw unsupported(`${arn} is not a multi-Region primary key.`)
    if (key.regions.replicas.includes(region))
      throw alreadyExists(`Unable to create key in ${region}: a replica of ${arn} is there.`)
    const regions = { primary: key.region, replicas: [...key.regions.replicas, region] }
    const home = { accountId: key.accountId, region }
    const materials = await Promise.all(
      key.materials.map(async (material) => ({
        ...material,
        ...(await sealMaterial(context, home, key.id, await openMaterial(context, key, arn, material))),
      })),
    )
    const { rotation: _rotation, ...rest } = key
    const made: Key = {
      ...rest,
      region,
      description: input.Description ?? '',
      policy: input.Policy ?? defaultPolicy(context),
      tags: withTags({}, input.Tags ?? []),
      createdAt: context.now,
      materials,
      regions,
    }
    keys.put(commit, made, undefined)
    keys.put(commit, { ...key, regions }, stored)
    for (const other of key.regions.replicas) {
      const found = await keys.get(context.store, [key.accountId, other, key.id])
      if (found !== undefined) keys.put(commit, { ...found.value, regions }, found)
    }
    return made
  })
  return {
    ReplicaKeyMetadata: metadataOf(context, replica),
    ReplicaPolicy: replica.policy,
    ReplicaTags: tagList(replica.tags),
  }
}
