import type { Found } from '../../gateway/index.ts'

/** How what an operation makes is found again. */
export const foundAgain: Readonly<Record<string, Found>> = {
  CreateRestApi: { get: 'GetRestApi', member: 'restApiId', length: 10 },
  ImportRestApi: { get: 'GetRestApi', member: 'restApiId', length: 10 },
  CreateResource: { get: 'GetResource', member: 'resourceId', length: 6 },
  CreateRequestValidator: { get: 'GetRequestValidator', member: 'requestValidatorId', length: 6 },
  CreateAuthorizer: { get: 'GetAuthorizer', member: 'authorizerId', length: 6 },
  CreateDeployment: { get: 'GetDeployment', member: 'deploymentId', length: 6 },
  CreateDocumentationPart: { get: 'GetDocumentationPart', member: 'documentationPartId', length: 6 },
  CreateApiKey: { get: 'GetApiKey', member: 'apiKey', length: 10 },
  CreateUsagePlan: { get: 'GetUsagePlan', member: 'usagePlanId', length: 6 },
  CreateVpcLink: { get: 'GetVpcLink', member: 'vpcLinkId', length: 6 },
  GenerateClientCertificate: { get: 'GetClientCertificate', member: 'clientCertificateId', length: 6 },
}
