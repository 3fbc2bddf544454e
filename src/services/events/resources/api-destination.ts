import type * as Api from '@aws-sdk/client-eventbridge'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
} from '../../../dispatch/index.ts'
import { everyItem, given, nameOf, unlessAgain, unlessMissing } from '../../../dispatch/index.ts'
import { withoutId } from './connection.ts'

/** The rate of an API destination that names none. Unit: requests a second. Source: API Reference, CreateApiDestination. */
const usualRate = 300

/** AWS::Events::ApiDestination. Source: CloudFormation template reference, AWS::Events::ApiDestination. */
export const apiDestination: ResourceType = {
  async create(request) {
    const Name = nameOf(request, 'Name')
    await unlessAgain(
      request,
      request.call('events:CreateApiDestination', { Name, ...settingsOf(request.properties) }),
      'ResourceAlreadyExistsException',
    )
    return madeOf((await described(request, Name)) ?? { Name })
  },

  async update(request) {
    const Name = request.physicalId
    await request.call('events:UpdateApiDestination', {
      Name,
      Description: '',
      InvocationRateLimitPerSecond: usualRate,
      ...settingsOf(request.properties),
    })
    return madeOf((await described(request, Name)) ?? { Name })
  },

  async remove({ call, physicalId }) {
    await unlessMissing(
      call('events:DeleteApiDestination', { Name: physicalId }),
      'ResourceNotFoundException',
    )
  },

  async read(query) {
    const found = await described(query, query.identifier)
    if (!found) return undefined
    const made = madeOf(found)
    return {
      ...made,
      properties: {
        Name: query.identifier,
        ...settingsOf(found as object as ResourceProperties),
        ...made.attributes,
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.ApiDestination>(
      calls,
      'events:ListApiDestinations',
      {},
      'ApiDestinations',
    )
    return found.map(({ Name = '' }) => Name)
  },
}

function settingsOf(properties: ResourceProperties): ResourceProperties {
  return given(
    properties,
    'ConnectionArn',
    'Description',
    'HttpMethod',
    'InvocationEndpoint',
    'InvocationRateLimitPerSecond',
  )
}

function described(
  { call }: ResourceCalls,
  Name: string,
): Promise<Api.DescribeApiDestinationResponse | undefined> {
  return unlessMissing(
    call<Api.DescribeApiDestinationResponse>('events:DescribeApiDestination', { Name }),
    'ResourceNotFoundException',
  )
}

function madeOf({
  Name = '',
  ApiDestinationArn: Arn = '',
}: Api.DescribeApiDestinationResponse): MadeResource {
  return { physicalId: Name, attributes: { Arn, ArnForPolicy: withoutId(Arn) } }
}
