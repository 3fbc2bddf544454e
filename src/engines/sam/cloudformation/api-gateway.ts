import { ref } from '../intrinsics/build.ts'
import type { ResourceKind } from '../model/resource.ts'

/** AWS::ApiGateway::RestApi. */
export const restApi: ResourceKind = { type: 'AWS::ApiGateway::RestApi', tags: true, name: ref }
/** AWS::ApiGateway::Stage. */
export const restStage: ResourceKind = { type: 'AWS::ApiGateway::Stage', tags: true, name: ref }
/** AWS::ApiGateway::Deployment. */
export const restDeployment: ResourceKind = { type: 'AWS::ApiGateway::Deployment' }
/** AWS::ApiGateway::DomainName. */
export const restDomainName: ResourceKind = { type: 'AWS::ApiGateway::DomainName', tags: true }
/** AWS::ApiGateway::DomainNameV2: a private domain. */
export const privateDomainName: ResourceKind = { type: 'AWS::ApiGateway::DomainNameV2', tags: true }
/** AWS::ApiGateway::BasePathMapping. */
export const basePathMapping: ResourceKind = { type: 'AWS::ApiGateway::BasePathMapping' }
/** AWS::ApiGateway::BasePathMappingV2: of a private domain. */
export const privateBasePathMapping: ResourceKind = { type: 'AWS::ApiGateway::BasePathMappingV2' }
/** AWS::ApiGateway::DomainNameAccessAssociation. */
export const domainAccessAssociation: ResourceKind = {
  type: 'AWS::ApiGateway::DomainNameAccessAssociation',
  tags: true,
}
/** AWS::ApiGateway::UsagePlan. */
export const usagePlan: ResourceKind = { type: 'AWS::ApiGateway::UsagePlan', tags: true }
/** AWS::ApiGateway::UsagePlanKey. */
export const usagePlanKey: ResourceKind = { type: 'AWS::ApiGateway::UsagePlanKey' }
/** AWS::ApiGateway::ApiKey. */
export const apiKey: ResourceKind = { type: 'AWS::ApiGateway::ApiKey', tags: true }

/** AWS::ApiGatewayV2::Api of an HTTP API, which has its tags in its document. */
export const httpApi: ResourceKind = { type: 'AWS::ApiGatewayV2::Api' }
/** AWS::ApiGatewayV2::Api of a WebSocket API. */
export const webSocketApi: ResourceKind = { type: 'AWS::ApiGatewayV2::Api', tags: 'map' }
/** AWS::ApiGatewayV2::Stage. */
export const v2Stage: ResourceKind = { type: 'AWS::ApiGatewayV2::Stage', tags: 'map' }
/** AWS::ApiGatewayV2::DomainName. */
export const v2DomainName: ResourceKind = { type: 'AWS::ApiGatewayV2::DomainName', tags: 'map' }
/** AWS::ApiGatewayV2::ApiMapping. */
export const v2ApiMapping: ResourceKind = { type: 'AWS::ApiGatewayV2::ApiMapping' }
/** AWS::ApiGatewayV2::Route. */
export const v2Route: ResourceKind = { type: 'AWS::ApiGatewayV2::Route' }
/** AWS::ApiGatewayV2::Integration. */
export const v2Integration: ResourceKind = { type: 'AWS::ApiGatewayV2::Integration' }
/** AWS::ApiGatewayV2::Authorizer. */
export const v2Authorizer: ResourceKind = { type: 'AWS::ApiGatewayV2::Authorizer' }

/** AWS::Route53::RecordSetGroup. */
export const recordSetGroup: ResourceKind = { type: 'AWS::Route53::RecordSetGroup' }
/** AWS::Cognito::UserPool. */
export const userPool: ResourceKind = { type: 'AWS::Cognito::UserPool' }
