/** The parts of an API, as its operations name them. Source: API Gateway V2 API Reference. */
/** The kinds of entries of an API. */
export type EntryKind =
  | 'api'
  | 'route'
  | 'integration'
  | 'authorizer'
  | 'model'
  | 'stage'
  | 'deployment'
  | 'routeResponse'
  | 'integrationResponse'

/** What the operations of one kind of part have in common. */
export interface PartKind {
  readonly kind: Exclude<EntryKind, 'api'>
  /** `Route`, in messages. */
  readonly title: string
  /** The member that holds its id. */
  readonly idMember: string
  /** Unit: characters. 0: its id is given by who makes it. */
  readonly idLength: number
  /** The member that holds the id of what it belongs to, beside the API. */
  readonly parentMember?: 'RouteId' | 'IntegrationId'
  /** Members that a request may set. */
  readonly members: readonly string[]
}

export const routeKind: PartKind = {
  kind: 'route',
  title: 'Route',
  idMember: 'RouteId',
  idLength: 7,
  members: [
    'ApiKeyRequired',
    'AuthorizationScopes',
    'AuthorizationType',
    'AuthorizerId',
    'ModelSelectionExpression',
    'OperationName',
    'RequestModels',
    'RequestParameters',
    'RouteKey',
    'RouteResponseSelectionExpression',
    'Target',
  ],
}

export const integrationKind: PartKind = {
  kind: 'integration',
  title: 'Integration',
  idMember: 'IntegrationId',
  idLength: 7,
  members: [
    'ConnectionId',
    'ConnectionType',
    'ContentHandlingStrategy',
    'CredentialsArn',
    'Description',
    'IntegrationMethod',
    'IntegrationSubtype',
    'IntegrationType',
    'IntegrationUri',
    'PassthroughBehavior',
    'PayloadFormatVersion',
    'RequestParameters',
    'RequestTemplates',
    'ResponseParameters',
    'TemplateSelectionExpression',
    'TimeoutInMillis',
    'TlsConfig',
  ],
}

export const authorizerKind: PartKind = {
  kind: 'authorizer',
  title: 'Authorizer',
  idMember: 'AuthorizerId',
  idLength: 6,
  members: [
    'AuthorizerCredentialsArn',
    'AuthorizerPayloadFormatVersion',
    'AuthorizerResultTtlInSeconds',
    'AuthorizerType',
    'AuthorizerUri',
    'EnableSimpleResponses',
    'IdentitySource',
    'IdentityValidationExpression',
    'JwtConfiguration',
    'Name',
  ],
}

export const modelKind: PartKind = {
  kind: 'model',
  title: 'Model',
  idMember: 'ModelId',
  idLength: 6,
  members: ['ContentType', 'Description', 'Name', 'Schema'],
}

export const stageKind: PartKind = {
  kind: 'stage',
  title: 'stage',
  idMember: 'StageName',
  idLength: 0,
  members: [
    'AccessLogSettings',
    'AutoDeploy',
    'ClientCertificateId',
    'DefaultRouteSettings',
    'DeploymentId',
    'Description',
    'RouteSettings',
    'StageName',
    'StageVariables',
    'Tags',
  ],
}

export const deploymentKind: PartKind = {
  kind: 'deployment',
  title: 'Deployment',
  idMember: 'DeploymentId',
  idLength: 6,
  members: ['Description'],
}

export const routeResponseKind: PartKind = {
  kind: 'routeResponse',
  title: 'RouteResponse',
  idMember: 'RouteResponseId',
  idLength: 7,
  parentMember: 'RouteId',
  members: ['ModelSelectionExpression', 'ResponseModels', 'ResponseParameters', 'RouteResponseKey'],
}

export const integrationResponseKind: PartKind = {
  kind: 'integrationResponse',
  title: 'IntegrationResponse',
  idMember: 'IntegrationResponseId',
  idLength: 7,
  parentMember: 'IntegrationId',
  members: [
    'ContentHandlingStrategy',
    'IntegrationResponseKey',
    'ResponseParameters',
    'ResponseTemplates',
    'TemplateSelectionExpression',
  ],
}
