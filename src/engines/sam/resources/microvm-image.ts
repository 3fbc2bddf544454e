/** AWS::Serverless::MicrovmImage. Source: SAM, "AWS::Serverless::MicrovmImage". */
import { iamRole } from '../cloudformation/iam.ts'
import { lambdaMicrovmImage } from '../cloudformation/lambda-platform.ts'
import type { Context } from '../context.ts'
import { InvalidResource } from '../errors.ts'
import { sub } from '../intrinsics/build.ts'
import { isBoolean, isList, isMap, isText, oneOf, strict } from '../model/properties.ts'
import { Resource, withoutNone } from '../model/resource.ts'
import type { SamResource } from '../model/sam-resource.ts'
import {
  booleanSchema,
  convertProperties,
  integerSchema,
  listSchema,
  literalSchema,
  mapSchema,
  objectSchema,
  orIntrinsic,
  type Schema,
  textSchema,
} from '../model/schema.ts'
import { combineTags } from '../model/tags.ts'
import { serviceTrust } from '../policies/documents.ts'
import { entriesOf } from '../python/memory.ts'
import { isDict, isTruthy, type Value } from '../python/values.ts'
import type { SamType, Translated } from '../sam-types.ts'
import { createdTags } from './operator-role.ts'

const text = orIntrinsic(textSchema)
const whole = orIntrinsic(integerSchema)
const textOrMap = oneOf(isText, isMap)

/** Hooks: each has a state and a time. */
function hooks(...names: readonly string[]): Schema {
  const state = orIntrinsic(literalSchema('ENABLED', 'DISABLED'))
  return objectSchema(
    Object.fromEntries(
      names.flatMap((name) => [
        [name, state],
        [`${name}TimeoutInSeconds`, whole],
      ]),
    ),
  )
}

const schema = objectSchema({
  'Name!': text,
  'CodeUri!': text,
  'BaseImageArn!': text,
  'BaseImageVersion!': text,
  BuildRoleArn: text,
  Description: text,
  Tags: mapSchema,
  Logging: objectSchema({
    Disabled: booleanSchema,
    CloudWatch: objectSchema({ LogGroup: text, LogStream: text }),
  }),
  EgressNetworkConnectors: listSchema(text),
  CpuConfigurations: listSchema(objectSchema({ 'Architecture!': orIntrinsic(literalSchema('ARM_64')) })),
  Resources: listSchema(objectSchema({ 'MinimumMemoryInMiB!': whole })),
  AdditionalOsCapabilities: listSchema(orIntrinsic(literalSchema('ALL'))),
  Hooks: objectSchema({
    Port: whole,
    MicrovmHooks: hooks('Run', 'Resume', 'Suspend', 'Terminate'),
    MicrovmImageHooks: hooks('Ready', 'Validate'),
  }),
  EnvironmentVariables: mapSchema,
  PropagateTags: booleanSchema,
})

/** AWS::Serverless::MicrovmImage. */
export const serverlessMicrovmImage: SamType = {
  type: 'AWS::Serverless::MicrovmImage',
  rules: {
    Name: strict(textOrMap, true),
    CodeUri: strict(textOrMap, true),
    BaseImageArn: strict(textOrMap, true),
    BuildRoleArn: strict(textOrMap),
    BaseImageVersion: strict(textOrMap, true),
    Description: strict(textOrMap),
    Tags: strict(isMap),
    Logging: strict(isMap),
    EgressNetworkConnectors: strict(isList),
    CpuConfigurations: strict(isList),
    Resources: strict(isList),
    AdditionalOsCapabilities: strict(isList),
    Hooks: strict(isMap),
    EnvironmentVariables: strict(isMap),
    PropagateTags: strict(isBoolean),
  },
  translate,
}

function translate(resource: SamResource, context: Context): Translated {
  const { logicalId, dependsOn, attributes } = resource
  convertProperties(logicalId, withoutNone(resource.properties), schema)
  const orElse = (name: string, otherwise: Value) =>
    isTruthy(resource.get(name)) ? resource.get(name) : otherwise
  const resources: Resource[] = []
  let roleArn = resource.get('BuildRoleArn')
  if (!isTruthy(roleArn)) {
    const role = buildRole(resource, context)
    resources.push(role)
    roleArn = role.arn
  }
  const environment = resource.get('EnvironmentVariables')
  const image = new Resource(lambdaMicrovmImage, logicalId, {
    dependsOn,
    attributes,
    properties: {
      Name: resource.get('Name'),
      CodeArtifact: { Uri: resource.get('CodeUri') },
      BaseImageArn: resource.get('BaseImageArn'),
      BuildRoleArn: roleArn,
      BaseImageVersion: resource.get('BaseImageVersion'),
      Description: orElse('Description', ''),
      Tags: createdTags(resource.get('Tags')),
      Logging: orElse('Logging', {}),
      EgressNetworkConnectors: orElse('EgressNetworkConnectors', []),
      CpuConfigurations: orElse('CpuConfigurations', []),
      Resources: orElse('Resources', []),
      AdditionalOsCapabilities: orElse('AdditionalOsCapabilities', []),
      Hooks: orElse('Hooks', {}),
      EnvironmentVariables: isDict(environment)
        ? entriesOf(environment).map(([key, value]) => ({ Key: key, Value: value }))
        : [],
    },
  })
  resources.push(image)
  combineTags(resources, resource.get('Tags'), resource.get('PropagateTags'))
  return { resources }
}

function buildRole(resource: SamResource, context: Context): Resource {
  return new Resource(iamRole, `${resource.logicalId}BuildRole`, {
    attributes: resource.passedOn,
    properties: {
      AssumeRolePolicyDocument: serviceTrust('lambda.amazonaws.com'),
      Policies: [
        {
          PolicyName: 'MicrovmImageBuildPolicy',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: ['s3:GetObject'], Resource: codeArn(resource, context) },
              {
                Effect: 'Allow',
                Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
                Resource: '*',
              },
            ],
          },
        },
      ],
      Tags: createdTags(null),
    },
  })
}

/** The objects of the code's bucket. */
function codeArn(resource: SamResource, context: Context): Value {
  const uri = resource.get('CodeUri')
  const resolved = isDict(uri) ? context.resolveParameters(uri) : uri
  if (typeof resolved === 'string' && resolved.startsWith('s3://')) {
    const [bucket = ''] = resolved.slice('s3://'.length).split('/', 1)
    if (bucket === '') {
      throw new InvalidResource(
        resource.logicalId,
        'CodeUri must be a valid S3 URI with a bucket name (e.g. s3://bucket/key.zip).',
      )
    }
    return sub(`arn:\${AWS::Partition}:s3:::${bucket}/*`)
  }
  return sub('arn:${AWS::Partition}:s3:::${Bucket}/*', {
    Bucket: { 'Fn::Select': [2, { 'Fn::Split': ['/', uri] }] },
  })
}
