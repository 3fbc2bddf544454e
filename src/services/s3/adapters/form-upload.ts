/**
 * Uploads by an HTML form: fields, among them a signed policy that says what they may be, then the file, which streams. Source:
 * Amazon S3 API reference, "POST Object", "Browser-based uploads using POST".
 */
import { pipeline } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import { AwsError } from '../../../aws/aws-error.ts'
import { type Caller, describeBody, type Surroundings } from '../../../dispatch/index.ts'
import type { Answer, IncomingMessage, RequestHead } from '../../../http/index.ts'
import { lengthRange, type PostPolicy, policyFault, readPostPolicy } from '../domain/post-policy.ts'
import { accessDenied, entityTooLarge, entityTooSmall, invalidArgument, malformedPost } from '../errors.ts'
import { formFieldsBytesMax, putBytesMax } from '../limits.ts'
import { markFormBody } from '../operations/put-object.ts'
import { bucketOf } from './cross-origin.ts'
import type { Door } from './door.ts'

/** Whether a request is a form with a file for a bucket. */
export function isFormUpload({ method, path, headers }: RequestHead): boolean {
  return (
    method === 'POST' &&
    /^\/[^/]+\/?$/.test(path) &&
    headers['content-type']?.toLowerCase().startsWith('multipart/form-data') === true
  )
}

/** Takes the form and puts the object. */
export async function answerForm(
  { clock }: Pick<Surroundings, 'clock'>,
  head: RequestHead,
  request: IncomingMessage,
  door: Door,
): Promise<Answer> {
  try {
    const bucket = bucketOf(head.path)
    const form = await readForm(head, request)
    const { fields } = form
    const key = fields.get('key') ?? ''
    if (key === '')
      throw invalidArgument(
        "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields.",
        'key',
        '',
      )
    fields.set('bucket', bucket)
    const policy = readPolicy(fields)
    const caller = await callerOf(fields, policy, door)
    if (policy) holdPolicy(policy, fields, clock.now())
    const body = policy ? limited(form.file, policy) : form.file
    markFormBody(body)
    const output = (await door.run(
      'PutObject',
      { ...inputOf(fields), Bucket: bucket, Key: key, Body: body },
      caller,
    )) as {
      ETag?: string
      VersionId?: string
    }
    return success(fields, { bucket, key, etag: output.ETag ?? '', versionId: output.VersionId }, head)
  } catch (error) {
    if (error instanceof AwsError) return door.word(error)
    throw error
  }
}

/**
 * Stands in every field for the name that the file had where it came from. Source: API reference, "POST Object"; User Guide, "Creating
 * an HTML form".
 */
const fileNameMark = `$${'{filename}'}`

interface Form {
  /** Those before the file, by name in lower case. */
  readonly fields: Map<string, string>
  readonly file: AsyncIterable<Uint8Array>
}

/** Reads up to the file; the rest of the request is the file's. Fails with MalformedPOSTRequest and InvalidArgument. */
function readForm({ headers }: RequestHead, request: IncomingMessage): Promise<Form> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>()
    let bytes = 0
    let parser: InstanceType<typeof Busboy>
    try {
      parser = new Busboy({
        headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
        limits: { files: 1, fieldSize: formFieldsBytesMax, fieldNameSize: 256, fields: 200 },
      })
    } catch {
      reject(malformedPost())
      return
    }
    parser.on('field', (name, value) => {
      bytes += name.length + Buffer.byteLength(value)
      if (bytes > formFieldsBytesMax) {
        reject(
          new AwsError(
            'MaxPostPreDataLengthExceededError',
            'Your POST request fields preceding the upload file were too large.',
          ),
        )
        return
      }
      fields.set(name.toLowerCase(), value)
    })
    parser.on('file', (name, file, fileName, _encoding, type) => {
      if (name.toLowerCase() !== 'file') {
        file.resume()
        return
      }
      const isTyped = fields.has('content-type')
      if (!isTyped && type !== '' && fields.has('policy') === false) fields.set('content-type', type)
      describeBody(file, {})
      // What comes behind the file is ignored: buttons of forms stand there. Source: User Guide, "Browser-based uploads", its examples.
      resolve({ fields: named(fields, fileName?.split(/[/\\]/).at(-1) ?? ''), file })
    })
    parser.on('finish', () => reject(noFile()))
    pipeline(request, parser, (error) => {
      if (error) reject(malformedPost())
    })
  })
}

/** The fields with the file's name in them; the signed one stays as it is. */
function named(fields: ReadonlyMap<string, string>, fileName: string): Map<string, string> {
  const entries = [...fields].map(([name, value]): [string, string] => [
    name,
    name === 'policy' ? value : value.replaceAll(fileNameMark, fileName),
  ])
  return new Map(entries)
}

function noFile(): AwsError {
  return invalidArgument('POST requires exactly one file upload per request.', 'file', '0')
}

function readPolicy(fields: ReadonlyMap<string, string>): PostPolicy | undefined {
  const text = fields.get('policy')
  if (text === undefined) return undefined
  const policy = readPostPolicy(Buffer.from(text, 'base64').toString('utf8'))
  if ('code' in policy) throw new AwsError(policy.code, policy.message, { statusCode: 400 })
  return policy
}

async function callerOf(
  fields: ReadonlyMap<string, string>,
  policy: PostPolicy | undefined,
  door: Door,
): Promise<Caller> {
  if (policy === undefined) return door.anonymous()
  const need = (name: string): string => {
    const value = fields.get(name)
    if (value === undefined || value === '') {
      throw invalidArgument(
        `Bucket POST must contain a field named '${name}'.  If it is specified, please check the order of the fields.`,
        name,
        '',
      )
    }
    return value
  }
  const accessKey = fields.get('awsaccesskeyid')
  const common = {
    family: 's3',
    signingName: 's3',
    sessionToken: fields.get('x-amz-security-token'),
    text: fields.get('policy') ?? '',
  } as const
  // As boto3 still makes them by default.
  if (accessKey !== undefined) {
    const signature = need('signature')
    return door.identify({
      ...common,
      version: 2,
      accessKeyId: accessKey,
      date: '',
      region: '',
      service: 's3',
      signature,
    })
  }
  if (need('x-amz-algorithm') !== 'AWS4-HMAC-SHA256') {
    throw invalidArgument(
      'Only AWS4-HMAC-SHA256 is supported.',
      'x-amz-algorithm',
      fields.get('x-amz-algorithm'),
    )
  }
  const [accessKeyId = '', date = '', region = '', service = '', end = ''] =
    need('x-amz-credential').split('/')
  if (end !== 'aws4_request' || !/^\d{8}$/.test(date)) {
    throw invalidArgument(
      'The Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
      'x-amz-credential',
    )
  }
  need('x-amz-date')
  return door.identify({
    ...common,
    version: 4,
    accessKeyId,
    date,
    region,
    service,
    signature: need('x-amz-signature'),
  })
}

/** The fields that are members of PutObject. */
function inputOf(fields: ReadonlyMap<string, string>): object {
  const metadata: Record<string, string> = {}
  const input: Record<string, unknown> = {}
  for (const [name, value] of fields) {
    if (name.startsWith('x-amz-meta-')) metadata[name.slice('x-amz-meta-'.length)] = value
    const member = members[name]
    if (member !== undefined) input[member] = value
  }
  const tagging = fields.get('tagging')
  const expires = Date.parse(fields.get('expires') ?? '')
  return {
    ...input,
    ...(Number.isNaN(expires) ? {} : { Expires: new Date(expires) }),
    ...(tagging === undefined ? {} : { Tagging: taggingHeader(tagging) }),
    ...(Object.keys(metadata).length === 0 ? {} : { Metadata: metadata }),
  }
}

const members: Readonly<Record<string, string>> = {
  acl: 'ACL',
  'cache-control': 'CacheControl',
  'content-type': 'ContentType',
  'content-disposition': 'ContentDisposition',
  'content-encoding': 'ContentEncoding',
  'content-language': 'ContentLanguage',
  'content-md5': 'ContentMD5',
  'x-amz-storage-class': 'StorageClass',
  'x-amz-website-redirect-location': 'WebsiteRedirectLocation',
  'x-amz-server-side-encryption': 'ServerSideEncryption',
  'x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  'x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  'x-amz-server-side-encryption-customer-key': 'SSECustomerKey',
  'x-amz-server-side-encryption-customer-key-md5': 'SSECustomerKeyMD5',
  'x-amz-checksum-crc32': 'ChecksumCRC32',
  'x-amz-checksum-crc32c': 'ChecksumCRC32C',
  'x-amz-checksum-crc64nvme': 'ChecksumCRC64NVME',
  'x-amz-checksum-sha1': 'ChecksumSHA1',
  'x-amz-checksum-sha256': 'ChecksumSHA256',
}

/** The field holds a document, `<Tagging><TagSet><Tag>...`. Source: API reference, "POST Object", tagging. */
function taggingHeader(document: string): string {
  const tags = document.matchAll(/<Tag>\s*<Key>([^<]*)<\/Key>\s*<Value>([^<]*)<\/Value>\s*<\/Tag>/g)
  const text = (part: string) =>
    encodeURIComponent(
      part
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&quot;', '"')
        .replaceAll('&apos;', "'")
        .replaceAll('&amp;', '&'),
    )
  return [...tags].map(([, key = '', value = '']) => `${text(key)}=${text(value)}`).join('&')
}

/** Holds the file against the sizes that the policy allows, while it goes by. */
async function* limited(file: AsyncIterable<Uint8Array>, policy: PostPolicy): AsyncGenerator<Uint8Array> {
  const { min, max } = lengthRange(policy) ?? { min: 0, max: putBytesMax }
  let bytes = 0
  for await (const chunk of file) {
    bytes += chunk.length
    if (bytes > max) throw entityTooLarge(max)
    yield chunk
  }
  if (bytes < min) throw entityTooSmall({ ProposedSize: bytes, MinSizeAllowed: min })
}

interface Uploaded {
  readonly bucket: string
  readonly key: string
  readonly etag: string
  readonly versionId: string | undefined
}

/** Source: API reference, "POST Object", success_action_redirect and success_action_status. */
function success(
  fields: ReadonlyMap<string, string>,
  { bucket, key, etag, versionId }: Uploaded,
  head: RequestHead,
): Answer {
  const path = key.split('/').map(encodeURIComponent).join('/')
  const location = `http://${head.headers.host ?? 'localhost'}/${bucket}/${path}`
  const headers: Record<string, string> = {
    ETag: etag,
    Location: location,
    ...(versionId === undefined ? {} : { 'x-amz-version-id': versionId }),
  }
  const target = URL.parse(fields.get('success_action_redirect') ?? fields.get('redirect') ?? '')
  if (target !== null && /^https?:$/.test(target.protocol)) {
    target.searchParams.set('bucket', bucket)
    target.searchParams.set('key', key)
    target.searchParams.set('etag', etag)
    return { status: 303, headers: { ...headers, Location: target.href } }
  }
  const status = fields.get('success_action_status')
  if (status === '200') return { status: 200, headers }
  if (status !== '201') return { status: 204, headers }
  const element = (name: string, text: string) =>
    `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}</${name}>`
  return {
    status: 201,
    headers: { ...headers, 'Content-Type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<PostResponse>${element('Location', location)}${element('Bucket', bucket)}${element('Key', key)}${element('ETag', etag)}</PostResponse>`,
  }
}

/** What the policy does not allow, once who signed it is known. */
function holdPolicy(policy: PostPolicy, fields: ReadonlyMap<string, string>, now: number): void {
  const fault = policyFault(policy, fields, now)
  if (fault === undefined) return
  throw fault.code === 'AccessDenied'
    ? accessDenied(fault.message)
    : new AwsError(fault.code, fault.message, { statusCode: 400 })
}
