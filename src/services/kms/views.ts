/** Keys as the API answers them. */
import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../dispatch/index.ts'
import { algorithmFacts, findSpec } from './domain/key-specs.ts'
import { keyArn } from './keys.ts'
import type { Key } from './records.ts'

export function metadataOf(context: OperationContext, key: Key): Api.KeyMetadata {
  const { id, accountId, state, deletionAt, regions } = key
  const spec = findSpec(key.spec)
  const last = key.materials.at(-1)
  return {
    AWSAccountId: accountId,
    KeyId: id,
    Arn: keyArn(context, key, id),
    CreationDate: new Date(key.createdAt),
    Enabled: state === 'Enabled',
    Description: key.description,
    KeyUsage: key.usage as Api.KeyUsageType,
    KeyState: state,
    ...(deletionAt === undefined ? {} : { DeletionDate: new Date(deletionAt) }),
    ...(state === 'PendingReplicaDeletion' ? { PendingDeletionWindowInDays: key.deletionDays } : {}),
    Origin: key.origin,
    KeyManager: key.manager,
    CustomerMasterKeySpec: key.spec as Api.CustomerMasterKeySpec,
    KeySpec: key.spec as Api.KeySpec,
    ...(spec === undefined ? {} : algorithmFacts(spec, key.usage)),
    ...(key.origin === 'EXTERNAL' && last?.sealed !== undefined ? expirationOf(last.validTo) : {}),
    ...(key.spec === 'SYMMETRIC_DEFAULT' && last?.sealed !== undefined
      ? { CurrentKeyMaterialId: last.id }
      : {}),
    MultiRegion: regions !== undefined,
    ...(regions === undefined ? {} : { MultiRegionConfiguration: multiRegion(context, key, regions) }),
  }
}

export function expirationOf(validTo: number | undefined) {
  return validTo === undefined
    ? { ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE' as const }
    : { ExpirationModel: 'KEY_MATERIAL_EXPIRES' as const, ValidTo: new Date(validTo) }
}

function multiRegion(
  context: OperationContext,
  key: Key,
  { primary, replicas }: NonNullable<Key['regions']>,
): Api.MultiRegionConfiguration {
  const of = (region: typeof primary) => ({
    Arn: keyArn(context, { ...key, region }, key.id),
    Region: region,
  })
  return {
    MultiRegionKeyType: key.region === primary ? 'PRIMARY' : 'REPLICA',
    PrimaryKey: of(primary),
    ReplicaKeys: replicas.map(of),
  }
}
