import type * as Api from '@aws-sdk/client-sfn'
import type { Json, JsonObject } from '../../../base/json.ts'
import {
  apiNames,
  definite,
  everyItem,
  type MadeResource,
  nameOf,
  type ResourceCalls,
  type ResourceProperties,
  type ResourceType,
  resourceExists,
  unlessMissing,
} from '../../../dispatch/index.ts'

const missing = 'ResourceNotFound'

/**
 * AWS::StepFunctions::StateMachineAlias. A deployment preference moves all traffic to its version at once: what AWS does step by step,
 * with alarms that turn it back, is done in one step. Source: CloudFormation template reference, AWS::StepFunctions::StateMachineAlias.
 */
export const stateMachineAlias: ResourceType = {
  inert: [
    'DeploymentPreference.Type',
    'DeploymentPreference.Percentage',
    'DeploymentPreference.Interval',
    'DeploymentPreference.Alarms',
  ],

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

  async update({ call, properties, physicalId }) {
    await call('states:UpdateStateMachineAlias', {
      stateMachineAliasArn: physicalId,
      routingConfiguration: routing(properties),
      description: properties.Description ?? '',
    })
    return madeOf(physicalId)
  },

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

function routing({ RoutingConfiguration, DeploymentPreference }: ResourceProperties): Json | undefined {
  if (RoutingConfiguration !== undefined) return apiNames(RoutingConfiguration)
  const { StateMachineVersionArn } = (DeploymentPreference ?? {}) as JsonObject
  return [{ stateMachineVersionArn: StateMachineVersionArn, weight: 100 }]
}

function madeOf(arn: string): MadeResource {
  return { physicalId: arn, attributes: { Arn: arn } }
}
