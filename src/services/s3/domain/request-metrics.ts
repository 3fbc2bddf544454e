/**
 * What a request adds to the metrics of a filter. Source: Amazon S3 User Guide, "Metrics and dimensions", "Amazon S3 CloudWatch request
 * metrics"; "CloudWatch metrics configurations".
 */
import { type AskedTag, askedTags, type Tags } from './tags.ts'

/** A configuration as it was put, in the words of the API. */
export type MetricsConfiguration = {
  readonly Id: string
  readonly Filter?: {
    readonly Prefix?: string
    readonly Tag?: AskedTag
    readonly AccessPointArn?: string
    readonly And?: {
      readonly Prefix?: string
      readonly Tags?: readonly AskedTag[]
      readonly AccessPointArn?: string
    }
  }
}

/** The tags that a filter asks for. */
export function metricsTags({ Filter: filter = {} }: MetricsConfiguration): readonly AskedTag[] {
  return askedTags(filter)
}

/** Whether a filter counts a request. Without a filter all of the bucket's count; with one, those about objects. */
export function countsRequest(
  configuration: MetricsConfiguration,
  key: string | undefined,
  tags: Tags,
): boolean {
  const { Filter: filter } = configuration
  if (filter === undefined) return true
  if (filter.AccessPointArn !== undefined || filter.And?.AccessPointArn !== undefined) return false
  const prefix = filter.Prefix ?? filter.And?.Prefix ?? ''
  if (key === undefined) return prefix === '' && metricsTags(configuration).length === 0
  return key.startsWith(prefix) && metricsTags(configuration).every(({ Key, Value }) => tags[Key] === Value)
}

/** What is known of an answered request. Units: milliseconds, bytes. */
export interface MeasuredRequest {
  readonly method: string
  readonly operation?: string
  readonly status: number
  readonly key?: string
  readonly bytesSent?: number
  readonly objectBytes?: number
  readonly totalMs: number
}

/** The counters that a request adds to, with what it adds. */
export function countersOf(request: MeasuredRequest): Readonly<Record<string, number>> {
  const { method, operation = '', status, bytesSent = 0, objectBytes = 0 } = request
  const isListing = operation.startsWith('List')
  const kind = isListing ? 'ListRequests' : kinds[method]
  return {
    AllRequests: 1,
    ...(kind === undefined ? {} : { [kind]: 1 }),
    '4xxErrors': status >= 400 && status < 500 ? 1 : 0,
    '5xxErrors': status >= 500 ? 1 : 0,
    ...(method === 'GET' && status < 300 ? { BytesDownloaded: bytesSent } : {}),
    ...(method === 'PUT' && status < 300 && request.key !== undefined ? { BytesUploaded: objectBytes } : {}),
  }
}

const kinds: Readonly<Record<string, string>> = {
  GET: 'GetRequests',
  PUT: 'PutRequests',
  DELETE: 'DeleteRequests',
  HEAD: 'HeadRequests',
  POST: 'PostRequests',
}
