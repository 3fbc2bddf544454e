import { ref } from '../intrinsics/build.ts'
import { attribute, type ResourceKind } from '../model/resource.ts'

/** AWS::AppSync::GraphQLApi. */
export const graphQlApi: ResourceKind = { type: 'AWS::AppSync::GraphQLApi', tags: true }
/** AWS::AppSync::GraphQLSchema. */
export const graphQlSchema: ResourceKind = { type: 'AWS::AppSync::GraphQLSchema' }
/** AWS::AppSync::DataSource. */
export const graphQlDataSource: ResourceKind = {
  type: 'AWS::AppSync::DataSource',
  arn: attribute('DataSourceArn'),
  name: attribute('Name'),
}
/** AWS::AppSync::FunctionConfiguration. */
export const graphQlFunction: ResourceKind = { type: 'AWS::AppSync::FunctionConfiguration' }
/** AWS::AppSync::Resolver. */
export const graphQlResolver: ResourceKind = { type: 'AWS::AppSync::Resolver' }
/** AWS::AppSync::ApiKey. */
export const graphQlApiKey: ResourceKind = { type: 'AWS::AppSync::ApiKey' }
/** AWS::AppSync::DomainName. */
export const graphQlDomainName: ResourceKind = { type: 'AWS::AppSync::DomainName', name: ref }
/** AWS::AppSync::DomainNameApiAssociation. */
export const graphQlDomainNameAssociation: ResourceKind = { type: 'AWS::AppSync::DomainNameApiAssociation' }
/** AWS::AppSync::ApiCache. */
export const graphQlApiCache: ResourceKind = { type: 'AWS::AppSync::ApiCache' }
