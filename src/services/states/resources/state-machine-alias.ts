import type * as Api from '@aws-sdk/client-sfn'
import type { Json } from '../../../base/json.ts'
import {
  apiNames,
  definite,
  everyItem,
  type MadeResource,
  nameOf,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceType,
  type ResourceUpdate,
  resourceExists,
  unlessMissing,
} from '../../../dispatch/index.ts'
import { beginShifting, shiftOn, targetOf } from './alias-shifting.ts'

const missing = 'ResourceNotFound'

/**
 * AWS::StepFunctions::StateMachineAlias. A deployment preference moves its traffic to another version in steps when it is updated.
 * Source: CloudFormation template reference, AWS::StepFunctions::StateMachineAlias.
 */
export const stateMachineAlias: ResourceType = {
  async create(request) {
    const { call, properties } = request
    const Name = nameOf(request, 'Name', { max: 80 })
    const arn = aliasArn(properties, Name)
    if (!request.again && (await described(request, arn)))
      throw resourceExists('AWS::StepFunctions::StateMachineAlias', arn)
    const made = await call<Api.CreateStateMachineAliasOutput>('states:CreateStateMachineAlias', {
      name: Name,
      routingConfiguration: routing(properties),
      ...(properties.Description === undefined ? {} : { description: properties.Description }),
    })
    return madeOf(String(made.stateMachineAliasArn))
  },

  async update(request) {
    const { routingConfiguration = [] } = (await described(request, request.physicalId)) ?? {}
    return beginShifting(request, routingConfiguration) ?? (await settings(request))
  },

  look: async (request) => (await shiftOn(request)) ?? (await settings(request)),

  async remove({ call, physicalId }) {
    await unlessMissing(call('states:DeleteStateMachineAlias', { stateMachineAliasArn: physicalId }), missing)
  },

  async read({ call, identifier }) {
    const found = await described({ call }, identifier)
    if (!found) return undefined
    return {
      ...madeOf(identifier),
      properties: definite({
        Arn: identifier,
        Name: found.name,
        Description: found.description,
        StateMachineArn: identifier.slice(0, identifier.lastIndexOf(':')),
        RoutingConfiguration: found.routingConfiguration?.map(({ stateMachineVersionArn, weight }) => ({
          StateMachineVersionArn: stateMachineVersionArn,
          Weight: weight,
        })),
      }),
    }
  },

  async list(calls, { StateMachineArn }) {
    const all = await everyItem<Api.StateMachineAliasListItem>(
      calls,
      'states:ListStateMachineAliases',
      { stateMachineArn: StateMachineArn },
      'stateMachineAliases',
      'nextToken',
    )
    return all.map(({ stateMachineAliasArn = '' }) => stateMachineAliasArn)
  },
}

/** Brings everything to what the template says, at once. */
async function settings({ call, properties, physicalId }: ResourceUpdate): Promise<MadeResource> {
  await call('states:UpdateStateMachineAlias', {
    stateMachineAliasArn: physicalId,
    routingConfiguration: routing(properties),
    description: properties.Description ?? '',
  })
  return madeOf(physicalId)
}

function described(
  { call }: Pick<ResourceCalls, 'call'>,
  stateMachineAliasArn: string,
): Promise<Api.DescribeStateMachineAliasOutput | undefined> {
  return unlessMissing(
    call<Api.DescribeStateMachineAliasOutput>('states:DescribeStateMachineAlias', { stateMachineAliasArn }),
    missing,
  )
}

/** Of the machine whose versions it leads to. */
function aliasArn(properties: ResourceProperties, name: string): string {
  const [first] = routing(properties) as ReadonlyArray<{ readonly stateMachineVersionArn?: string }>
  return `${String(first?.stateMachineVersionArn).replace(/:\d+$/, '')}:${name}`
}

function routing(properties: ResourceProperties): Json | undefined {
  const { RoutingConfiguration } = properties
  if (RoutingConfiguration !== undefined) return apiNames(RoutingConfiguration)
  return [{ stateMachineVersionArn: targetOf(properties) ?? null, weight: 100 }]
}

function madeOf(arn: string): MadeResource {
  return { physicalId: arn, attributes: { Arn: arn } }
}
