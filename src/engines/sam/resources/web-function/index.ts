/** AWS::Serverless::WebFunction: a web function, its revision and its endpoint. */
import {
  lambdaWebFunction,
  lambdaWebFunctionEndpoint,
  lambdaWebFunctionRevision,
  revisionIdOf,
} from '../../cloudformation/lambda-platform.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { isIntrinsic } from '../../intrinsics/build.ts'
import {
  isInteger,
  isList,
  isMap,
  isText,
  oneOf,
  optional,
  type PropertyRules,
  passThrough,
} from '../../model/properties.ts'
import { Resource } from '../../model/resource.ts'
import { readS3Place } from '../../model/s3-location.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { samTags } from '../../model/tags.ts'
import { managedPolicyArn } from '../../partitions.ts'
import { serviceTrust } from '../../policies/documents.ts'
import { roleFor } from '../../policies/role.ts'
import { entriesOf } from '../../python/memory.ts'
import { pythonText } from '../../python/text.ts'
import { type Dict, isDict, isTruthy, type Value } from '../../python/values.ts'
import type { SamType, Translated } from '../../sam-types.ts'
import { checkWebFunction } from './checks.ts'
import { regionsOf } from './regions.ts'

/** Properties as the translator checks them. */
const rules: PropertyRules = {
  FunctionName: optional(oneOf(isText, isMap)),
  Tags: optional(isMap),
  ReplicaRegions: optional(oneOf(isList, isMap)),
  AuthType: passThrough,
  Runtime: passThrough,
  CodeUri: passThrough,
  InlineCode: passThrough,
  RevisionDescription: passThrough,
  KmsKeyArn: passThrough,
  ExecutionRoleArn: optional(isText),
  EnvironmentVariables: optional(isMap),
  EntryPoint: passThrough,
  MaxConcurrencyPerEnvironment: passThrough,
  EgressNetworkConnectorArn: passThrough,
  Timeout: optional(isInteger),
  LoggingConfig: passThrough,
  RevisionWeights: passThrough,
  EndpointName: passThrough,
  EndpointType: passThrough,
  EndpointDescription: passThrough,
  ScalingConfig: passThrough,
  ThrottleConfig: passThrough,
  AutoDeploymentMode: passThrough,
}

/** AWS::Serverless::WebFunction. */
export const serverlessWebFunction: SamType = {
  type: 'AWS::Serverless::WebFunction',
  rules,
  translate(resource: SamResource, context: Context): Translated {
    checkWebFunction(resource, context)
    const { logicalId, dependsOn, attributes } = resource
    const resources: Resource[] = []
    let role = resource.get('ExecutionRoleArn')
    if (role === null) {
      const own = roleFor(
        {
          logicalId,
          attributes: resource.passedOn,
          trust: serviceTrust('lambda.amazonaws.com'),
          policies: null,
          managedPolicyArns: [
            managedPolicyArn(context.partition, 'service-role/AWSLambdaBasicExecutionRole'),
          ],
          tags: samTags(logicalId, resource.get('Tags')),
        },
        context,
      )
      resources.push(own)
      role = own.arn
    }
    const webFunction = new Resource(lambdaWebFunction, logicalId, {
      dependsOn,
      attributes,
      properties: {
        FunctionName: functionName(resource),
        Tags: samTags(logicalId, resource.get('Tags')),
      },
    })
    const revision = revisionOf(resource, role)
    return { resources: [...resources, webFunction, revision, endpointOf(resource, revision)] }
  },
}

/** Longest part of a name that the logical id makes: 64 characters less a part of the stack's id. */
const idLengthMax = 64 - 8 - 1

/** The name that is given, or one of the logical id and the start of the stack's own id. */
function functionName(resource: SamResource): Value {
  const given = resource.get('FunctionName')
  if (isTruthy(given)) return given
  const stackGuid = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }
  return {
    'Fn::Sub': [
      `${resource.logicalId.slice(0, idLengthMax)}-\${StackIdSuffix}`,
      { StackIdSuffix: { 'Fn::Select': [0, { 'Fn::Split': ['-', stackGuid] }] } },
    ],
  }
}

function revisionOf(resource: SamResource, role: Value): Resource {
  const { logicalId } = resource
  return new Resource(lambdaWebFunctionRevision, `${logicalId}Revision`, {
    attributes: resource.passedOn,
    dependsOn: [logicalId],
    properties: {
      FunctionName: functionName(resource),
      Description: resource.get('RevisionDescription'),
      KmsKeyArn: resource.get('KmsKeyArn'),
      BuildConfig: buildConfig(resource),
      ServiceConfig: serviceConfig(resource, role),
    },
  })
}

function buildConfig(resource: SamResource): Dict {
  const { logicalId } = resource
  const place = code(resource)
  const runtime = resource.get('Runtime')
  if (runtime === null) throw new InvalidResource(logicalId, "'Runtime' is required.")
  return { CodeConfig: { S3Object: place }, RuntimeConfig: { Runtime: runtime } }
}

function code(resource: SamResource): Dict {
  const { logicalId } = resource
  const uri = resource.get('CodeUri')
  const inline = resource.get('InlineCode')
  if (uri !== null && inline !== null) {
    throw new InvalidResource(logicalId, "Only one of 'InlineCode' or 'CodeUri' can be set.")
  }
  if (!isTruthy(uri)) {
    throw new InvalidResource(
      logicalId,
      isTruthy(inline)
        ? "'InlineCode' is not yet supported for 'AWS::Serverless::WebFunction'. Please use 'CodeUri' instead."
        : "Either 'InlineCode' or 'CodeUri' must be set.",
    )
  }
  const { bucket, key, version } = readS3Place(uri, logicalId, 'CodeUri')
  return { Bucket: bucket, Key: key, ...(version === undefined ? {} : { VersionId: version }) }
}

function serviceConfig(resource: SamResource, role: Value): Dict {
  const config: Dict = { ExecutionRoleArn: role }
  const environment = environmentOf(resource)
  if (isTruthy(environment)) config.EnvironmentVariables = environment
  const logging = resource.get('LoggingConfig')
  if (isTruthy(logging)) config.TelemetryConfig = { LoggingConfig: logging }
  for (const name of ['MaxConcurrencyPerEnvironment', 'EgressNetworkConnectorArn']) {
    const value = resource.get(name)
    if (value !== null) config[name] = value
  }
  const timeout = resource.get('Timeout')
  config.TimeoutSeconds = isTruthy(timeout) ? timeout : 30
  return config
}

function environmentOf(resource: SamResource): Value {
  const given = resource.get('EnvironmentVariables')
  const entryPoint = resource.get('EntryPoint')
  if (isTruthy(given) && isIntrinsic(given)) {
    if (isTruthy(entryPoint)) {
      throw new InvalidResource(
        resource.logicalId,
        "'EntryPoint' cannot be used when 'EnvironmentVariables' is an intrinsic function.",
      )
    }
    return given
  }
  const variables: Dict = {}
  for (const [name, value] of isDict(given) ? entriesOf(given) : []) {
    if (typeof value === 'boolean') variables[name] = value ? 'true' : 'false'
    else variables[name] = typeof value === 'number' ? pythonText(value) : value
  }
  if (isTruthy(entryPoint)) variables.AWS_LAMBDA_NODEJS_ENTRYPOINT = entryPoint
  return variables
}

function endpointOf(resource: SamResource, revision: Resource): Resource {
  const { logicalId } = resource
  const weights = resource.get('RevisionWeights')
  const orElse = (name: string, otherwise: string) =>
    isTruthy(resource.get(name)) ? resource.get(name) : otherwise
  return new Resource(lambdaWebFunctionEndpoint, `${logicalId}Endpoint`, {
    attributes: resource.passedOn,
    dependsOn: [logicalId, revision.logicalId],
    properties: {
      FunctionName: functionName(resource),
      EndpointName: orElse('EndpointName', 'prod'),
      EndpointType: orElse('EndpointType', 'HomeRegion'),
      AuthType: resource.get('AuthType'),
      RevisionWeights:
        isDict(weights) && isTruthy(weights)
          ? entriesOf(weights).map(([id, weight]) => ({ RevisionId: id, Weight: weight }))
          : [{ RevisionId: revisionIdOf(revision.logicalId), Weight: 100 }],
      Regions: regionsOf(logicalId, resource.get('ReplicaRegions')),
      Description: resource.get('EndpointDescription'),
      ScalingConfig: resource.get('ScalingConfig'),
      ThrottleConfig: resource.get('ThrottleConfig'),
    },
  })
}
