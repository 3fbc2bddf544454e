/**
 * Websites: GET and HEAD under `<bucket>.s3-website.<domain>`, by nobody in particular; errors are pages. Source: Amazon S3 User
 * Guide, "Website endpoints", "Configuring an index document", "Configuring a custom error document".
 */
import { AwsError } from '../../../aws/aws-error.ts'
import { partitionOf, type Region } from '../../../aws/identifiers.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { Answer, RequestHead } from '../../../http/index.ts'
import { findBucket } from '../buckets.ts'
import { encodedKey, redirectTarget, routingRule, type Website } from '../domain/websites.ts'
import { methodNotAllowed, missing, noSuchBucket } from '../errors.ts'
import type { Door } from './door.ts'

interface Visit {
  readonly bucket: string
  readonly website: Website
  readonly head: RequestHead
  readonly door: Door
}

/** Answers one page. */
export async function answerWebsite(
  surroundings: Pick<Surroundings, 'store'>,
  bucket: string,
  head: RequestHead,
  door: Door,
): Promise<Answer> {
  const found = await findBucket(surroundings, partitionOf('us-east-1' as Region), bucket)
  if (found === undefined) return page(noSuchBucket(bucket), door)
  const { website } = found.value
  if (website === undefined) return page(missing.website(bucket), door)
  if (head.method !== 'GET' && head.method !== 'HEAD') return page(methodNotAllowed(head.method), door)
  const everything = website.RedirectAllRequestsTo
  if (everything !== undefined) {
    const location = `${everything.Protocol ?? 'http'}://${everything.HostName}${head.path}`
    return redirect(301, location)
  }
  return visit({ bucket, website, head, door })
}

async function visit(visit: Visit): Promise<Answer> {
  const { website, head, door } = visit
  const key = keyOf(head.path)
  if (key === undefined) return page(new AwsError('InvalidURI', "Couldn't parse the specified URI."), door)
  const rule = routingRule(website, key)
  if (rule) return redirected(rule, key, head)
  const suffix = website.IndexDocument?.Suffix ?? 'index.html'
  const asked = key === '' || key.endsWith('/') ? `${key}${suffix}` : key
  try {
    return await objectAnswer(visit, asked, 200)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    return failed(visit, key, asked, suffix, error)
  }
}

async function failed(
  visit: Visit,
  key: string,
  asked: string,
  suffix: string,
  error: AwsError,
): Promise<Answer> {
  const { website, head, door } = visit
  const status = error.statusCode ?? 400
  if (status === 304) return { status, headers: { ...error.headers } }
  // A folder without its slash leads to its index; also where it is not told that nothing of that name is there.
  if (
    (status === 404 || status === 403) &&
    asked === key &&
    key !== '' &&
    (await exists(visit, `${key}/${suffix}`))
  ) {
    return redirect(302, `/${encodedKey(key)}/`)
  }
  const rule = routingRule(website, key, status)
  if (rule) return redirected(rule, key, head)
  const document = website.ErrorDocument?.Key
  if (document === undefined) return page(error, door)
  try {
    return await objectAnswer(visit, document, status)
  } catch (second) {
    if (!(second instanceof AwsError)) throw second
    return page(error, door, second)
  }
}

async function exists({ bucket, door }: Visit, key: string): Promise<boolean> {
  try {
    await door.run('HeadObject', { Bucket: bucket, Key: key }, door.anonymous())
    return true
  } catch (error) {
    if (error instanceof AwsError) return false
    throw error
  }
}

async function objectAnswer({ bucket, head, door }: Visit, key: string, status: number): Promise<Answer> {
  const { 'if-none-match': ifNoneMatch, range } = head.headers
  const output = (await door.run(
    head.method === 'HEAD' ? 'HeadObject' : 'GetObject',
    {
      Bucket: bucket,
      Key: key,
      ...(ifNoneMatch === undefined || status !== 200 ? {} : { IfNoneMatch: ifNoneMatch }),
      ...(range === undefined || status !== 200 ? {} : { Range: range }),
    },
    door.anonymous(),
  )) as Record<string, unknown>
  if (typeof output.WebsiteRedirectLocation === 'string') {
    return redirect(301, output.WebsiteRedirectLocation)
  }
  const headers: Record<string, string> = {}
  const tell = (name: string, value: unknown) => {
    if (value !== undefined) headers[name] = value instanceof Date ? value.toUTCString() : String(value)
  }
  tell('Content-Type', output.ContentType)
  tell('Content-Length', output.ContentLength)
  tell('Content-Range', output.ContentRange)
  tell('Content-Encoding', output.ContentEncoding)
  tell('Content-Language', output.ContentLanguage)
  tell('Content-Disposition', output.ContentDisposition)
  tell('Cache-Control', output.CacheControl)
  tell('Expires', output.Expires)
  tell('ETag', output.ETag)
  tell('Last-Modified', output.LastModified)
  for (const [name, value] of Object.entries((output.Metadata ?? {}) as Record<string, string>)) {
    tell(`x-amz-meta-${name}`, value)
  }
  tell('x-amz-request-id', door.requestId)
  const body = output.Body as Answer['body']
  return {
    status: output.ContentRange === undefined ? status : 206,
    headers,
    ...(body === undefined ? {} : { body }),
  }
}

function redirected(
  rule: Parameters<typeof redirectTarget>[0],
  key: string,
  { headers }: RequestHead,
): Answer {
  const { status, location } = redirectTarget(rule, key, { protocol: 'http', host: headers.host ?? '' })
  return redirect(status, location)
}

function redirect(status: number, location: string): Answer {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what could begin a header of its own.
  return { status, headers: { Location: location.replace(/[\x00-\x1f\x7f]/g, ''), 'Content-Length': '0' } }
}

function keyOf(path: string): string | undefined {
  try {
    return decodeURIComponent(path.slice(1))
  } catch {
    return undefined
  }
}

/** An error as a page. */
function page(error: AwsError, { requestId }: Door, second?: AwsError): Answer {
  const status = error.statusCode ?? 400
  const title = `${status} ${titles[status] ?? 'Error'}`
  const items = [
    ['Code', error.code],
    ['Message', error.message],
    ...Object.entries(error.fields).filter(
      ([, value]) => typeof value === 'string' || typeof value === 'number',
    ),
    ['RequestId', requestId],
    ['HostId', Buffer.from(requestId).toString('base64')],
  ]
  const list = items.map(
    ([name, value]) => `<li>${escapeHtml(String(name))}: ${escapeHtml(String(value))}</li>\n`,
  )
  const more =
    second === undefined
      ? ''
      : `<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n<ul>\n<li>Code: ${escapeHtml(second.code)}</li>\n<li>Message: ${escapeHtml(second.message)}</li>\n</ul>\n`
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'x-amz-error-code': error.code },
    body: `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<ul>\n${list.join('')}</ul>\n${more}<hr/>\n</body>\n</html>\n`,
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  416: 'Requested Range Not Satisfiable',
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
