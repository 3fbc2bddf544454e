/** AWS::Serverless::CapacityProvider: instances that functions run on. Source: SAM, "AWS::Serverless::CapacityProvider". */
import { lambdaCapacityProvider } from '../cloudformation/lambda-platform.ts'
import type { Context } from '../context.ts'
import { InvalidResource } from '../errors.ts'
import { isBoolean, isMap, isText, oneOf, strict } from '../model/properties.ts'
import { Resource, tagList, withoutNone } from '../model/resource.ts'
import type { SamResource } from '../model/sam-resource.ts'
import {
  anySchema,
  booleanSchema,
  convertProperties,
  integerSchema,
  listSchema,
  mapSchema,
  numberSchema,
  objectSchema,
  orIntrinsic,
  textSchema,
} from '../model/schema.ts'
import { combineTags } from '../model/tags.ts'
import { type Dict, isDict, isTruthy, type Value } from '../python/values.ts'
import type { SamType, Translated } from '../sam-types.ts'
import { createdTags, operatorRole } from './operator-role.ts'

const texts = orIntrinsic(listSchema(orIntrinsic(textSchema)))
const textOrMap = oneOf(isText, isMap)

const schema = objectSchema({
  CapacityProviderName: anySchema,
  'VpcConfig!': objectSchema({ SecurityGroupIds: texts, 'SubnetIds!': texts }),
  OperatorRole: anySchema,
  Tags: mapSchema,
  PropagateTags: booleanSchema,
  InstanceRequirements: objectSchema({ Architectures: texts, AllowedTypes: texts, ExcludedTypes: texts }),
  ScalingConfig: objectSchema({
    MaxVCpuCount: orIntrinsic(integerSchema),
    AverageCPUUtilization: orIntrinsic(numberSchema),
  }),
  LoggingConfig: anySchema,
  ManagedResourceTags: objectSchema({ Tags: mapSchema }),
  KmsKeyArn: anySchema,
})

/** AWS::Serverless::CapacityProvider. */
export const serverlessCapacityProvider: SamType = {
  type: 'AWS::Serverless::CapacityProvider',
  rules: {
    CapacityProviderName: strict(textOrMap),
    VpcConfig: strict(isMap, true),
    OperatorRole: strict(textOrMap),
    Tags: strict(isMap),
    PropagateTags: strict(isBoolean),
    InstanceRequirements: strict(isMap),
    ScalingConfig: strict(isMap),
    KmsKeyArn: strict(textOrMap),
    LoggingConfig: strict(isMap),
    ManagedResourceTags: strict(isMap),
  },
  translate,
}

function translate(resource: SamResource, context: Context): Translated {
  const { logicalId, dependsOn, attributes } = resource
  const given = convertProperties(logicalId, withoutNone(resource.properties), schema)
  checkInstanceTypes(logicalId, given.InstanceRequirements)
  const provider = new Resource(lambdaCapacityProvider, logicalId, { dependsOn, attributes })
  const resources: Resource[] = []
  let { OperatorRole: role = null } = given
  if (!isTruthy(role)) {
    const policy = 'AWSLambdaManagedEC2ResourceOperator'
    const own = operatorRole(logicalId, resource.passedOn, context.partition, policy)
    resources.push(own)
    role = own.arn
  }
  const name = given.CapacityProviderName ?? null
  Object.assign(provider.properties, {
    CapacityProviderName: isTruthy(name) ? name : null,
    VpcConfig: given.VpcConfig ?? null,
    PermissionsConfig: { CapacityProviderOperatorRoleArn: role },
    Tags: createdTags(given.Tags ?? null),
    InstanceRequirements: instanceRequirements(given.InstanceRequirements),
    CapacityProviderScalingConfig: scalingConfig(given.ScalingConfig),
    KmsKeyArn: isTruthy(given.KmsKeyArn) ? (given.KmsKeyArn as Value) : null,
    TelemetryConfig: isTruthy(given.LoggingConfig) ? { LoggingConfig: given.LoggingConfig as Value } : null,
    PropagateTags: propagated(given.ManagedResourceTags),
  } satisfies Dict)
  resources.push(provider)
  combineTags(resources, given.Tags ?? null, resource.get('PropagateTags'))
  return { resources }
}

function checkInstanceTypes(logicalId: string, requirements: Value | undefined): void {
  if (!isDict(requirements)) return
  if (requirements.AllowedTypes === undefined || requirements.ExcludedTypes === undefined) return
  throw new InvalidResource(
    logicalId,
    "Cannot specify 'InstanceRequirements.AllowedTypes' and 'InstanceRequirements.ExcludedTypes' together.",
  )
}

function instanceRequirements(given: Value | undefined): Value {
  if (!isDict(given) || !isTruthy(given)) return null
  return withoutNone({
    Architectures: given.Architectures ?? null,
    AllowedInstanceTypes: given.AllowedTypes ?? null,
    ExcludedInstanceTypes: given.ExcludedTypes ?? null,
  })
}

function scalingConfig(given: Value | undefined): Value {
  if (!isDict(given) || !isTruthy(given)) return null
  const { MaxVCpuCount: most = null, AverageCPUUtilization: utilization = null } = given
  const mode: Dict =
    utilization === null
      ? { ScalingMode: 'Auto' }
      : {
          ScalingMode: 'Manual',
          ScalingPolicies: [
            {
              PredefinedMetricType: 'LambdaCapacityProviderAverageCPUUtilization',
              TargetValue: utilization,
            },
          ],
        }
  return { ...(most === null ? {} : { MaxVCpuCount: most }), ...mode }
}

function propagated(given: Value | undefined): Value {
  if (!isDict(given) || !isTruthy(given)) return null
  return { Mode: 'Explicit', ExplicitTags: tagList(given.Tags) }
}
