import type * as Api from '@aws-sdk/client-kms'
import type {
  MadeResource,
  ReadResource,
  ResourceCalls,
  ResourceProperties,
  ResourceQuery,
  ResourceRequest,
  ResourceType,
  ResourceUpdate,
} from '../../../dispatch/index.ts'
import {
  changed,
  documentText,
  everyItem,
  given,
  notUpdatable,
  orRemove,
  readDocumentText,
  retag,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'

/**
 * A tag that a key carries while it is made: CreateKey has no token, so an attempt that is made again finds by it what the
 * first one made. It is taken away before the resource is done.
 */
const attemptTag = 'lambent:creating'

/** How often a key is rotated where a template does not say. Unit: days. Source: API Reference, EnableKeyRotation. */
const usualRotationDays = 365

/**
 * What a key is for good, and what it is where a template does not say. Source: template reference: an update of these fails, and
 * does not replace the key.
 */
const lastingDefaults = {
  KeySpec: 'SYMMETRIC_DEFAULT',
  KeyUsage: 'ENCRYPT_DECRYPT',
  MultiRegion: 'false',
  Origin: 'AWS_KMS',
} as const

const lasting = ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'] as const

/** AWS::KMS::Key. Source: CloudFormation template reference, AWS::KMS::Key. */
export const key: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const attempt = request.name({ max: 128 })
    const KeyId =
      (request.again ? await keyOfAttempt(request, attempt) : undefined) ??
      (await createKey(request, attempt))
    return await orRemove(
      request,
      async () => {
        if (isTrue(properties.EnableKeyRotation))
          await call('kms:EnableKeyRotation', { KeyId, ...rotationOf(properties) })
        if (isFalse(properties.Enabled)) await call('kms:DisableKey', { KeyId })
        await call('kms:UntagResource', { KeyId, TagKeys: [attemptTag] })
        return madeOf(request, KeyId)
      },
      () => call('kms:ScheduleKeyDeletion', { KeyId, ...given(properties, 'PendingWindowInDays') }),
    )
  },

  async update(request) {
    const { previous, properties, physicalId: KeyId, call } = request
    if (changed(previous, properties, ...lasting)) await refuseOtherKind(request)
    // A key that is disabled takes no other changes: it is enabled first, and disabled last.
    const enabled = !isFalse(properties.Enabled)
    if (enabled && isFalse(previous.Enabled)) await call('kms:EnableKey', { KeyId })
    await updateDescribed(request)
    if (changed(previous, properties, 'EnableKeyRotation', 'RotationPeriodInDays')) {
      if (isTrue(properties.EnableKeyRotation))
        await call('kms:EnableKeyRotation', { KeyId, ...rotationOf(properties) })
      else if (isTrue(previous.EnableKeyRotation)) await call('kms:DisableKeyRotation', { KeyId })
    }
    if (!enabled && !isFalse(previous.Enabled)) await call('kms:DisableKey', { KeyId })
    return madeOf(request, KeyId)
  },

  remove: scheduleDeletion,

  async read(query) {
    const found = await readKey(query)
    if (!found) return undefined
    const { metadata, resource } = found
    const rotation = await unlessMissing(
      query.call<Api.GetKeyRotationStatusResponse>('kms:GetKeyRotationStatus', { KeyId: query.identifier }),
      'UnsupportedOperationException',
      'KMSInvalidStateException',
    )
    return {
      ...resource,
      properties: {
        ...resource.properties,
        ...given(metadata as object as ResourceProperties, ...lasting),
        EnableKeyRotation: rotation?.KeyRotationEnabled ?? false,
        ...(rotation?.KeyRotationEnabled
          ? { RotationPeriodInDays: rotation.RotationPeriodInDays ?? usualRotationDays }
          : {}),
      },
    }
  },

  list: listKeys,
}

/** AWS::KMS::ReplicaKey, in the stack's region. Source: CloudFormation template reference, AWS::KMS::ReplicaKey. */
export const replicaKey: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const PrimaryKeyArn = String(properties.PrimaryKeyArn)
    const KeyId = PrimaryKeyArn.slice(PrimaryKeyArn.lastIndexOf('/') + 1)
    const there = request.again ? await metadataOf(request, KeyId) : undefined
    if (!there)
      await call(
        'kms:ReplicateKey',
        {
          KeyId: PrimaryKeyArn,
          ReplicaRegion: request.region,
          Policy: documentText(properties.KeyPolicy),
          ...given(properties, 'Description'),
          Tags: apiTags(tagsOf(request, properties.Tags)),
        },
        // ReplicateKey is an operation of the primary key's region.
        { region: PrimaryKeyArn.split(':')[3] as ResourceCalls['region'] },
      )
    if (isFalse(properties.Enabled)) await call('kms:DisableKey', { KeyId })
    return madeOf(request, KeyId)
  },

  async update(request) {
    const { previous, properties, physicalId: KeyId, call } = request
    const enabled = !isFalse(properties.Enabled)
    if (enabled && isFalse(previous.Enabled)) await call('kms:EnableKey', { KeyId })
    await updateDescribed(request)
    if (!enabled && !isFalse(previous.Enabled)) await call('kms:DisableKey', { KeyId })
    return madeOf(request, KeyId)
  },

  remove: scheduleDeletion,

  async read(query) {
    const found = await readKey(query)
    const primary = found?.metadata.MultiRegionConfiguration
    if (!found || primary?.MultiRegionKeyType !== 'REPLICA') return undefined
    return {
      ...found.resource,
      properties: { ...found.resource.properties, PrimaryKeyArn: primary.PrimaryKey?.Arn ?? '' },
    }
  },

  list: listKeys,
}

/** The key itself is asked: an update that was refused is rolled back to what the key has been all the time. */
async function refuseOtherKind(request: ResourceUpdate): Promise<void> {
  const metadata: Partial<Api.KeyMetadata> = (await metadataOf(request, request.physicalId)) ?? {}
  for (const name of lasting) {
    const wanted = String(request.properties[name] ?? lastingDefaults[name])
    if (wanted !== String(metadata[name] ?? lastingDefaults[name])) throw notUpdatable('AWS::KMS::Key', name)
  }
}

async function createKey(
  { call, properties, ...request }: ResourceRequest,
  attempt: string,
): Promise<string> {
  const { KeyMetadata } = await call<Api.CreateKeyResponse>('kms:CreateKey', {
    ...given(properties, 'BypassPolicyLockoutSafetyCheck', 'Description', ...lasting),
    ...(properties.KeyPolicy === undefined ? {} : { Policy: documentText(properties.KeyPolicy) }),
    Tags: apiTags({ ...tagsOf(request, properties.Tags), [attemptTag]: attempt }),
  })
  return KeyMetadata?.KeyId ?? ''
}

async function keyOfAttempt(calls: ResourceCalls, attempt: string): Promise<string | undefined> {
  for (const KeyId of await listKeys(calls)) {
    const { Tags = [] } = await calls.call<Api.ListResourceTagsResponse>('kms:ListResourceTags', { KeyId })
    if (Tags.some(({ TagKey, TagValue }) => TagKey === attemptTag && TagValue === attempt)) return KeyId
  }
  return undefined
}

function rotationOf(properties: ResourceProperties): object {
  return { RotationPeriodInDays: Number(properties.RotationPeriodInDays ?? usualRotationDays) }
}

async function updateDescribed(request: ResourceUpdate): Promise<void> {
  const { previous, properties, physicalId: KeyId, call } = request
  if (changed(previous, properties, 'Description'))
    await call('kms:UpdateKeyDescription', { KeyId, Description: String(properties.Description ?? '') })
  if (properties.KeyPolicy !== undefined && changed(previous, properties, 'KeyPolicy'))
    await call('kms:PutKeyPolicy', {
      KeyId,
      PolicyName: 'default',
      Policy: documentText(properties.KeyPolicy),
      ...given(properties, 'BypassPolicyLockoutSafetyCheck'),
    })
  await retag(
    request,
    'Tags',
    (tags) => call('kms:TagResource', { KeyId, Tags: apiTags(tags) }),
    (TagKeys) => call('kms:UntagResource', { KeyId, TagKeys }),
  )
}

/** A key that waits for its deletion is removed. */
async function scheduleDeletion({
  call,
  physicalId,
  properties,
}: ResourceRequest & MadeResource): Promise<void> {
  await unlessMissing(
    call('kms:ScheduleKeyDeletion', { KeyId: physicalId, ...given(properties, 'PendingWindowInDays') }),
    'NotFoundException',
    'KMSInvalidStateException',
  )
}

async function metadataOf({ call }: ResourceCalls, KeyId: string): Promise<Api.KeyMetadata | undefined> {
  const answer = await unlessMissing(
    call<Api.DescribeKeyResponse>('kms:DescribeKey', { KeyId }),
    'NotFoundException',
  )
  const metadata = answer?.KeyMetadata
  return metadata?.KeyState?.startsWith('Pending') && metadata.KeyState !== 'PendingImport'
    ? undefined
    : metadata
}

async function readKey(
  query: ResourceQuery,
): Promise<{ readonly metadata: Api.KeyMetadata; readonly resource: ReadResource } | undefined> {
  const KeyId = query.identifier
  const metadata = await metadataOf(query, KeyId)
  if (!metadata) return undefined
  const policy = await query.call<Api.GetKeyPolicyResponse>('kms:GetKeyPolicy', { KeyId })
  const { Tags = [] } = await query.call<Api.ListResourceTagsResponse>('kms:ListResourceTags', { KeyId })
  const made = madeOf(query, KeyId)
  const properties = {
    ...made.attributes,
    Enabled: metadata.Enabled ?? false,
    Description: metadata.Description ?? '',
    KeyPolicy: readDocumentText(policy.Policy ?? ''),
    ...(Tags.length > 0
      ? { Tags: Tags.map(({ TagKey = '', TagValue = '' }) => ({ Key: TagKey, Value: TagValue })) }
      : {}),
  }
  return { metadata, resource: { ...made, properties } }
}

async function listKeys(calls: ResourceCalls): Promise<readonly string[]> {
  const keys = await everyItem<Api.KeyListEntry>(calls, 'kms:ListKeys', {}, 'Keys', 'Marker', 'NextMarker')
  return keys.map(({ KeyId = '' }) => KeyId)
}

function madeOf({ partition, region, accountId }: ResourceCalls, KeyId: string): MadeResource {
  return {
    physicalId: KeyId,
    attributes: { KeyId, Arn: `arn:${partition}:kms:${region}:${accountId}:key/${KeyId}` },
  }
}

function apiTags(tags: Readonly<Record<string, string>>): Api.Tag[] {
  return Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }))
}

function isTrue(value: unknown): boolean {
  return String(value) === 'true'
}

function isFalse(value: unknown): boolean {
  return String(value) === 'false'
}
