import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import { AwsError } from '../../../aws/aws-error.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  changed,
  documentText,
  everyItem,
  nameOf,
  orRemove,
  readDocumentText,
  retag,
  tagMap,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** The name of the policy that a group's own policy document is kept under. UNVERIFIED: which AWS takes. */
const policyName = 'cloudformation'

/** AWS::Logs::LogGroup. Source: CloudFormation template reference, AWS::Logs::LogGroup. */
export const logGroup: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const logGroupName = nameOf(request, 'LogGroupName', { max: 512 })
    await unlessAgain(
      request,
      call('logs:CreateLogGroup', {
        logGroupName,
        ...(properties.KmsKeyId === undefined ? {} : { kmsKeyId: properties.KmsKeyId }),
        ...(properties.LogGroupClass === undefined ? {} : { logGroupClass: properties.LogGroupClass }),
        ...(isTrue(properties.DeletionProtectionEnabled) ? { deletionProtectionEnabled: true } : {}),
        ...tagMap('tags', tagsOf(request, properties.Tags)),
      }),
      'ResourceAlreadyExistsException',
    )
    return await orRemove(
      request,
      async () => {
        await putRetention(request, logGroupName)
        await putPolicy(request, logGroupName)
        return madeOf(request, logGroupName)
      },
      () => call('logs:DeleteLogGroup', { logGroupName }),
    )
  },

  async update(request) {
    const { properties, previous, physicalId: logGroupName, call } = request
    // UNVERIFIED: the words.
    if (
      changed(previous, properties, 'LogGroupClass') &&
      (await classOf(request, logGroupName)) !== (properties.LogGroupClass ?? 'STANDARD')
    )
      throw new AwsError('NotUpdatable', 'The class of a log group cannot be changed after it was created.')
    if (changed(previous, properties, 'KmsKeyId')) {
      const { KmsKeyId: kmsKeyId } = properties
      if (kmsKeyId === undefined) await call('logs:DisassociateKmsKey', { logGroupName })
      else await call('logs:AssociateKmsKey', { logGroupName, kmsKeyId })
    }
    if (changed(previous, properties, 'DeletionProtectionEnabled'))
      await call('logs:PutLogGroupDeletionProtection', {
        logGroupIdentifier: logGroupName,
        deletionProtectionEnabled: isTrue(properties.DeletionProtectionEnabled),
      })
    if (changed(previous, properties, 'RetentionInDays')) {
      if (properties.RetentionInDays === undefined) await call('logs:DeleteRetentionPolicy', { logGroupName })
      else await putRetention(request, logGroupName)
    }
    if (changed(previous, properties, 'ResourcePolicyDocument')) {
      if (properties.ResourcePolicyDocument === undefined) await deletePolicy(request, logGroupName)
      else await putPolicy(request, logGroupName)
    }
    const resourceArn = plainArn(request, logGroupName)
    await retag(
      request,
      'Tags',
      (tags) => call('logs:TagResource', { resourceArn, tags }),
      (tagKeys) => call('logs:UntagResource', { resourceArn, tagKeys }),
    )
    return madeOf(request, logGroupName)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('logs:DeleteLogGroup', { logGroupName: physicalId }), missing)
  },

  async read(query) {
    const logGroupName = query.identifier
    const found = await groupOf(query, logGroupName)
    if (!found) return undefined
    const { tags = {} } = await query.call<Api.ListTagsForResourceResponse>('logs:ListTagsForResource', {
      resourceArn: plainArn(query, logGroupName),
    })
    const policy = await policyOf(query, logGroupName)
    const made = madeOf(query, logGroupName)
    return {
      ...made,
      properties: {
        LogGroupName: logGroupName,
        ...made.attributes,
        LogGroupClass: found.logGroupClass ?? 'STANDARD',
        DeletionProtectionEnabled: found.deletionProtectionEnabled ?? false,
        ...(found.retentionInDays === undefined ? {} : { RetentionInDays: found.retentionInDays }),
        ...(found.kmsKeyId === undefined ? {} : { KmsKeyId: found.kmsKeyId }),
        ...(policy === undefined ? {} : { ResourcePolicyDocument: readDocumentText(policy) }),
        ...(Object.keys(tags).length > 0
          ? { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
          : {}),
      },
    }
  },

  async list(calls) {
    const groups = await everyItem<Api.LogGroup>(
      calls,
      'logs:DescribeLogGroups',
      {},
      'logGroups',
      'nextToken',
    )
    return groups.map((group) => group.logGroupName ?? '')
  },

  // Keys and policies are records of a group; masking, field indexes and bearer tokens are not here.
  inert: [
    'BearerTokenAuthenticationEnabled',
    'DataProtectionPolicy',
    'FieldIndexPolicies',
    'KmsKeyId',
    'ResourcePolicyDocument',
  ],
}

function isTrue(value: unknown): boolean {
  return String(value) === 'true'
}

function plainArn({ partition, region, accountId }: ResourceCalls, name: string): string {
  return `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`
}

/** The ARN that `Fn::GetAtt` gives ends with `:*`. Source: template reference, AWS::Logs::LogGroup, Arn. */
function madeOf(calls: ResourceCalls, name: string): MadeResource {
  return { physicalId: name, attributes: { Arn: `${plainArn(calls, name)}:*` } }
}

async function putRetention({ properties, call }: ResourceRequest, logGroupName: string): Promise<void> {
  if (properties.RetentionInDays !== undefined)
    await call('logs:PutRetentionPolicy', {
      logGroupName,
      retentionInDays: Number(properties.RetentionInDays),
    })
}

async function groupOf(calls: ResourceCalls, name: string): Promise<Api.LogGroup | undefined> {
  const groups = await everyItem<Api.LogGroup>(
    calls,
    'logs:DescribeLogGroups',
    { logGroupNamePrefix: name },
    'logGroups',
    'nextToken',
  )
  return groups.find((group) => group.logGroupName === name)
}

/** The group itself is asked: an update that was refused is rolled back to the class that it has. */
async function classOf(calls: ResourceCalls, name: string): Promise<string | undefined> {
  return (await groupOf(calls, name))?.logGroupClass ?? 'STANDARD'
}

async function policyOf(calls: ResourceCalls, name: string): Promise<string | undefined> {
  const { resourcePolicies = [] } = await calls.call<Api.DescribeResourcePoliciesResponse>(
    'logs:DescribeResourcePolicies',
    { resourceArn: plainArn(calls, name), policyScope: 'RESOURCE' },
  )
  return resourcePolicies[0]?.policyDocument
}

async function revisionOf(calls: ResourceCalls, name: string): Promise<object> {
  const { resourcePolicies = [] } = await calls.call<Api.DescribeResourcePoliciesResponse>(
    'logs:DescribeResourcePolicies',
    { resourceArn: plainArn(calls, name), policyScope: 'RESOURCE' },
  )
  const revision = resourcePolicies[0]?.revisionId
  return revision === undefined ? {} : { expectedRevisionId: revision }
}

async function putPolicy(request: ResourceRequest, name: string): Promise<void> {
  const document: ResourceProperties[string] | undefined = request.properties.ResourcePolicyDocument
  if (document === undefined) return
  await request.call('logs:PutResourcePolicy', {
    policyName,
    policyDocument: documentText(document),
    resourceArn: plainArn(request, name),
    ...(await revisionOf(request, name)),
  })
}

async function deletePolicy(request: ResourceRequest, name: string): Promise<void> {
  await unlessMissing(
    request.call('logs:DeleteResourcePolicy', {
      policyName,
      resourceArn: plainArn(request, name),
      ...(await revisionOf(request, name)),
    }),
    missing,
  )
}
