import type * as Api from '@aws-sdk/client-eventbridge'
import { AwsError } from '../../../aws/aws-error.ts'
import type {
  MadeResource,
  ResourceCalls,
  ResourceProperties,
  ResourceType,
} from '../../../dispatch/index.ts'
import {
  everyItem,
  given,
  nameOf,
  orRemove,
  unlessAgain,
  unlessMissing,
  untilReady,
} from '../../../dispatch/index.ts'

/** AWS::Events::Connection. Source: CloudFormation template reference, AWS::Events::Connection. */
export const connection: ResourceType = {
  async create(request) {
    const Name = nameOf(request, 'Name')
    await unlessAgain(
      request,
      request.call('events:CreateConnection', { Name, ...settingsOf(request.properties) }),
      'ResourceAlreadyExistsException',
    )
    return orRemove(
      request,
      () => ready(request, Name),
      () => request.call('events:DeleteConnection', { Name }),
    )
  },

  async update(request) {
    await request.call('events:UpdateConnection', {
      Name: request.physicalId,
      Description: '',
      KmsKeyIdentifier: '',
      ...settingsOf(request.properties),
    })
    return ready(request, request.physicalId)
  },

  async remove({ call, physicalId }) {
    await unlessMissing(call('events:DeleteConnection', { Name: physicalId }), 'ResourceNotFoundException')
  },

  async read(query) {
    const found = await described(query, query.identifier)
    if (!found) return undefined
    const made = madeOf(found)
    return {
      ...made,
      properties: {
        ...given(
          found as object as ResourceProperties,
          'AuthorizationType',
          'Description',
          'KmsKeyIdentifier',
          'Name',
        ),
        ...made.attributes,
        // Secrets are not shown: what remains says how requests are authorised.
        ...given(found as object as ResourceProperties, 'AuthParameters'),
      },
    }
  },

  async list(calls) {
    const found = await everyItem<Api.Connection>(calls, 'events:ListConnections', {}, 'Connections')
    return found.map(({ Name = '' }) => Name)
  },

  inert: ['KmsKeyIdentifier'],
}

function settingsOf(properties: ResourceProperties): Readonly<Record<string, unknown>> {
  return given(
    properties,
    'AuthParameters',
    'AuthorizationType',
    'Description',
    'InvocationConnectivityParameters',
    'KmsKeyIdentifier',
  )
}

function described(
  { call }: ResourceCalls,
  Name: string,
): Promise<Api.DescribeConnectionResponse | undefined> {
  return unlessMissing(
    call<Api.DescribeConnectionResponse>('events:DescribeConnection', { Name }),
    'ResourceNotFoundException',
  )
}

/** Waits while the connection asks for its first token. A connection that is not authorised is made all the same. */
async function ready(calls: ResourceCalls, name: string): Promise<MadeResource> {
  return untilReady(calls, async () => {
    const found = await described(calls, name)
    if (!found) throw new AwsError('ResourceNotFoundException', `Connection ${name} does not exist.`)
    return /^(?:CREATING|UPDATING|AUTHORIZING)$/.test(found.ConnectionState ?? '') ? undefined : madeOf(found)
  })
}

function madeOf({
  Name = '',
  ConnectionArn: Arn = '',
  SecretArn = '',
}: Api.DescribeConnectionResponse): MadeResource {
  return { physicalId: Name, attributes: { Arn, ArnForPolicy: withoutId(Arn), SecretArn } }
}

/** An ARN without the id at its end: policies cannot know that. Source: template reference, ArnForPolicy. */
export function withoutId(arn: string): string {
  return arn.replace(/\/[^/]+$/, '')
}
