/** AWS::Serverless::NetworkConnector: a way into a VPC. Source: SAM, "AWS::Serverless::NetworkConnector". */
import { lambdaNetworkConnector } from '../cloudformation/lambda-platform.ts'
import type { Context } from '../context.ts'
import { InvalidResource } from '../errors.ts'
import { isBoolean, isList, isMap, isText, oneOf, strict } from '../model/properties.ts'
import { Resource, withoutNone } from '../model/resource.ts'
import type { SamResource } from '../model/sam-resource.ts'
import {
  booleanSchema,
  convertProperties,
  listSchema,
  literalSchema,
  mapSchema,
  objectSchema,
  orIntrinsic,
  textSchema,
} from '../model/schema.ts'
import { combineTags } from '../model/tags.ts'
import { type Dict, isTruthy, type Value } from '../python/values.ts'
import type { SamType, Translated } from '../sam-types.ts'
import { createdTags, operatorRole } from './operator-role.ts'

const computeTypes = ['MicroVm', 'WebFunction']
const text = orIntrinsic(textSchema)
const textOrMap = oneOf(isText, isMap)

const schema = objectSchema({
  Name: text,
  'VpcConfig!': objectSchema({
    'SubnetIds!': listSchema(text),
    'SecurityGroupIds!': listSchema(text),
    'NetworkProtocol!': orIntrinsic(literalSchema('IPv4', 'DualStack')),
  }),
  ComputeTypes: listSchema(orIntrinsic(literalSchema(...computeTypes))),
  OperatorRole: text,
  Tags: mapSchema,
  PropagateTags: booleanSchema,
})

/** AWS::Serverless::NetworkConnector. */
export const serverlessNetworkConnector: SamType = {
  type: 'AWS::Serverless::NetworkConnector',
  rules: {
    Name: strict(textOrMap),
    VpcConfig: strict(isMap, true),
    ComputeTypes: strict(isList),
    OperatorRole: strict(textOrMap),
    Tags: strict(isMap),
    PropagateTags: strict(isBoolean),
  },
  translate(resource: SamResource, context: Context): Translated {
    const { logicalId, dependsOn, attributes } = resource
    const types = resource.get('ComputeTypes')
    checkComputeTypes(logicalId, types)
    convertProperties(logicalId, withoutNone(resource.properties), schema)
    const resources: Resource[] = []
    let role = resource.get('OperatorRole')
    if (!isTruthy(role)) {
      const policy = 'AWSLambdaNetworkConnectorOperatorPolicy'
      const own = operatorRole(logicalId, resource.passedOn, context.partition, policy)
      resources.push(own)
      role = own.arn
    }
    const name = resource.get('Name')
    const connector = new Resource(lambdaNetworkConnector, logicalId, {
      dependsOn,
      attributes,
      properties: {
        Name: isTruthy(name) ? name : null,
        Configuration: {
          VpcEgressConfiguration: {
            ...(resource.get('VpcConfig') as Dict),
            AssociatedComputeResourceTypes: isTruthy(types) ? types : ['MicroVm'],
          },
        },
        OperatorRole: role,
        Tags: createdTags(resource.get('Tags')),
      },
    })
    resources.push(connector)
    combineTags(resources, resource.get('Tags'), resource.get('PropagateTags'))
    return { resources }
  },
}

function checkComputeTypes(logicalId: string, types: Value): void {
  if (!Array.isArray(types)) return
  if (types.length !== 1) {
    throw new InvalidResource(
      logicalId,
      `'ComputeTypes' must contain exactly one value, got ${types.length}.`,
    )
  }
  const [type] = types
  if (typeof type === 'string' && !computeTypes.includes(type)) {
    throw new InvalidResource(
      logicalId,
      `'ComputeTypes' values must be one of ['MicroVm', 'WebFunction'], got '${type}'.`,
    )
  }
}
