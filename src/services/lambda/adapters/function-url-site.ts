/**
 * Answers requests to function URLs:
 *
 *   address -> preflight? -> body -> who -> may they? -> event -> the function -> response
 *
 * Source: Lambda Developer Guide, "Lambda function URLs" with its pages; what errors look like: recorded answers of AWS in public
 * conformance tests (2022 to 2025), where nothing else is said.
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { partitionOf } from '../../../aws/identifiers.ts'
import type { Soon } from '../../../base/soon.ts'
import type { Caller, OperationContext, SiteDoor, Surroundings } from '../../../dispatch/index.ts'
import {
  forwardedHeaders,
  type IamIdentity,
  requestEvent,
  textOfBody,
} from '../../../engines/http-events/index.ts'
import {
  type Answer,
  BodyError,
  type IncomingMessage,
  type RequestHead,
  readBody,
} from '../../../http/index.ts'
import { Remembered } from '../../../store/index.ts'
import { readUrlAddress, type UrlAddress } from '../domain/url-addresses.ts'
import { crossOriginHeaders, preflightHeaders } from '../domain/url-cross-origin.ts'
import { payloadTooLarge } from '../errors.ts'
import { urlAccess } from '../function-url-access.ts'
import { invokeUrl } from '../function-url-invocation.ts'
import { type FunctionUrl, functionUrls, urlHost } from '../function-urls.ts'
import { syncPayloadBytes } from '../limits.ts'
import { policyOf, policyText } from '../policies.ts'
import { functionPolicies } from '../records.ts'
import { newTraceHeader } from '../recursion.ts'
import type { LambdaRoom } from '../room.ts'
import { answerOf, badGateway, refusal } from './function-url-answers.ts'
import type { UrlSite } from './url-site.ts'

/** URLs and policies that are remembered. Ours. */
const rememberedMax = 1_000

/** What AWS says to whom it does not let in, since the rules have changed. Source: answers that users of AWS have published. */
const forbidden =
  'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html'

/** The site of a server. */
export function functionUrlSite(room: LambdaRoom, surroundings: Surroundings): UrlSite {
  const { store, clock } = surroundings
  const urls = new Remembered<FunctionUrl | undefined>(store, functionUrls.storeKey([]), rememberedMax)
  const policies = new Remembered<string | undefined>(store, functionPolicies.storeKey([]), rememberedMax)
  const access = new Access(surroundings, (url) => {
    const { accountId, region, name, qualifier } = url
    return policies.find(`${accountId}/${region}/${name}/${qualifier}`, async () => {
      const policy = await policyOf(store, url, qualifier)
      return policy && policyText(policy.value)
    })
  })

  const find = async ({ id, region }: UrlAddress): Promise<FunctionUrl | undefined> => {
    const url = await urls.find(id, async () => (await functionUrls.findBy(store, 'id', [id]))?.value)
    return region === undefined || url?.region === region ? url : undefined
  }

  return async (head, request, door) => {
    const address = readUrlAddress(head.headers.host, head.path)
    const url = address && (await find(address))
    if (!address || !url) return refusal(403, 'AccessDeniedException', { Message: null }, door.requestId)
    const begun = clock.now()
    const answer = await answerRequest({ room, surroundings, access }, url, address, head, request, door)
    room.meter.countUrlRequest(url, answer.status, Math.max(0, clock.now() - begun))
    return withCrossOrigin(answer, url, head)
  }
}

interface Parts {
  readonly room: LambdaRoom
  readonly surroundings: Surroundings
  readonly access: Access
}

async function answerRequest(
  { room, surroundings, access }: Parts,
  url: FunctionUrl,
  address: UrlAddress,
  head: RequestHead,
  request: IncomingMessage,
  door: SiteDoor,
): Promise<Answer> {
  const preflight = answerPreflight(url, head, door)
  if (preflight) return preflight
  try {
    const body = await readBody(request, syncPayloadBytes)
    const now = surroundings.clock.now()
    const traceHeader = head.headers['x-amzn-trace-id'] ?? newTraceHeader(surroundings.random, now)
    const caller = await callerOf(url, door, body)
    if (!caller) return refusal(403, 'AccessDeniedException', { Message: forbidden }, door.requestId)
    const context = contextOf(surroundings, { ...caller, traceHeader }, url, head, door, now)
    if (!(await access.allows(context, url)))
      return refusal(403, 'AccessDeniedException', { Message: forbidden }, door.requestId)
    const event = eventOf(url, { ...head, path: address.path }, request, body, context, traceHeader)
    const outcome = await invokeUrl(room, context, url, event)
    return await answerOf(outcome, url.invokeMode, { requestId: door.requestId, traceHeader })
  } catch (error) {
    return worded(error, door, surroundings)
  }
}

/** Only a URL with rules answers preflights itself; others leave them to the function. */
function answerPreflight(
  url: FunctionUrl,
  { method, headers }: RequestHead,
  { requestId }: SiteDoor,
): Answer | undefined {
  const { origin, 'access-control-request-method': asked } = headers
  if (url.cors === undefined || method !== 'OPTIONS' || origin === undefined || asked === undefined) return
  const names = (headers['access-control-request-headers'] ?? '').split(',').map((name) => name.trim())
  const allowed = preflightHeaders(url.cors, {
    origin,
    method: asked,
    headers: names.filter((name) => name !== ''),
  })
  return { status: 200, headers: { 'x-amzn-RequestId': requestId, 'Content-Length': '0', ...allowed } }
}

function withCrossOrigin(answer: Answer, url: FunctionUrl, { method, headers }: RequestHead): Answer {
  if (url.cors === undefined || method === 'OPTIONS') return answer
  const own = crossOriginHeaders(url.cors, headers.origin)
  // The function's own words on this are left out even where the rules allow nothing.
  const others = Object.entries(answer.headers).filter(([name]) => !/^access-control-/i.test(name))
  return { ...answer, headers: { ...Object.fromEntries(others), ...own } }
}

/** Who comes; undefined: nobody, where somebody must. Fails with an AwsError for a signature that is wrong. */
async function callerOf(url: FunctionUrl, door: SiteDoor, body: Uint8Array): Promise<Caller | undefined> {
  return url.authType === 'NONE' ? door.anonymous() : await door.identify('lambda', body)
}

function contextOf(
  surroundings: Surroundings,
  caller: Caller,
  url: FunctionUrl,
  { headers, sourceIp }: RequestHead,
  { requestId, signal }: SiteDoor,
  now: number,
): OperationContext {
  const { 'user-agent': userAgent, host } = headers
  return {
    ...surroundings,
    ...caller,
    region: url.region,
    partition: partitionOf(url.region),
    requestId,
    now,
    signal,
    sourceIp,
    ...(userAgent === undefined ? {} : { userAgent }),
    ...(host === undefined ? {} : { host }),
  }
}

/** Asks policies, and says once for each URL what AWS would not let through. */
class Access {
  readonly #surroundings: Surroundings
  readonly #policyOf: (url: FunctionUrl) => Soon<string | undefined>
  readonly #warned = new Set<string>()

  constructor(surroundings: Surroundings, policyOf: (url: FunctionUrl) => Soon<string | undefined>) {
    this.#surroundings = surroundings
    this.#policyOf = policyOf
  }

  async allows(context: OperationContext, url: FunctionUrl): Promise<boolean> {
    const answer = await urlAccess(context, url, await this.#policyOf(url))
    const words = answer.allowed ? answer.warning : answer.why
    if (words !== undefined && !this.#warned.has(url.id)) {
      this.#warned.add(url.id)
      this.#surroundings.logger.warn(words, { functionUrl: url.id, function: url.name })
    }
    return answer.allowed
  }
}

function eventOf(
  url: FunctionUrl,
  head: RequestHead,
  { httpVersion, rawHeaders }: IncomingMessage,
  body: Uint8Array,
  { requestId, settings, principal, accountId, now }: OperationContext,
  traceHeader: string,
): Uint8Array {
  const { headers, sourceIp, method, path, query } = head
  const text = textOfBody(headers['content-type'], body)
  const sent = {
    method,
    path,
    query,
    sourceIp,
    rawHeaders,
    isBase64: text === undefined,
    protocol: `HTTP/${httpVersion === '2.0' ? '2' : httpVersion}`,
    body: text ?? Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64'),
    headers: {
      ...headers,
      ...forwardedHeaders({ headers, sourceIp, traceHeader, endpoint: settings.endpoint }),
    },
  }
  const iam = url.authType === 'AWS_IAM' ? iamOf(principal, accountId) : undefined
  const event = requestEvent(sent, {
    accountId: iam === undefined ? 'anonymous' : accountId,
    apiId: url.id,
    domainName: urlHost(url, settings.endpoint),
    requestId,
    routeKey: '$default',
    stage: '$default',
    now,
    ...(iam === undefined
      ? {}
      : { authorizer: { iam: { ...iam, cognitoIdentity: null, principalOrgId: null } } }),
  })
  return Buffer.from(JSON.stringify(event), 'utf8')
}

function iamOf(principal: OperationContext['principal'], accountId: string): IamIdentity {
  const { accessKeyId = '', arn, userId } = principal
  return { accessKey: accessKeyId, accountId, callerId: userId, userArn: arn, userId }
}

/** What went wrong beside the function. Anything but an AwsError is a defect, and the front door's to answer. */
function worded(error: unknown, door: SiteDoor, surroundings: Surroundings): Answer {
  const { requestId } = door
  const { logger } = surroundings
  if (error instanceof BodyError) {
    if (error.reason === 'too large') return worded(payloadTooLarge(), door, surroundings)
    // UNVERIFIED: the words.
    return refusal(408, 'RequestTimeoutException', { message: 'Request Timeout' }, requestId)
  }
  if (!(error instanceof AwsError)) throw error
  if (error.fault === 'server') {
    logger.warn('A function URL could not run its function', { requestId, error })
    return badGateway(requestId)
  }
  const status = error.statusCode ?? statuses[error.code] ?? 400
  return refusal(status, error.code, { ...error.fields, message: error.message }, requestId)
}

/** UNVERIFIED: that requests to URLs are refused in the words of Invoke. */
const statuses: Readonly<Record<string, number>> = {
  ResourceNotFoundException: 404,
  ResourceConflictException: 409,
  SnapStartNotReadyException: 409,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
}
