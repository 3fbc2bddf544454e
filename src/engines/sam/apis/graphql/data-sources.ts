import { graphQlDataSource } from '../../cloudformation/appsync.ts'
import { iamRole } from '../../cloudformation/iam.ts'
import { connectorResources, serverlessConnector } from '../../connectors/connector.ts'
import type { Context } from '../../context.ts'
import { ref, sub } from '../../intrinsics/build.ts'
import { Resource } from '../../model/resource.ts'
import { readSamResource, type SamResource } from '../../model/sam-resource.ts'
import { arnText } from '../../partitions.ts'
import { serviceTrust } from '../../policies/documents.ts'
import { type Dict, isTruthy, type Value } from '../../python/values.ts'

/** What data sources of a GraphQL API are made with. */
export interface DataSourceParts {
  readonly api: SamResource
  /** What stands for the API's id. */
  readonly apiId: Value
  readonly context: Context
  /** What stands for names of data sources, by their names in the template. */
  readonly names: Map<string, Value>
}

/** Data sources for tables and functions, with their roles. @throws InvalidResource */
export function dataSourceResources(sources: Dict, parts: DataSourceParts): Resource[] {
  const tables = Object.entries((sources.DynamoDb ?? {}) as Dict)
  const functions = Object.entries((sources.Lambda ?? {}) as Dict)
  return [
    ...tables.flatMap(([name, source]) => tableSource(name, source as Dict, parts)),
    ...functions.flatMap(([name, source]) => functionSource(name, source as Dict, parts)),
  ]
}

function tableSource(name: string, source: Dict, parts: DataSourceParts): Resource[] {
  const region = isTruthy(source.Region) ? (source.Region as Value) : ref('AWS::Region')
  const config: Dict = { AwsRegion: region, TableName: source.TableName as Value }
  if (isTruthy(source.UseCallerCredentials))
    config.UseCallerCredentials = source.UseCallerCredentials as Value
  if (isTruthy(source.Versioned)) config.Versioned = source.Versioned as Value
  if (source.DeltaSync) config.DeltaSyncConfig = source.DeltaSync
  const made = dataSource(name, source, { ...parts, type: 'AMAZON_DYNAMODB', suffix: 'DynamoDBDataSource' })
  made.properties.DynamoDBConfig = config
  const arn = isTruthy(source.TableArn)
    ? (source.TableArn as Value)
    : sub(arnText('${AWS::Partition}', 'dynamodb', 'table/${__TableName__}', { region: '${__Region__}' }), {
        __TableName__: source.TableName as Value,
        __Region__: region,
      })
  const permissions = isTruthy(source.Permissions) ? (source.Permissions as Value) : ['Read', 'Write']
  return withRole(made, source, parts, {
    connector: `${made.logicalId}ToTableConnector`,
    destination: { Type: 'AWS::DynamoDB::Table', Arn: arn },
    permissions,
  })
}

function functionSource(name: string, source: Dict, parts: DataSourceParts): Resource[] {
  const made = dataSource(name, source, { ...parts, type: 'AWS_LAMBDA', suffix: 'LambdaDataSource' })
  made.properties.LambdaConfig = { LambdaFunctionArn: source.FunctionArn as Value }
  return withRole(made, source, parts, {
    connector: `${made.logicalId}ToLambdaConnector`,
    destination: { Type: 'AWS::Lambda::Function', Arn: source.FunctionArn as Value },
    permissions: ['Write'],
  })
}

function dataSource(
  name: string,
  source: Dict,
  { api, apiId, names, type, suffix }: DataSourceParts & { readonly type: string; readonly suffix: string },
): Resource {
  const made = new Resource(graphQlDataSource, `${api.logicalId}${name}${suffix}`, {
    dependsOn: api.dependsOn,
    attributes: api.attributes,
    properties: {
      Name: isTruthy(source.Name) ? (source.Name as Value) : name,
      Type: type,
      ApiId: apiId,
      Description: source.Description ?? null,
    },
  })
  names.set(name, made.name)
  return made
}

interface RoleParts {
  readonly connector: string
  readonly destination: Dict
  readonly permissions: Value
}

/** A data source works by the role that the template gives, or by one of its own. */
function withRole(
  made: Resource,
  source: Dict,
  { api, context }: DataSourceParts,
  { connector, destination, permissions }: RoleParts,
): Resource[] {
  if (isTruthy(source.ServiceRoleArn)) {
    made.properties.ServiceRoleArn = source.ServiceRoleArn as Value
    return [made]
  }
  const role = new Resource(iamRole, `${made.logicalId}Role`, {
    dependsOn: api.dependsOn,
    attributes: api.attributes,
    properties: { AssumeRolePolicyDocument: serviceTrust('appsync.amazonaws.com') },
  })
  made.properties.ServiceRoleArn = role.arn
  const connection = readSamResource(serverlessConnector, connector, {
    Type: serverlessConnector.type,
    Properties: {
      Source: { Type: 'AWS::AppSync::DataSource', Arn: made.arn, RoleName: role.name },
      Destination: destination,
      Permissions: permissions,
    },
  })
  return [made, role, ...connectorResources(connection, context)]
}
