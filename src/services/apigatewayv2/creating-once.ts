import type { Found } from '../../gateway/index.ts'

/** How what an operation makes is found again. */
export const foundAgain: Readonly<Record<string, Found>> = {
  CreateApi: { get: 'GetApi', member: 'ApiId', length: 10 },
  ImportApi: { get: 'GetApi', member: 'ApiId', length: 10 },
  CreateApiMapping: { get: 'GetApiMapping', member: 'ApiMappingId', length: 6 },
  CreateAuthorizer: { get: 'GetAuthorizer', member: 'AuthorizerId', length: 6 },
  CreateDeployment: { get: 'GetDeployment', member: 'DeploymentId', length: 6 },
  CreateIntegration: { get: 'GetIntegration', member: 'IntegrationId', length: 7 },
  CreateIntegrationResponse: { get: 'GetIntegrationResponse', member: 'IntegrationResponseId', length: 7 },
  CreateModel: { get: 'GetModel', member: 'ModelId', length: 6 },
  CreateRoute: { get: 'GetRoute', member: 'RouteId', length: 7 },
  CreateRouteResponse: { get: 'GetRouteResponse', member: 'RouteResponseId', length: 7 },
  CreateVpcLink: { get: 'GetVpcLink', member: 'VpcLinkId', length: 6 },
}
