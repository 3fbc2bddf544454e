/** Preflights, and the rules that answers to other origins go by. */
import { AwsError } from '../../../aws/aws-error.ts'
import { partitionOf, type Region } from '../../../aws/identifiers.ts'
import type { Surroundings } from '../../../dispatch/index.ts'
import type { Answer, RequestHead } from '../../../http/index.ts'
import { findBucket } from '../buckets.ts'
import { type CorsRule, corsHeaders } from '../domain/cross-origin.ts'
import type { Door } from './door.ts'

/** The rules of a bucket; none for one that is not there. */
export async function corsOf(
  surroundings: Pick<Surroundings, 'store'>,
  name: string,
): Promise<readonly CorsRule[]> {
  if (name === '') return []
  const found = await findBucket(surroundings, partitionOf('us-east-1' as Region), name)
  return found?.value.cors ?? []
}

/** The first part of a path. */
export function bucketOf(path: string): string {
  const [, name = ''] = path.split('/')
  try {
    return decodeURIComponent(name)
  } catch {
    return ''
  }
}

/** Answers what a browser asks before it sends something. Source: Amazon S3 API reference, "OPTIONS object". */
export async function answerPreflight(
  surroundings: Pick<Surroundings, 'store'>,
  bucket: string,
  head: RequestHead,
  { word, requestId }: Door,
): Promise<Answer> {
  const {
    origin,
    'access-control-request-method': method,
    'access-control-request-headers': list = '',
  } = head.headers
  if (origin === undefined || method === undefined) {
    const missing = origin === undefined ? 'Origin' : 'Access-Control-Request-Method'
    return word(
      new AwsError('BadRequest', `Insufficient information. ${missing} request header needed.`, {
        statusCode: 400,
      }),
    )
  }
  const rules = await corsOf(surroundings, bucket)
  const requestHeaders = list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const headers = corsHeaders(rules, { origin, method, requestHeaders })
  if (headers === undefined) {
    const message =
      rules.length === 0
        ? 'CORSResponse: CORS is not enabled for this bucket.'
        : "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
    return word(
      new AwsError('AccessForbidden', message, {
        statusCode: 403,
        fields: { Method: method, ResourceType: head.path.split('/').length > 2 ? 'OBJECT' : 'BUCKET' },
      }),
    )
  }
  return {
    status: 200,
    headers: {
      ...headers,
      'x-amz-request-id': requestId,
      'x-amz-id-2': Buffer.from(requestId).toString('base64'),
    },
  }
}
