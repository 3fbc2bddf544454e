import type * as Api from '@aws-sdk/client-cloudwatch-logs'
import type { MadeResource, ResourceCalls, ResourceRequest, ResourceType } from '../../../dispatch/index.ts'
import {
  everyItem,
  orRemove,
  resourceExists,
  retag,
  tagMap,
  tagsOf,
  unlessMissing,
} from '../../../dispatch/index.ts'

const missing = 'ResourceNotFoundException'

/** AWS::Logs::Destination. Source: CloudFormation template reference, AWS::Logs::Destination. */
export const destination: ResourceType = {
  async create(request) {
    const { properties, call } = request
    const destinationName = String(properties.DestinationName)
    // The operation would write over a destination that is there; a stack does not.
    if (!request.again && (await find(request, destinationName)))
      throw resourceExists('AWS::Logs::Destination', destinationName)
    return await orRemove(
      request,
      () => put(request, tagMap('tags', tagsOf(request, properties.Tags))),
      () => unlessMissing(call('logs:DeleteDestination', { destinationName }), missing),
    )
  },

  async update(request) {
    const made = await put(request, {})
    const resourceArn = made.attributes.Arn
    await retag(
      request,
      'Tags',
      (tags) => request.call('logs:TagResource', { resourceArn, tags }),
      (tagKeys) => request.call('logs:UntagResource', { resourceArn, tagKeys }),
    )
    return made
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('logs:DeleteDestination', { destinationName: physicalId }), missing)
  },

  async read(query) {
    const found = await find(query, query.identifier)
    if (!found) return undefined
    const { tags = {} } = await query.call<Api.ListTagsForResourceResponse>('logs:ListTagsForResource', {
      resourceArn: found.arn,
    })
    return {
      ...madeOf(found),
      properties: {
        DestinationName: query.identifier,
        Arn: found.arn ?? '',
        TargetArn: found.targetArn ?? '',
        RoleArn: found.roleArn ?? '',
        ...(found.accessPolicy === undefined ? {} : { DestinationPolicy: found.accessPolicy }),
        ...(Object.keys(tags).length > 0
          ? { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }
          : {}),
      },
    }
  },

  async list(calls) {
    return (await destinations(calls)).map(({ destinationName = '' }) => destinationName)
  },
}

async function put({ call, properties }: ResourceRequest, tags: object): Promise<MadeResource> {
  const destinationName = String(properties.DestinationName)
  const { destination: made = {} } = await call<Api.PutDestinationResponse>('logs:PutDestination', {
    destinationName,
    targetArn: properties.TargetArn,
    roleArn: properties.RoleArn,
    ...tags,
  })
  if (properties.DestinationPolicy !== undefined)
    await call('logs:PutDestinationPolicy', { destinationName, accessPolicy: properties.DestinationPolicy })
  return madeOf(made)
}

/** `Ref` gives the name. */
function madeOf({ destinationName = '', arn = '' }: Api.Destination) {
  return { physicalId: destinationName, attributes: { Arn: arn } }
}

function destinations(calls: ResourceCalls, prefix?: string): Promise<readonly Api.Destination[]> {
  const input = prefix === undefined ? {} : { DestinationNamePrefix: prefix }
  return everyItem(calls, 'logs:DescribeDestinations', input, 'destinations', 'nextToken')
}

async function find(calls: ResourceCalls, name: string): Promise<Api.Destination | undefined> {
  return (await destinations(calls, name)).find(({ destinationName }) => destinationName === name)
}
