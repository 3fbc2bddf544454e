import { APIGateway, type PatchOperation } from '@aws-sdk/client-api-gateway'
import type { TestServer } from '../../support/server.ts'

export { refused } from '../../support/refused.ts'

let accounts = 0

/** An account with its client. */
export class Account {
  readonly id = String(360_000_000_000 + accounts++)
  readonly gateway: APIGateway

  constructor(server: TestServer) {
    this.gateway = new APIGateway(server.config({ account: this.id }))
  }

  /** The address of a function's invocations, as integrations name it. */
  functionUri(name: string): string {
    return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${this.id}:function:${name}/invocations`
  }

  /** Makes an API. Answers its id and its root's. */
  async api(name: string): Promise<{ readonly restApiId: string; readonly root: string }> {
    const { id: restApiId = '', rootResourceId: root = '' } = await this.gateway.createRestApi({ name })
    return { restApiId, root }
  }

  /** Makes an API with a method that answers by itself. */
  async mockApi(
    name: string,
  ): Promise<{ readonly restApiId: string; readonly root: string; readonly place: Place }> {
    const { restApiId, root } = await this.api(name)
    const place = { restApiId, resourceId: root, httpMethod: 'GET' }
    await this.gateway.putMethod({ ...place, authorizationType: 'NONE' })
    await this.gateway.putIntegration({
      ...place,
      type: 'MOCK',
      requestTemplates: { 'application/json': '{"statusCode": 200}' },
    })
    return { restApiId, root, place }
  }

  /** The same, deployed to a stage. */
  async deployedApi(name: string, stageName = 'dev') {
    const made = await this.mockApi(name)
    const { id: deploymentId = '' } = await this.gateway.createDeployment({
      restApiId: made.restApiId,
      stageName,
    })
    return { ...made, deploymentId, stageName }
  }
}

/** Where a method is. */
export interface Place {
  readonly restApiId: string
  readonly resourceId: string
  readonly httpMethod: string
}

/** A patch operation. */
export function patch(op: string, path: string, value?: string): PatchOperation[] {
  return [{ op, path, ...(value === undefined ? {} : { value }) } as PatchOperation]
}
