/** Lines of server access logs. Source: Amazon S3 User Guide, "Amazon S3 server access log format". */

/** A request that was answered. What is absent is not known, and stands as `-`. */
export interface LoggedRequest {
  readonly bucketOwner: string
  readonly bucket: string
  /** Unit: milliseconds since the epoch. */
  readonly at: number
  readonly remoteIp: string
  readonly requester?: string
  readonly requestId: string
  readonly method: string
  readonly operation?: string
  /** As in the address. */
  readonly key?: string
  /** `GET /bucket/key?x HTTP/1.1` */
  readonly requestLine: string
  readonly status: number
  readonly errorCode?: string
  readonly bytesSent?: number
  readonly objectBytes?: number
  readonly totalMs: number
  readonly referer?: string
  readonly userAgent?: string
  readonly versionId?: string
  readonly hostId: string
  /** Where the signature of version 4 was. */
  readonly signature?: 'AuthHeader' | 'QueryString'
  readonly host?: string
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** One line, without its end. */
export function accessLogLine(request: LoggedRequest): string {
  const { signature, totalMs } = request
  return [
    request.bucketOwner,
    request.bucket,
    `[${logTime(request.at)}]`,
    request.remoteIp,
    request.requester,
    request.requestId,
    operationName(request.method, request.operation, request.key !== undefined),
    request.key,
    quoted(request.requestLine),
    request.status,
    request.errorCode,
    request.bytesSent || undefined,
    request.objectBytes,
    Math.round(totalMs),
    Math.round(totalMs),
    quoted(request.referer),
    quoted(request.userAgent),
    request.versionId,
    request.hostId,
    signature && 'SigV4',
    undefined,
    signature,
    request.host,
    undefined,
    undefined,
    undefined,
  ]
    .map((field) => (field === undefined || field === '' ? '-' : String(field)))
    .join(' ')
}

function logTime(at: number): string {
  const [date = '', time = ''] = new Date(at).toISOString().split('T')
  const [year, month, day] = date.split('-')
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`
}

/** What clients wrote cannot end its field: AWS encodes quotes and control characters. */
function quoted(text: string | undefined): string {
  if (text === undefined) return '"-"'
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be in a line.
  return `"${text.replaceAll(/[\x00-\x1f\x7f"]/g, (character) => encodeURIComponent(character))}"`
}

/** What AWS names otherwise than by its method and what it is about. */
const named: Readonly<Record<string, string>> = {
  AbortMultipartUpload: 'UPLOAD',
  CompleteMultipartUpload: 'UPLOAD',
  CopyObject: 'OBJECT',
  CreateBucket: 'BUCKET',
  CreateMultipartUpload: 'UPLOADS',
  DeleteBucket: 'BUCKET',
  DeleteObject: 'OBJECT',
  DeleteObjects: 'MULTI_OBJECT_DELETE',
  GetBucketLogging: 'LOGGING_STATUS',
  GetObject: 'OBJECT',
  HeadBucket: 'BUCKET',
  HeadObject: 'OBJECT',
  ListMultipartUploads: 'UPLOADS',
  ListObjectVersions: 'BUCKETVERSIONS',
  ListObjects: 'BUCKET',
  ListObjectsV2: 'BUCKET',
  ListParts: 'UPLOAD',
  PutBucketLogging: 'LOGGING_STATUS',
  PutObject: 'OBJECT',
  UploadPart: 'PART',
  UploadPartCopy: 'PART',
}

/** `REST.GET.OBJECT`. */
function operationName(method: string, operation: string | undefined, hasKey: boolean): string {
  const verb = operation === 'CopyObject' || operation === 'UploadPartCopy' ? 'COPY' : method
  if (operation === undefined) return `REST.${verb}.${hasKey ? 'OBJECT' : 'BUCKET'}`
  const resource =
    named[operation] ??
    operation
      .replace(/^(?:Get|Put|Delete|List|Head|Post)(?:Bucket)?/, '')
      .replace(/(?:Configurations?)$/, '')
      .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_')
      .toUpperCase()
  return `REST.${verb}.${resource}`
}

/** How keys of logs are made. Source: User Guide, "Log object key format". */
export interface LogTarget {
  readonly TargetPrefix?: string
  readonly TargetObjectKeyFormat?: { readonly PartitionedPrefix?: { readonly PartitionDateSource?: string } }
}

/** The key of a log with these requests. `unique` tells it from all others. */
export function accessLogKey(
  { TargetPrefix = '', TargetObjectKeyFormat: format }: LogTarget,
  source: { readonly accountId: string; readonly region: string; readonly bucket: string },
  { eventAt, now, unique }: { readonly eventAt: number; readonly now: number; readonly unique: string },
): string {
  const partitioned = format?.PartitionedPrefix
  const dated = new Date(partitioned?.PartitionDateSource === 'EventTime' ? eventAt : now).toISOString()
  const [date = '', time = ''] = dated.split('T')
  const [year, month, day] = date.split('-')
  if (!partitioned) return `${TargetPrefix}${date}-${time.slice(0, 8).replaceAll(':', '-')}-${unique}`
  const { accountId, region, bucket } = source
  // By event time all hours of a day are one: the file's own time is zeros.
  const clock =
    partitioned.PartitionDateSource === 'EventTime' ? '00-00-00' : time.slice(0, 8).replaceAll(':', '-')
  return `${TargetPrefix}${accountId}/${region}/${bucket}/${year}/${month}/${day}/${date}-${clock}-${unique}`
}
