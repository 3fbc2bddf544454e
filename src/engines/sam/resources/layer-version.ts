/**
 * AWS::Serverless::LayerVersion: a layer whose logical id ends with a hash of all that it is made of. A change makes another
 * version, and the old one is retained.
 */
import { lambdaLayerVersion } from '../cloudformation/lambda.ts'
import type { Context } from '../context.ts'
import { InvalidResource } from '../errors.ts'
import { isIntrinsic } from '../intrinsics/build.ts'
import { isBoolean, isMap, isText, listOf, oneOf, optional, required } from '../model/properties.ts'
import { Resource, withoutNone } from '../model/resource.ts'
import { s3Location } from '../model/s3-location.ts'
import type { SamResource } from '../model/sam-resource.ts'
import { type Dict, isDict, isTruthy, type Value } from '../python/values.ts'
import type { SamType, Translated } from '../sam-types.ts'

const textOrMap = oneOf(isText, isMap)

/** Source: SAM, "AWS::Serverless::LayerVersion". */
export const serverlessLayerVersion: SamType = {
  type: 'AWS::Serverless::LayerVersion',
  rules: {
    LayerName: optional(textOrMap),
    Description: optional(isText),
    PublishLambdaVersion: optional(isBoolean),
    ContentUri: required(textOrMap),
    CompatibleArchitectures: optional(listOf(textOrMap)),
    CompatibleRuntimes: optional(listOf(textOrMap)),
    LicenseInfo: optional(isText),
    RetentionPolicy: optional(isText),
  },
  translate,
}

function translate(resource: SamResource, context: Context): Translated {
  const { logicalId: oldId, dependsOn, properties } = resource
  for (const name of ['LayerName', 'LicenseInfo', 'Description', 'RetentionPolicy'])
    resolveText(oldId, properties, name, context)
  const retention = retentionPolicy(oldId, resource.get('RetentionPolicy'))
  const attributes = resource.passedOn
  attributes.DeletionPolicy = retention ?? attributes.DeletionPolicy ?? 'Retain'
  const logicalId = context.hashedId(oldId, hashed(resource))
  const name = resource.get('LayerName')
  const layer = new Resource(lambdaLayerVersion, logicalId, {
    dependsOn,
    attributes,
    properties: {
      LayerName: isTruthy(name) ? name : oldId,
      Description: resource.get('Description'),
      Content: s3Location(resource.get('ContentUri'), logicalId, 'ContentUri'),
      CompatibleArchitectures: resource.get('CompatibleArchitectures'),
      CompatibleRuntimes: resource.get('CompatibleRuntimes'),
      LicenseInfo: resource.get('LicenseInfo'),
    },
  })
  checkArchitectures(logicalId, resource.get('CompatibleArchitectures'))
  return { resources: [layer], logicalId }
}

/** A property that may be a parameter's value. @throws InvalidResource when that is no text */
function resolveText(logicalId: string, properties: Dict, name: string, context: Context): void {
  const given = properties[name] ?? null
  if (!isTruthy(given)) return
  const value = context.resolveParameters(given)
  if (typeof value !== 'string' && !isDict(value)) {
    throw new InvalidResource(
      logicalId,
      `Could not resolve parameter for '${name}' or parameter is not a String.`,
    )
  }
  properties[name] = value
}

/** The resource as its logical id is a hash of it: without what says nothing of the layer's content. */
function hashed(resource: SamResource): Dict {
  const { logicalId, type, dependsOn, attributes, properties } = resource
  const { DeletionPolicy, UpdateReplacePolicy, Metadata, ...kept } = attributes
  const written: Dict = { Type: type, ...kept, Properties: withoutNone(properties) }
  if (isTruthy(dependsOn)) written.DependsOn = dependsOn as Value
  return { [logicalId]: written }
}

function retentionPolicy(logicalId: string, given: Value): string | undefined {
  const options = "['Retain', 'Delete']"
  if (isIntrinsic(given)) {
    throw new InvalidResource(
      logicalId,
      `'RetentionPolicy' does not accept intrinsic functions, please use one of the following options: ${options}`,
    )
  }
  if (given === null) return undefined
  if (typeof given !== 'string') {
    throw new InvalidResource(
      logicalId,
      `Invalid 'RetentionPolicy' type, please use one of the following options: ${options}`,
    )
  }
  const found = ['Retain', 'Delete'].find((option) => option.toLowerCase() === given.toLowerCase())
  if (!found) {
    throw new InvalidResource(
      logicalId,
      `'RetentionPolicy' must be one of the following options: ${options}.`,
    )
  }
  return found
}

function checkArchitectures(logicalId: string, given: Value): void {
  if (!isTruthy(given) || isIntrinsic(given)) return
  const architectures = Array.isArray(given) ? given : isDict(given) ? Object.keys(given) : []
  for (const architecture of architectures) {
    if (isIntrinsic(architecture) || architecture === 'arm64' || architecture === 'x86_64') continue
    throw new InvalidResource(logicalId, "CompatibleArchitectures needs to be a list of 'x86_64' or 'arm64'")
  }
}
