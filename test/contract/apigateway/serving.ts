import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import type {
  Method,
  PutIntegrationRequest,
  PutIntegrationResponseRequest,
  PutMethodRequest,
} from '@aws-sdk/client-api-gateway'
import { Lambda, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda'
import type { TestServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { Account } from './support.ts'

export { refused } from '../../support/refused.ts'

/** What came back. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  readonly bytes: Buffer
}

export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Buffer
}

/** A method as a test wants it. */
export interface Wanted {
  readonly method?: Partial<PutMethodRequest>
  readonly integration: Partial<PutIntegrationRequest>
  /** By status; the first is the one without a pattern where none is said. */
  readonly responses?: Readonly<Record<string, Partial<PutIntegrationResponseRequest>>>
}

/** Headers of a signed request: good enough where the server takes any well-formed key. */
export function signedBy(key: string): Record<string, string> {
  return {
    authorization: `AWS4-HMAC-SHA256 Credential=${key}/20261127/us-east-1/execute-api/aws4_request, SignedHeaders=host;x-amz-date, Signature=${'0'.repeat(64)}`,
    'x-amz-date': '20261127T000000Z',
  }
}

/** An account whose APIs are asked. */
export class ServingAccount extends Account {
  readonly lambda: Lambda
  readonly #server: TestServer

  constructor(server: TestServer) {
    super(server)
    this.#server = server
    this.lambda = new Lambda(server.config({ account: this.id }))
  }

  get config() {
    return this.#server.config({ account: this.id })
  }

  get role(): string {
    return `arn:aws:iam::${this.id}:role/gateway`
  }

  /** Makes a function that API Gateway may invoke. */
  async makeFunction(
    FunctionName: string,
    files: Readonly<Record<string, string>>,
    Runtime: 'python3.13' | 'nodejs22.x' = 'python3.13',
  ): Promise<void> {
    await this.lambda.createFunction({
      FunctionName,
      Role: `arn:aws:iam::${this.id}:role/worker`,
      Runtime,
      Handler: 'index.handler',
      // Three seconds, the default, may be too few for a machine that is busy.
      Timeout: 20,
      Code: { ZipFile: zipOf(files) },
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

  /** The resource at a path, made with all before it. */
  async resource(restApiId: string, path: string): Promise<string> {
    const { items = [] } = await this.gateway.getResources({ restApiId, limit: 500 })
    const known = new Map(items.map((item) => [item.path, item.id ?? '']))
    let parentId = known.get('/') ?? ''
    let at = ''
    for (const pathPart of path.split('/').filter((part) => part !== '')) {
      at = `${at}/${pathPart}`
      const found = known.get(at)
      parentId = found ?? (await this.gateway.createResource({ restApiId, parentId, pathPart })).id ?? ''
    }
    return parentId
  }

  /** Puts a method with its integration and responses. */
  async put(
    restApiId: string,
    key: string,
    { method = {}, integration, responses = {} }: Wanted,
  ): Promise<Method> {
    const [httpMethod = '', path = ''] = key.split(' ')
    const resourceId = await this.resource(restApiId, path)
    const place = { restApiId, resourceId, httpMethod }
    await this.gateway.putMethod({ ...place, authorizationType: 'NONE', ...method })
    await this.gateway.putIntegration({ ...place, type: 'MOCK', ...integration })
    for (const [statusCode, response] of Object.entries(responses)) {
      const { responseParameters = {} } = response
      const declared = Object.fromEntries(Object.keys(responseParameters).map((name) => [name, false]))
      await this.gateway.putMethodResponse({ ...place, statusCode, responseParameters: declared })
      await this.gateway.putIntegrationResponse({ ...place, statusCode, ...response })
    }
    return this.gateway.getMethod(place)
  }

  /** A proxy integration with a function. */
  proxy(name: string): Partial<PutIntegrationRequest> {
    return { type: 'AWS_PROXY', integrationHttpMethod: 'POST', uri: this.functionUri(name) }
  }

  /** Deploys what is there to a stage. */
  async deploy(restApiId: string, stageName = 'prod'): Promise<string> {
    return (await this.gateway.createDeployment({ restApiId, stageName })).id ?? ''
  }

  /** Sends a request to a stage by the API's host name. */
  send(restApiId: string, path: string, sent: Sent = {}): Promise<Reply> {
    return this.sendTo(`${restApiId}.execute-api.us-east-1.localhost:${this.#server.port}`, path, sent)
  }

  /** Sends a request with this Host header. */
  async sendTo(host: string, path: string, sent: Sent = {}): Promise<Reply> {
    const answer = await this.begin(host, path, sent)
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: bytes.toString('utf8'), bytes }
  }

  /** Sends a request, and waits for the head of the answer. */
  begin(
    host: string,
    path: string,
    { method = 'GET', headers = {}, body }: Sent = {},
  ): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const typed = typeof body === 'string' ? { 'content-type': 'application/json' } : {}
      const options = {
        host: '127.0.0.1',
        port: this.#server.port,
        method,
        path,
        headers: { host, ...typed, ...headers },
      }
      const sending = request(options, resolve)
      sending.on('error', reject)
      sending.end(body)
    })
  }
}

/** Functions that do what their event's body says, and else answer with their event. */
export const obedientPython = `
import json, time

def handler(event, context):
    given = event.get('body') if isinstance(event, dict) else None
    given = json.loads(given) if isinstance(given, str) and given.startswith('{') else {}
    if 'fail' in given:
        raise Exception(given['fail'])
    if 'answer' in given:
        return given['answer']
    return {'statusCode': 200, 'body': json.dumps(event)}
`

/** Answers with its event, or fails as it says. */
export const echoPython = `
def handler(event, context):
    if isinstance(event, dict) and 'fail' in event:
        raise Exception(event['fail'])
    return event
`
