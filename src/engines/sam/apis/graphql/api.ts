import {
  graphQlApi,
  graphQlApiCache,
  graphQlApiKey,
  graphQlDomainName,
  graphQlDomainNameAssociation,
  graphQlSchema,
} from '../../cloudformation/appsync.ts'
import { iamRole } from '../../cloudformation/iam.ts'
import type { Context } from '../../context.ts'
import { InvalidResource } from '../../errors.ts'
import { getAtt, sub } from '../../intrinsics/build.ts'
import { isBoolean, isMap, isText, oneOf, passThrough, strict } from '../../model/properties.ts'
import { Resource, type ResourceKind, tagList } from '../../model/resource.ts'
import type { SamResource } from '../../model/sam-resource.ts'
import { serviceTrust } from '../../policies/documents.ts'
import { type Dict, isDict, isTruthy, put, type Value } from '../../python/values.ts'
import type { SamType } from '../../sam-types.ts'
import { lambdaAuthResources, readGraphQlAuth } from './auth.ts'
import { dataSourceResources } from './data-sources.ts'
import { GraphQlCode } from './functions.ts'
import { graphQlProperties } from './properties.ts'
import { given, ShapeMismatch } from './shapes.ts'

/** AWS::Serverless::GraphQLApi. Source: SAM Developer Guide, "AWS::Serverless::GraphQLApi". */
export const serverlessGraphQlApi: SamType = {
  type: 'AWS::Serverless::GraphQLApi',
  ignoresUnknown: true,
  rules: {
    Name: passThrough,
    Tags: strict(isMap),
    XrayEnabled: passThrough,
    Auth: strict(isMap, true),
    SchemaInline: strict(isText),
    SchemaUri: strict(isText),
    Logging: strict(oneOf(isMap, isBoolean)),
    DataSources: strict(isMap),
    Functions: strict(isMap),
    Resolvers: strict(isMap),
    ApiKeys: strict(isMap),
    DomainName: strict(isMap),
    Cache: strict(isMap),
    Visibility: passThrough,
    OwnerContact: passThrough,
    IntrospectionConfig: passThrough,
    QueryDepthLimit: passThrough,
    ResolverCountLimit: passThrough,
  },
  translate: (api, context) => ({ resources: graphQlResources(api, context) }),
}

function graphQlResources(api: SamResource, context: Context): Resource[] {
  const config = readProperties(api)
  const apiId = getAtt(api.logicalId, 'ApiId')
  const make = (kind: ResourceKind, id: string, properties: Dict) =>
    new Resource(kind, id, { dependsOn: api.dependsOn, attributes: api.attributes, properties })
  const auth = readGraphQlAuth(api.logicalId, config.Auth as Dict)
  const role = make(iamRole, `${api.logicalId}CloudWatchRole`, {
    AssumeRolePolicyDocument: serviceTrust('appsync.amazonaws.com'),
    ManagedPolicyArns: [
      sub('arn:${AWS::Partition}:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs'),
    ],
  })
  const roleArn = role.arn
  const made = make(graphQlApi, api.logicalId, { ...apiProperties(api, config), ...auth.properties })
  const logging = logConfig(config.Logging ?? null, roleArn)
  if (logging) made.properties.LogConfig = logging
  checkSchema(api, config)
  const schema = make(graphQlSchema, `${api.logicalId}Schema`, {
    ApiId: apiId,
    Definition: config.SchemaInline ?? null,
    DefinitionS3Location: config.SchemaUri ?? null,
  })
  const resources = [made, schema]
  for (const [index, arn] of auth.functionArns.entries()) {
    resources.push(...lambdaAuthResources(api.logicalId, arn, index + 1, context))
  }
  if (logging?.CloudWatchLogsRoleArn === roleArn) resources.push(role)
  for (const [name, key] of Object.entries((config.ApiKeys ?? {}) as Dict)) {
    const { ApiKeyId: id = null, Description: description = null, ExpiresOn: expires = null } = key as Dict
    const properties = { ApiId: apiId, ApiKeyId: id, Description: description, Expires: expires }
    resources.push(make(graphQlApiKey, `${api.logicalId}${name}`, properties))
  }
  if (config.Cache) {
    resources.push(
      make(graphQlApiCache, `${api.logicalId}ApiCache`, { ApiId: apiId, ...(config.Cache as Dict) }),
    )
  }
  const names = new Map<string, Value>()
  if (config.DataSources) {
    resources.push(...dataSourceResources(config.DataSources as Dict, { api, apiId, context, names }))
  }
  if (config.DomainName) {
    const domain = make(graphQlDomainName, `${api.logicalId}DomainName`, config.DomainName as Dict)
    const association = { ApiId: apiId, DomainName: domain.name }
    resources.push(
      domain,
      make(graphQlDomainNameAssociation, `${api.logicalId}DomainNameApiAssociation`, association),
    )
  }
  const code = new GraphQlCode(api, apiId, names)
  resources.push(...code.functions((config.Functions ?? {}) as Dict))
  resources.push(...code.resolvers((config.Resolvers ?? {}) as Dict, schema.logicalId))
  if (code.noDataSource) resources.push(code.noDataSource)
  return resources
}

function readProperties(api: SamResource): Dict {
  try {
    return graphQlProperties(given(api.properties), []) as Dict
  } catch (error) {
    if (!(error instanceof ShapeMismatch)) throw error
    throw new InvalidResource(api.logicalId, `Property '${error.path}' is invalid.`)
  }
}

function apiProperties(api: SamResource, config: Dict): Dict {
  const properties: Dict = {
    Name: isTruthy(config.Name) ? (config.Name as Value) : api.logicalId,
    XrayEnabled: config.XrayEnabled ?? null,
  }
  for (const name of [
    'Visibility',
    'OwnerContact',
    'IntrospectionConfig',
    'QueryDepthLimit',
    'ResolverCountLimit',
  ]) {
    if (isTruthy(config[name])) properties[name] = config[name] as Value
  }
  const tags: Dict = { ...((config.Tags ?? {}) as Dict) }
  put(tags, 'graphqlapi:createdBy', 'SAM')
  properties.Tags = tagList(tags)
  return properties
}

/** What is logged, and by which role; nothing when the template wants no logs. */
function logConfig(logging: Value, ownRoleArn: Value): Dict | undefined {
  if (logging === false) return undefined
  const config = isDict(logging) ? logging : {}
  const properties: Dict = {
    FieldLogLevel: isTruthy(config.FieldLogLevel) ? (config.FieldLogLevel as Value) : 'ALL',
    CloudWatchLogsRoleArn: isTruthy(config.CloudWatchLogsRoleArn)
      ? (config.CloudWatchLogsRoleArn as Value)
      : ownRoleArn,
  }
  if (isTruthy(config.ExcludeVerboseContent)) {
    properties.ExcludeVerboseContent = config.ExcludeVerboseContent as Value
  }
  return properties
}

function checkSchema(api: SamResource, { SchemaInline: inline, SchemaUri: uri }: Dict): void {
  if (!isTruthy(inline) && !isTruthy(uri)) {
    throw new InvalidResource(api.logicalId, "One of 'SchemaInline' or 'SchemaUri' must be set.")
  }
  if (isTruthy(inline) && isTruthy(uri)) {
    throw new InvalidResource(
      api.logicalId,
      "Both 'SchemaInline' and 'SchemaUri' cannot be defined at the same time.",
    )
  }
}
