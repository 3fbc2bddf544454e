import type * as Api from '@aws-sdk/client-sfn'
import {
  apiNames,
  callWith,
  definite,
  everyItem,
  type MadeResource,
  type ResourceCalls,
  type ResourceType,
  resourceExists,
  retag,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { tags } from './state-machine.ts'

/** AWS::StepFunctions::Activity. Source: CloudFormation template reference, AWS::StepFunctions::Activity. */
export const activity: ResourceType = {
  async create(request) {
    const { properties } = request
    const Name = String(properties.Name)
    const { partition, region, accountId } = request
    const arn = `arn:${partition}:states:${region}:${accountId}:activity:${Name}`
    if (!request.again && (await described(request, arn)))
      throw resourceExists('AWS::StepFunctions::Activity', arn)
    const made = await callWith<Api.CreateActivityOutput>(request, 'states:CreateActivity', {
      name: Name,
      tags: tags(tagsOf(request, properties.Tags)),
      ...(properties.EncryptionConfiguration === undefined
        ? {}
        : { encryptionConfiguration: apiNames(properties.EncryptionConfiguration) }),
    })
    return madeOf(String(made.activityArn))
  },

  async update(request) {
    const resourceArn = request.physicalId
    await retag(
      request,
      'Tags',
      (wanted) => request.call('states:TagResource', { resourceArn, tags: tags(wanted) }),
      (tagKeys) => request.call('states:UntagResource', { resourceArn, tagKeys }),
    )
    return madeOf(resourceArn)
  },

  async remove({ call, physicalId }) {
    await call('states:DeleteActivity', { activityArn: physicalId })
  },

  async read({ call, identifier }) {
    const found = await described({ call }, identifier)
    if (!found) return undefined
    const { tags: tagged = [] } = await call<Api.ListTagsForResourceOutput>('states:ListTagsForResource', {
      resourceArn: identifier,
    })
    return {
      ...madeOf(identifier),
      properties: definite({
        Arn: identifier,
        Name: found.name,
        Tags: tagged.map(({ key, value }) => ({ Key: key, Value: value })),
      }),
    }
  },

  async list(calls) {
    const all = await everyItem<Api.ActivityListItem>(
      calls,
      'states:ListActivities',
      {},
      'activities',
      'nextToken',
    )
    return all.map(({ activityArn = '' }) => activityArn)
  },
}

function described(
  { call }: Pick<ResourceCalls, 'call'>,
  activityArn: string,
): Promise<Api.DescribeActivityOutput | undefined> {
  return unlessMissing(
    call<Api.DescribeActivityOutput>('states:DescribeActivity', { activityArn }),
    'ActivityDoesNotExist',
  )
}

function madeOf(arn: string): MadeResource {
  return { physicalId: arn, attributes: { Arn: arn, Name: arn.slice(arn.lastIndexOf(':') + 1) } }
}
