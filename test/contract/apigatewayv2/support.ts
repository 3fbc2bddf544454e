import { ApiGatewayV2, type CreateRouteRequest } from '@aws-sdk/client-apigatewayv2'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import { type Reply, type Sent, sendAsHost } from '../../support/send-as-host.ts'
import type { TestServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'

export { refused } from '../../support/refused.ts'

let accounts = 0

/** An account with its clients, and requests to its APIs. */
export class Account {
  readonly id = String(350_000_000_000 + accounts++)
  readonly gateway: ApiGatewayV2
  readonly lambda: Lambda
  readonly #server: TestServer

  constructor(server: TestServer) {
    this.#server = server
    this.gateway = new ApiGatewayV2(server.config({ account: this.id }))
    this.lambda = new Lambda(server.config({ account: this.id }))
  }

  get config() {
    return this.#server.config({ account: this.id })
  }

  arn(name: string): string {
    return `arn:aws:lambda:us-east-1:${this.id}:function:${name}`
  }

  /** Makes a function, usually of Python, that API Gateway may invoke. */
  async makeFunction(
    FunctionName: string,
    source: string,
    Runtime: 'python3.13' | 'nodejs24.x' = 'python3.13',
  ): Promise<void> {
    await this.lambda.createFunction({
      FunctionName,
      Role: `arn:aws:iam::${this.id}:role/worker`,
      Runtime,
      Handler: 'index.handler',
      // Three seconds, the default, may be too few for a machine that is busy.
      Timeout: 20,
      Code: { ZipFile: zipOf({ [Runtime === 'python3.13' ? 'index.py' : 'index.mjs']: source }) },
    })
    await waitUntilFunctionActiveV2(
      { client: this.lambda, maxWaitTime: 60, minDelay: 0.02, maxDelay: 0.2 },
      { FunctionName },
    )
    await this.lambda.addPermission({
      FunctionName,
      StatementId: 'apis',
      Action: 'lambda:InvokeFunction',
      Principal: 'apigateway.amazonaws.com',
    })
  }

  /** Makes an API with a stage that deploys by itself. Answers its id. */
  async api(Name: string, stage = '$default'): Promise<string> {
    const { ApiId = '' } = await this.gateway.createApi({ Name, ProtocolType: 'HTTP' })
    await this.gateway.createStage({ ApiId, StageName: stage, AutoDeploy: true })
    return ApiId
  }

  /** Makes an integration with a function and a route that leads to it. Answers the route's id. */
  async route(
    ApiId: string,
    RouteKey: string,
    functionName: string,
    { version = '2.0', ...more }: Partial<CreateRouteRequest> & { readonly version?: string } = {},
  ): Promise<string> {
    const { IntegrationId } = await this.gateway.createIntegration({
      ApiId,
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: this.arn(functionName),
      PayloadFormatVersion: version,
    })
    const { RouteId = '' } = await this.gateway.createRoute({
      ApiId,
      RouteKey,
      Target: `integrations/${IntegrationId}`,
      ...more,
    })
    return RouteId
  }

  /** Sends a request to an API by its host name. */
  send(apiId: string, path: string, sent: Sent = {}): Promise<Reply> {
    return this.sendTo(`${apiId}.execute-api.us-east-1.localhost:${this.#server.port}`, path, sent)
  }

  /** Sends a request with this Host header. */
  sendTo(host: string, path: string, { headers, ...sent }: Sent = {}): Promise<Reply> {
    const json = typeof sent.body === 'string' ? { 'content-type': 'application/json' } : {}
    return sendAsHost(this.#server.port, host, path, { ...sent, headers: { ...json, ...headers } })
  }
}

/** A function that answers with its event. */
export const echo = 'def handler(event, context):\n    return event\n'

/** A function that does what the body's JSON says, and else answers with its event. */
export const obedient = `
import json

def handler(event, context):
    given = json.loads(event.get('body') or '{}')
    if 'fail' in given:
        raise Exception(given['fail'])
    if 'answer' in given:
        return given['answer']
    return {'statusCode': 200, 'headers': {'content-type': 'application/json'}, 'body': json.dumps(event)}
`
