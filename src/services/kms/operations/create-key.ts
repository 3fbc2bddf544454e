import type * as Api from '@aws-sdk/client-kms'
import { randomHex, randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { notImplemented } from '../../../dispatch/index.ts'
import { atomic } from '../../../store/index.ts'
import { findSpec, type Spec } from '../domain/key-specs.ts'
import { unsupported, validation } from '../errors.ts'
import { checkPolicy, defaultPolicy } from '../key-policies.ts'
import { makeMaterial, sealMaterial } from '../material.ts'
import { type Key, keys } from '../records.ts'
import { withTags } from '../tags.ts'
import { metadataOf } from '../views.ts'

/** Makes a key. */
export async function createKey(
  input: Api.CreateKeyRequest,
  context: OperationContext,
): Promise<Api.CreateKeyResponse> {
  const { accountId, region, random, now, store } = context
  const { name, spec, usage } = kindOf(input)
  const origin = originOf(input)
  if (input.Policy !== undefined) checkPolicy(context, input.Policy, input.BypassPolicyLockoutSafetyCheck)
  const id = input.MultiRegion === true ? `mrk-${randomHex(random, 16)}` : randomUuid(random)
  const materials =
    origin === 'EXTERNAL'
      ? []
      : [
          {
            ...(await sealMaterial(context, context, id, await makeMaterial(context, spec.material))),
            rotatedAt: now,
          },
        ]
  const key: Key = {
    accountId,
    region,
    id,
    description: input.Description ?? '',
    usage,
    spec: name,
    origin,
    manager: 'CUSTOMER',
    state: origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled',
    createdAt: now,
    policy: input.Policy ?? defaultPolicy(context),
    tags: withTags({}, input.Tags ?? []),
    materials,
    onDemandRotations: 0,
    ...(input.MultiRegion === true ? { regions: { primary: region, replicas: [] } } : {}),
  }
  const commit = atomic(store)
  keys.put(commit, key, undefined)
  await commit.commit()
  return { KeyMetadata: metadataOf(context, key) }
}

/** Source: API Reference, CreateKey. */
function kindOf(input: Api.CreateKeyRequest): { name: string; spec: Spec; usage: string } {
  const { KeySpec, CustomerMasterKeySpec } = input
  if (KeySpec !== undefined && CustomerMasterKeySpec !== undefined)
    throw validation(
      'You cannot specify KeySpec and CustomerMasterKeySpec in the same request. CustomerMasterKeySpec is deprecated.',
    )
  const name = KeySpec ?? CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
  const spec = findSpec(name)
  if (spec === undefined) throw unsupported(`KeySpec ${name} is not supported in this region.`)
  const usage = input.KeyUsage ?? (name === 'SYMMETRIC_DEFAULT' ? 'ENCRYPT_DECRYPT' : undefined)
  if (usage === undefined)
    throw validation(
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    )
  if (!spec.usages.includes(usage))
    throw validation(`KeyUsage ${usage} is not compatible with KeySpec ${name}`)
  return { name, spec, usage }
}

function originOf({ Origin = 'AWS_KMS', CustomKeyStoreId, XksKeyId }: Api.CreateKeyRequest): Key['origin'] {
  if (CustomKeyStoreId !== undefined || XksKeyId !== undefined)
    throw notImplemented('KMS', 'CreateKey in a custom key store')
  if (Origin === 'AWS_KMS' || Origin === 'EXTERNAL') return Origin
  throw notImplemented('KMS', `CreateKey with Origin ${Origin}`)
}
