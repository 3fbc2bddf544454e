import type * as Api from '@aws-sdk/client-ssm'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceRequest,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  changed,
  everyItem,
  given,
  retag,
  tagList,
  tagsOf,
  unlessAgain,
  unlessMissing,
} from '../../../dispatch/index.ts'

/** AWS::SSM::Parameter. Source: CloudFormation template reference, AWS::SSM::Parameter. */
export const parameter: ResourceType = {
  async create(request) {
    const { properties } = request
    const Name = String(properties.Name ?? inventedName(request))
    await unlessAgain(
      request,
      request.call('ssm:PutParameter', {
        Name,
        ...inputOf(properties),
        Tags: tagList(tagsOf(request, properties.Tags)),
      }),
      'ParameterAlreadyExists',
    )
    return madeOf(request, Name)
  },

  async update(request) {
    const { properties, previous, physicalId: Name, call } = request
    if (changed(previous, properties, ...members))
      await call('ssm:PutParameter', {
        Name,
        // What an update leaves out would stay.
        ...(previous.Description === undefined ? {} : { Description: '' }),
        ...(previous.AllowedPattern === undefined ? {} : { AllowedPattern: '' }),
        ...(previous.Policies === undefined ? {} : { Policies: '[]' }),
        ...inputOf(properties),
        Overwrite: true,
      })
    const resource = { ResourceType: 'Parameter', ResourceId: Name }
    await retag(
      request,
      'Tags',
      (tags) => call('ssm:AddTagsToResource', { ...resource, Tags: tagList(tags) }),
      (TagKeys) => call('ssm:RemoveTagsFromResource', { ...resource, TagKeys }),
    )
    return madeOf(request, Name)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('ssm:DeleteParameter', { Name: physicalId }), 'ParameterNotFound')
  },

  async read(query) {
    const Name = query.identifier
    const found = await unlessMissing(
      query.call<Api.GetParameterResult>('ssm:GetParameter', { Name }),
      'ParameterNotFound',
    )
    if (!found?.Parameter) return undefined
    const { Parameters = [] } = await query.call<Api.DescribeParametersResult>('ssm:DescribeParameters', {
      ParameterFilters: [{ Key: 'Name', Option: 'Equals', Values: [Name] }],
    })
    const { TagList = [] } = await query.call<Api.ListTagsForResourceResult>('ssm:ListTagsForResource', {
      ResourceType: 'Parameter',
      ResourceId: Name,
    })
    const { Type = '', Value = '' } = found.Parameter
    return {
      ...madeOf({ ...query, properties: { Type, Value } }, Name),
      properties: {
        Name,
        Type,
        Value,
        ...given(found.Parameter as object as ResourceProperties, 'DataType'),
        ...given(
          (Parameters[0] ?? {}) as object as ResourceProperties,
          'AllowedPattern',
          'Description',
          'Tier',
        ),
        ...(TagList.length > 0
          ? { Tags: Object.fromEntries(TagList.map(({ Key = '', Value: text = '' }) => [Key, text])) }
          : {}),
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.ParameterMetadata>(calls, 'ssm:DescribeParameters', {}, 'Parameters')
    return found.map(({ Name = '' }) => Name)
  },
}

const members = ['AllowedPattern', 'DataType', 'Description', 'Policies', 'Tier', 'Type', 'Value'] as const

function inputOf(properties: ResourceProperties): Readonly<Record<string, unknown>> {
  return { ...given(properties, ...members), Value: String(properties.Value ?? '') }
}

/** Parameters are named otherwise than most resources: `CFN-MyParameter-1XYZ…`. Source: as stacks show them. */
function inventedName(request: ResourceRequest): string {
  const name = request.name()
  return `CFN-${request.logicalId}-${name.slice(name.lastIndexOf('-') + 1)}`
}

function madeOf(
  {
    partition,
    region,
    accountId,
    properties,
  }: Pick<ResourceCalls, 'partition' | 'region' | 'accountId'> & {
    readonly properties: ResourceProperties
  },
  Name: string,
): MadeResource {
  return {
    physicalId: Name,
    attributes: {
      Arn: `arn:${partition}:ssm:${region}:${accountId}:parameter/${Name.replace(/^\//, '')}`,
      Type: String(properties.Type),
      Value: String(properties.Value),
    },
  }
}
