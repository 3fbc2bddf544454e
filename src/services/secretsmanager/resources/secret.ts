import { createHash } from 'node:crypto'
import type * as Api from '@aws-sdk/client-secrets-manager'
import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
  ResourceUpdate,
} from '../../../dispatch/index.ts'
import {
  changed,
  everyItem,
  given,
  nameOf,
  retag,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::SecretsManager::Secret. Source: CloudFormation template reference, AWS::SecretsManager::Secret. */
export const secret: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const Name = nameOf(request, 'Name', { max: 255 })
    const made = await unlessAgain(
      request,
      call<Api.CreateSecretResponse>('secretsmanager:CreateSecret', {
        Name,
        ...given(properties, 'Description', 'KmsKeyId', 'Type'),
        ...(await secretValue(request)),
        ...(properties.ReplicaRegions === undefined ? {} : { AddReplicaRegions: properties.ReplicaRegions }),
        Tags: tagList(tagsOf(request, properties.Tags)),
        ClientRequestToken: tokenOf(request, Name),
      }),
      'ResourceExistsException',
    )
    return madeOf(made?.ARN ?? (await described(request, Name))?.ARN ?? '')
  },

  async update(request) {
    const { properties, previous, physicalId: SecretId, call } = request
    const newValue =
      changed(previous, properties, 'GenerateSecretString') ||
      (properties.SecretString !== undefined && changed(previous, properties, 'SecretString'))
    if (newValue || changed(previous, properties, 'Description', 'KmsKeyId', 'Type'))
      await call('secretsmanager:UpdateSecret', {
        SecretId,
        Description: String(properties.Description ?? ''),
        ...(changed(previous, properties, 'KmsKeyId')
          ? { KmsKeyId: String(properties.KmsKeyId ?? 'alias/aws/secretsmanager') }
          : {}),
        ...given(properties, 'Type'),
        ...(newValue ? await secretValue(request) : {}),
        ClientRequestToken: tokenOf(request, `${SecretId} ${request.clock.now()}`),
      })
    await replicate(request)
    await retag(
      request,
      'Tags',
      (tags) => call('secretsmanager:TagResource', { SecretId, Tags: tagList(tags) }),
      (TagKeys) => call('secretsmanager:UntagResource', { SecretId, TagKeys }),
    )
    return madeOf(SecretId)
  },

  /** Without a time to recover it, so that a stack can be made again. Source: what CloudTrail shows of such stacks. */
  async remove({ call, physicalId: SecretId, properties }) {
    const regions = regionsOf(properties).map(({ Region }) => Region)
    if (regions.length > 0)
      await unlessMissing(
        call('secretsmanager:RemoveRegionsFromReplication', { SecretId, RemoveReplicaRegions: regions }),
        missing,
        'InvalidRequestException',
        'InvalidParameterException',
      )
    await unlessMissing(
      call('secretsmanager:DeleteSecret', { SecretId, ForceDeleteWithoutRecovery: true }),
      missing,
    )
  },

  async read(query) {
    const found = await described(query, query.identifier)
    if (!found || found.DeletedDate !== undefined) return undefined
    const made = madeOf(found.ARN ?? query.identifier)
    const { Tags = [], ReplicationStatus = [] } = found
    return {
      ...made,
      properties: {
        ...made.attributes,
        ...given(found as object as ResourceProperties, 'Description', 'KmsKeyId', 'Name', 'Type'),
        ...(ReplicationStatus.length > 0
          ? {
              ReplicaRegions: ReplicationStatus.map(({ Region = '', KmsKeyId }) => ({
                Region,
                ...(KmsKeyId === undefined ? {} : { KmsKeyId }),
              })),
            }
          : {}),
        ...(Tags.length > 0 ? { Tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) } : {}),
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.SecretListEntry>(calls, 'secretsmanager:ListSecrets', {}, 'SecretList')
    return found.map(({ ARN = '' }) => ARN)
  },
}

function madeOf(Id: string): MadeResource {
  return { physicalId: Id, attributes: { Id } }
}

function described(
  { call }: ResourceCalls,
  SecretId: string,
): Promise<Api.DescribeSecretResponse | undefined> {
  return unlessMissing(
    call<Api.DescribeSecretResponse>('secretsmanager:DescribeSecret', { SecretId }),
    missing,
  )
}

/** A token of 32 to 64 characters, the same for the same text of the same stack. */
function tokenOf({ stack, logicalId }: ResourceRequest, text: string): string {
  return createHash('sha256')
    .update([stack?.id ?? '', logicalId, text].join('\n'))
    .digest('hex')
}

/** The value of a secret as the template says it: none, a text, or a password that is made now. */
async function secretValue({
  properties,
  call,
}: ResourceRequest): Promise<{ readonly SecretString?: string }> {
  const { SecretString, GenerateSecretString: how } = properties
  if (SecretString !== undefined && how !== undefined)
    throw new AwsError('InvalidRequest', 'You cannot specify both SecretString and GenerateSecretString.')
  if (SecretString !== undefined) return { SecretString: String(SecretString) }
  if (how === undefined) return {}
  const { SecretStringTemplate, GenerateStringKey, ...form } = how as JsonObject
  if ((SecretStringTemplate === undefined) !== (GenerateStringKey === undefined))
    throw new AwsError(
      'InvalidRequest',
      'SecretStringTemplate and GenerateStringKey must be specified together.',
    )
  const { RandomPassword = '' } = await call<Api.GetRandomPasswordResponse>(
    'secretsmanager:GetRandomPassword',
    form,
  )
  if (SecretStringTemplate === undefined) return { SecretString: RandomPassword }
  const template = readTemplate(String(SecretStringTemplate))
  return { SecretString: JSON.stringify({ ...template, [String(GenerateStringKey)]: RandomPassword }) }
}

/** UNVERIFIED: the words of this error and of the two above. */
function readTemplate(text: string): JsonObject {
  try {
    const value = JSON.parse(text) as Json
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject
  } catch {
    // Said below.
  }
  throw new AwsError('InvalidRequest', 'SecretStringTemplate must be a valid JSON object.')
}

interface Replica {
  readonly Region: string
  readonly KmsKeyId?: string
}

function regionsOf(properties: ResourceProperties): readonly Replica[] {
  return (properties.ReplicaRegions ?? []) as object as readonly Replica[]
}

async function replicate({
  previous,
  properties,
  physicalId: SecretId,
  call,
}: ResourceUpdate): Promise<void> {
  const before = regionsOf(previous)
  const after = regionsOf(properties)
  const added = after.filter(({ Region }) => !before.some((one) => one.Region === Region))
  const gone = before.filter(({ Region }) => !after.some((one) => one.Region === Region))
  if (gone.length > 0)
    await call('secretsmanager:RemoveRegionsFromReplication', {
      SecretId,
      RemoveReplicaRegions: gone.map(({ Region }) => Region),
    })
  if (added.length > 0)
    await call('secretsmanager:ReplicateSecretToRegions', { SecretId, AddReplicaRegions: added })
}
