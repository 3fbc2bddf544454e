/** The resource types whose operations differ in little but their names. Source: CloudFormation template reference, AWS::ApiGateway::…. */
import type { UsagePlan } from '@aws-sdk/client-api-gateway'
import type { JsonObject } from '../../../base/json.ts'
import { documentText, tagList } from '../../../dispatch/index.ts'
import { madePart } from './made-part.ts'
import { inputOf, loweredObject, propertiesOf } from './naming.ts'
import { listPatches, valuePatches } from './patching.ts'
import { planPatches } from './plan-patches.ts'

export const resource = madePart({
  name: 'Resource',
  list: 'GetResources',
  member: 'resourceId',
  attribute: 'ResourceId',
  ofApi: true,
  identifier: ['RestApiId', 'ResourceId'],
  input: (properties) => inputOf(properties, 'ParentId', 'PathPart'),
  // Every change is another resource.
  patches: () => [],
  shown: (answer) => propertiesOf(answer, 'ParentId', 'PathPart'),
})

export const requestValidator = madePart({
  name: 'RequestValidator',
  list: 'GetRequestValidators',
  member: 'requestValidatorId',
  attribute: 'RequestValidatorId',
  ofApi: true,
  identifier: ['RestApiId', 'RequestValidatorId'],
  input: (properties) => inputOf(properties, 'Name', 'ValidateRequestBody', 'ValidateRequestParameters'),
  patches: (previous, next) =>
    valuePatches(previous, next, {
      ValidateRequestBody: ['/validateRequestBody', 'false'],
      ValidateRequestParameters: ['/validateRequestParameters', 'false'],
    }),
  shown: (answer) => propertiesOf(answer, 'Name', 'ValidateRequestBody', 'ValidateRequestParameters'),
})

const authorizerMembers = [
  'AuthType',
  'AuthorizerCredentials',
  'AuthorizerResultTtlInSeconds',
  'AuthorizerUri',
  'IdentitySource',
  'IdentityValidationExpression',
  'Name',
  'ProviderARNs',
  'Type',
] as const

export const authorizer = madePart({
  name: 'Authorizer',
  list: 'GetAuthorizers',
  member: 'authorizerId',
  attribute: 'AuthorizerId',
  ofApi: true,
  identifier: ['RestApiId', 'AuthorizerId'],
  input: (properties) => inputOf(properties, ...authorizerMembers),
  patches: (previous, next) => [
    ...valuePatches(previous, next, {
      Name: '/name',
      Type: '/type',
      AuthType: '/authType',
      AuthorizerUri: '/authorizerUri',
      AuthorizerCredentials: '/authorizerCredentials',
      IdentitySource: '/identitySource',
      IdentityValidationExpression: '/identityValidationExpression',
      AuthorizerResultTtlInSeconds: ['/authorizerResultTtlInSeconds', '300'],
    }),
    ...listPatches(previous.ProviderARNs, next.ProviderARNs, '/providerARNs', true),
  ],
  shown: (answer) => propertiesOf(answer, ...authorizerMembers),
})

export const documentationPart = madePart({
  name: 'DocumentationPart',
  list: 'GetDocumentationParts',
  member: 'documentationPartId',
  attribute: 'DocumentationPartId',
  ofApi: true,
  identifier: ['DocumentationPartId', 'RestApiId'],
  input: (properties) => ({
    location: loweredObject(properties.Location) ?? {},
    properties: documentText(properties.Properties),
  }),
  patches: (previous, next) => valuePatches(previous, next, { Properties: '/properties' }),
  shown: (answer) => {
    const { location = {}, properties } = answer as { location?: JsonObject; properties?: string }
    return {
      Location: Object.fromEntries(
        Object.entries(location).map(([name, value]) => [
          `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
          value ?? '',
        ]),
      ),
      ...(properties === undefined ? {} : { Properties: properties }),
    }
  },
})

export const apiKey = madePart({
  name: 'ApiKey',
  list: 'GetApiKeys',
  member: 'apiKey',
  attribute: 'APIKeyId',
  input: (properties, request) => ({
    ...inputOf(properties, 'CustomerId', 'Description', 'Enabled', 'GenerateDistinctId', 'Value'),
    name: String(properties.Name ?? request.name()),
    ...(properties.StageKeys === undefined ? {} : { stageKeys: loweredObject(properties.StageKeys) ?? [] }),
  }),
  patches: (previous, next) => [
    ...valuePatches(previous, next, {
      CustomerId: '/customerId',
      Description: '/description',
      Enabled: ['/enabled', 'false'],
    }),
    ...listPatches(stageKeys(previous.StageKeys), stageKeys(next.StageKeys), '/stages', true),
  ],
  shown: (answer) => ({
    ...propertiesOf(answer, 'CustomerId', 'Description', 'Enabled', 'Name'),
    ...tagsShown(answer),
  }),
  tagged: 'apikeys',
})

function stageKeys(given: unknown): string[] {
  return ((given ?? []) as readonly JsonObject[]).map(
    ({ RestApiId, StageName }) => `${String(RestApiId)}/${String(StageName)}`,
  )
}

function tagsShown(answer: object) {
  const { tags = {} } = answer as { tags?: Readonly<Record<string, string>> }
  return Object.keys(tags).length > 0 ? { Tags: tagList(tags) } : {}
}

export const usagePlan = madePart({
  name: 'UsagePlan',
  list: 'GetUsagePlans',
  member: 'usagePlanId',
  attribute: 'Id',
  input: (properties, request) => ({
    name: String(properties.UsagePlanName ?? request.name()),
    ...inputOf(properties, 'Description'),
    ...(properties.ApiStages === undefined
      ? {}
      : {
          apiStages: ((properties.ApiStages ?? []) as readonly JsonObject[]).map(
            ({ Throttle, ...stage }) => ({
              ...inputOf(stage as JsonObject & Record<string, never>, 'ApiId', 'Stage'),
              ...(Throttle === undefined
                ? {}
                : {
                    throttle: Object.fromEntries(
                      Object.entries(Throttle as JsonObject).map(([method, limits]) => [
                        method,
                        loweredObject(limits) ?? {},
                      ]),
                    ),
                  }),
            }),
          ),
        }),
    ...(properties.Quota === undefined ? {} : { quota: loweredObject(properties.Quota) ?? {} }),
    ...(properties.Throttle === undefined ? {} : { throttle: loweredObject(properties.Throttle) ?? {} }),
  }),
  patches: planPatches,
  shown: (answer) => {
    const { name = '' } = answer as { name?: string }
    return { UsagePlanName: name, ...propertiesOf(answer, 'Description'), ...tagsShown(answer) }
  },
  tagged: 'usageplans',
  async empty({ call }, usagePlanId) {
    const { apiStages = [] } = await call<UsagePlan>('apigateway:GetUsagePlan', { usagePlanId })
    const patchOperations = apiStages.map(({ apiId, stage }) => ({
      op: 'remove',
      path: '/apiStages',
      value: `${apiId}:${stage}`,
    }))
    if (patchOperations.length > 0) await call('apigateway:UpdateUsagePlan', { usagePlanId, patchOperations })
  },
})

export const clientCertificate = madePart({
  name: 'ClientCertificate',
  create: 'GenerateClientCertificate',
  list: 'GetClientCertificates',
  member: 'clientCertificateId',
  answered: 'clientCertificateId',
  attribute: 'ClientCertificateId',
  input: (properties) => inputOf(properties, 'Description'),
  patches: (previous, next) => valuePatches(previous, next, { Description: '/description' }),
  shown: (answer) => ({ ...propertiesOf(answer, 'Description'), ...tagsShown(answer) }),
  tagged: 'clientcertificates',
})

export const vpcLink = madePart({
  name: 'VpcLink',
  list: 'GetVpcLinks',
  member: 'vpcLinkId',
  attribute: 'VpcLinkId',
  input: (properties) => inputOf(properties, 'Name', 'Description', 'TargetArns'),
  patches: (previous, next) => valuePatches(previous, next, { Name: '/name', Description: '/description' }),
  shown: (answer) => ({ ...propertiesOf(answer, 'Name', 'Description', 'TargetArns'), ...tagsShown(answer) }),
  tagged: 'vpclinks',
  recordOnly: true,
})

/** A schema as operations take it. */
export function schemaText(properties: Readonly<Record<string, unknown>>): string {
  return documentText(properties.Schema as JsonObject | string | undefined)
}
