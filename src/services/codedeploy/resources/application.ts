import type * as Api from '@aws-sdk/client-codedeploy'
import {
  everyItem,
  nameOf,
  type ResourceCalls,
  type ResourceType,
  retag,
  tagList,
  tagsOf,
  unlessMissing,
  unlessTaken,
} from '../../../dispatch/index.ts'
import { applicationArn } from '../domain/names.ts'

const missing = 'ApplicationDoesNotExistException'

/** AWS::CodeDeploy::Application. Source: CloudFormation template reference, AWS::CodeDeploy::Application. */
export const application: ResourceType = {
  async create(request) {
    const applicationName = nameOf(request, 'ApplicationName', { max: 100 })
    const { ComputePlatform: computePlatform = 'Server', Tags } = request.properties
    await unlessTaken(
      request,
      'AWS::CodeDeploy::Application',
      applicationName,
      request.call('codedeploy:CreateApplication', {
        applicationName,
        computePlatform,
        tags: tagList(tagsOf(request, Tags)),
      }),
      'ApplicationAlreadyExistsException',
    )
    return { physicalId: applicationName, attributes: {} }
  },

  /** Everything else replaces. */
  async update(request) {
    const { physicalId, attributes } = request
    const ResourceArn = applicationArn(request, physicalId)
    await retag(
      request,
      'Tags',
      (tags) => request.call('codedeploy:TagResource', { ResourceArn, Tags: tagList(tags) }),
      (TagKeys) => request.call('codedeploy:UntagResource', { ResourceArn, TagKeys }),
    )
    return { physicalId, attributes }
  },

  async remove({ call, physicalId }) {
    await call('codedeploy:DeleteApplication', { applicationName: physicalId })
  },

  async read(query) {
    const applicationName = query.identifier
    const found = await unlessMissing(
      query.call<Api.GetApplicationOutput>('codedeploy:GetApplication', { applicationName }),
      missing,
    )
    if (!found) return undefined
    return {
      physicalId: applicationName,
      attributes: {},
      properties: {
        ApplicationName: applicationName,
        ComputePlatform: found.application?.computePlatform ?? 'Server',
        ...(await tagsIn(query, applicationArn(query, applicationName))),
      },
    }
  },

  list: (calls) => listApplicationNames(calls),
}

/** The names of all applications. */
export function listApplicationNames(calls: ResourceCalls): Promise<readonly string[]> {
  return everyItem<string>(calls, 'codedeploy:ListApplications', {}, 'applications', 'nextToken')
}

/** The property that holds the tags of something. */
export async function tagsIn(
  { call }: ResourceCalls,
  ResourceArn: string,
): Promise<{ readonly Tags?: { Key: string; Value: string }[] }> {
  const { Tags = [] } = await call<Api.ListTagsForResourceOutput>('codedeploy:ListTagsForResource', {
    ResourceArn,
  })
  if (Tags.length === 0) return {}
  return { Tags: Tags.map(({ Key = '', Value = '' }) => ({ Key, Value })) }
}
