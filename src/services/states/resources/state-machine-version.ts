import type * as Api from '@aws-sdk/client-sfn'
import type { Json } from '../../../base/json.ts'
import {
  definite,
  everyItem,
  type MadeResource,
  type ResourceCalls,
  type ResourceType,
  resourceExists,
  unlessMissing,
} from '../../../dispatch/index.ts'

/**
 * AWS::StepFunctions::StateMachineVersion: every change publishes another one. Source: CloudFormation template reference,
 * AWS::StepFunctions::StateMachineVersion.
 */
export const stateMachineVersion: ResourceType = {
  async create(request) {
    const { call, properties } = request
    const { StateMachineRevisionId } = properties
    const before = await versionsOf(request, properties.StateMachineArn)
    const made = await call<Api.PublishStateMachineVersionOutput>('states:PublishStateMachineVersion', {
      stateMachineArn: properties.StateMachineArn,
      ...(StateMachineRevisionId === undefined ? {} : { revisionId: StateMachineRevisionId }),
      ...(properties.Description === undefined ? {} : { description: properties.Description }),
    })
    const arn = String(made.stateMachineVersionArn)
    // What has not changed since is not published anew; a stack must not call a version its own that was there before.
    if (!request.again && before.includes(arn))
      throw resourceExists('AWS::StepFunctions::StateMachineVersion', arn)
    return madeOf(arn)
  },

  async remove({ call, physicalId }) {
    await call('states:DeleteStateMachineVersion', { stateMachineVersionArn: physicalId })
  },

  async read({ call, identifier }) {
    const found = await unlessMissing(
      call<Api.DescribeStateMachineOutput>('states:DescribeStateMachine', { stateMachineArn: identifier }),
      'StateMachineDoesNotExist',
    )
    if (!found) return undefined
    return {
      ...madeOf(identifier),
      properties: definite({
        Arn: identifier,
        StateMachineArn: identifier.slice(0, identifier.lastIndexOf(':')),
        StateMachineRevisionId: found.revisionId ?? 'INITIAL',
        Description: found.description,
      }),
    }
  },

  list: (calls, { StateMachineArn }) => versionsOf(calls, StateMachineArn),
}

async function versionsOf(
  calls: Pick<ResourceCalls, 'call'>,
  stateMachineArn: Json | undefined,
): Promise<readonly string[]> {
  const all = await everyItem<Api.StateMachineVersionListItem>(
    calls,
    'states:ListStateMachineVersions',
    { stateMachineArn },
    'stateMachineVersions',
    'nextToken',
  )
  return all.map(({ stateMachineVersionArn = '' }) => stateMachineVersionArn)
}

function madeOf(arn: string): MadeResource {
  return { physicalId: arn, attributes: { Arn: arn } }
}
