import type {
  Authorizer,
  GatewayResponse,
  Model,
  RequestValidator,
  Resource,
  RestApi,
} from '@aws-sdk/client-api-gateway'

/** An API as a deployment keeps it. */
export interface DeployedApi {
  readonly restApi: RestApi
  /** All of them, with their methods, integrations and responses. */
  readonly resources: readonly Resource[]
  readonly models: readonly Model[]
  readonly requestValidators: readonly RequestValidator[]
  readonly authorizers: readonly Authorizer[]
  /** Those that were customised. */
  readonly gatewayResponses: readonly GatewayResponse[]
}
