/**
 * Calls of AWS services as REST APIs make them: as HTTP requests of the services' own protocols, read and answered here without a wire.
 * Source: API Gateway API Reference, Integration (`uri`: `arn:aws:apigateway:REGION:SERVICE:action/NAME` and `:path/PATH`).
 */
import { Readable } from 'node:stream'
import { AwsError } from '../aws/aws-error.ts'
import { parseRegion } from '../aws/identifiers.ts'
import { type RandomSource, randomUuid } from '../base/random.ts'
import type { Caller } from '../dispatch/index.ts'
import type { Answer } from '../http/index.ts'
import {
  loadModel,
  type NamedService,
  namedServices,
  type OperationModel,
  type Protocol,
  type ServiceModel,
} from '../models/index.ts'
import { protocols, type WireRequest, type WireResponse } from '../protocol/index.ts'
import type { ApiExchange } from './exchange.ts'

/** A request for a service. */
export interface WireCall {
  /** As the integration's address names it: `sqs`, `dynamodb`, `states`. */
  readonly service: string
  readonly region: string
  /** The operation, where the address names one. */
  readonly action?: string
  readonly method: string
  /** Begins with a slash. */
  readonly path: string
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  readonly caller: Caller
}

/** The service's answer, errors included. Undefined: there is no such service, or no such operation. */
export async function callOnWire(
  { surroundings }: Pick<ApiExchange, 'surroundings'>,
  call: WireCall,
): Promise<Answer | undefined> {
  const named = serviceNamed(call.service)
  if (!named) return undefined
  const model = await loadModel(named.model)
  const request = requestOf(named, model, call)
  const protocol = protocols[protocolOf(named, request, call)]
  const operation =
    (call.action === undefined ? undefined : model.operations.get(call.action)) ??
    protocol.identify(model, request) ??
    protocol.identify(model, request, request.body)
  if (!operation) return undefined
  const requestId = randomUuid(surroundings.random as RandomSource)
  const context = { requestId, requestHeaders: request.headers }
  const asJson = protocol.name === 'awsQuery' && !/xml/.test(call.headers.accept ?? '')
  try {
    const input = completed(
      surroundings.settings.endpoint,
      call,
      operation,
      protocol.decode(model, operation, request),
    )
    const region = parseRegion(call.region) ?? call.caller.region
    const output = await surroundings.call<object>(`${named.prefix}:${operation.name}`, input, {
      ...call.caller,
      region,
    })
    const answer = protocol.encode(model, operation, output ?? {}, context)
    return asJson ? queryJson(model, operation, output ?? {}, context, answer) : answer
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const answer = protocol.encodeError(model, operation, error, context)
    return asJson ? queryErrorJson(error, requestId, answer) : answer
  }
}

function serviceNamed(name: string): NamedService | undefined {
  const [plain = ''] = name.split('.').slice(-1)
  return namedServices.find(
    (service) =>
      service.prefix === plain || service.endpointPrefix === plain || service.signingName === plain,
  )
}

/** A request that names its operation as the service's protocol does. */
function requestOf(named: NamedService, _model: ServiceModel, call: WireCall): WireRequest {
  const { action, method, path, query, headers, body } = call
  const stream = Readable.from([body])
  if (action === undefined) return { method, path, query, headers, body, stream }
  if (named.protocols.includes('awsQuery') && headers['x-amz-target'] === undefined) {
    const text = Buffer.from(body).toString('utf8')
    const parts = [query, text.startsWith('{') ? '' : text].filter((part) => part !== '')
    const form = [...parts, `Action=${action}`, `Version=${named.apiVersion}`].join('&')
    const typed = { ...headers, 'content-type': 'application/x-www-form-urlencoded' }
    return { method: 'POST', path: '/', query: '', headers: typed, body: Buffer.from(form, 'utf8') }
  }
  const target = `${named.targetPrefix}.${action}`
  const type = named.protocols.includes('awsJson1_0')
    ? 'application/x-amz-json-1.0'
    : 'application/x-amz-json-1.1'
  const marked = { ...headers, 'x-amz-target': headers['x-amz-target'] ?? target, 'content-type': type }
  return { method: 'POST', path: '/', query: '', headers: marked, body, stream }
}

function protocolOf(
  { protocols: spoken }: NamedService,
  { headers, query }: WireRequest,
  call: WireCall,
): Protocol {
  const has = (name: Protocol) => (spoken.includes(name) ? name : undefined)
  const isForm =
    headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true ||
    query.includes('Action=') ||
    Buffer.from(call.body.subarray(0, 7)).toString('latin1') === 'Action='
  if (headers['x-amz-target'] === undefined && isForm && has('awsQuery')) return 'awsQuery'
  if (headers['x-amz-target'] !== undefined)
    return has('awsJson1_0') ?? has('awsJson1_1') ?? spoken[0] ?? 'awsJson1_1'
  return has('restJson1') ?? has('restXml') ?? has('awsQuery') ?? spoken[0] ?? 'awsJson1_1'
}

/** A queue that the path names. */
function completed(endpoint: string, { path }: WireCall, operation: OperationModel, input: object): object {
  if (path === '/' || 'QueueUrl' in input || !operation.input.memberByName.has('QueueUrl')) return input
  return { ...input, QueueUrl: `${endpoint}${path}` }
}

/** Services of forms answer JSON to clients that ask for it, as API Gateway does: members within members of the operation's name. */
function queryJson(
  model: ServiceModel,
  operation: OperationModel,
  output: object,
  context: { readonly requestId: string; readonly requestHeaders: Readonly<Record<string, string>> },
  answer: WireResponse,
): Answer {
  const plain = protocols.awsJson1_1.encode(model, operation, output, context)
  const result: unknown = JSON.parse(
    typeof plain.body === 'string'
      ? plain.body
      : Buffer.from((plain.body as Uint8Array) ?? []).toString('utf8') || '{}',
  )
  const hasResult = operation.output.members.length > 0
  const body = {
    [`${operation.name}Response`]: {
      ...(hasResult ? { [`${operation.name}Result`]: result } : {}),
      ResponseMetadata: { RequestId: context.requestId },
    },
  }
  return {
    ...answer,
    headers: { ...answer.headers, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  }
}

function queryErrorJson({ code, message, fault }: AwsError, RequestId: string, answer: WireResponse): Answer {
  const Type = fault === 'server' ? 'Receiver' : 'Sender'
  const body = JSON.stringify({ Error: { Code: code, Message: message, Type }, RequestId })
  return { ...answer, headers: { ...answer.headers, 'Content-Type': 'application/json' }, body }
}
