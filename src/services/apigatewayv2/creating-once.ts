/**
 * Creating that may be asked for twice: API Gateway's operations have no tokens, and CloudFormation makes an attempt again when a
 * server was killed in the middle. The ids of what is made follow from a token, so the second attempt finds what the first one made.
 */
import { AwsError } from '../../aws/aws-error.ts'
import type { Operation, OperationContext } from '../../dispatch/index.ts'
import { badRequest } from './errors.ts'
import { newId, randomOf } from './ids.ts'

/** How what an operation makes is found again. */
const found: Readonly<
  Record<string, { readonly get: string; readonly member: string; readonly length: number }>
> = {
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

/** What is asked: an operation that creates, its input, and a token that is the same for each attempt. */
export interface CreateOnce {
  readonly operation: string
  readonly input: object
  readonly token: string
}

type Table = Readonly<Record<string, Operation<never, object>>>

/** Runs an operation that creates, or answers what it made before. Fails as the operation does. */
export function createOnce(operations: Table) {
  return async ({ operation, input, token }: CreateOnce, context: OperationContext): Promise<object> => {
    const how = found[operation]
    const create = operations[operation]
    const get = how && operations[how.get]
    if (!how || !create || !get) throw badRequest(`${operation} makes nothing that is found again`)
    const { accountId, region } = context
    const seed = JSON.stringify([accountId, region, operation, token])
    const id = newId(randomOf(seed), how.length)
    try {
      return await get({ ...input, [how.member]: id } as never, context)
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'NotFoundException') throw error
    }
    return create(input as never, { ...context, random: randomOf(seed) })
  }
}
