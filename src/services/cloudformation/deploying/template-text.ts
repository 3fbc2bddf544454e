/** Where the text of a template, or of a policy, comes from: the request, or a bucket. */
import { AwsError } from '../../../aws/aws-error.ts'
import type { Caller, OperationContext, Surroundings } from '../../../dispatch/index.ts'
import { templateBodyBytesMax, templateInBucketBytesMax } from '../../../engines/template/index.ts'
import { validationError } from '../errors.ts'

/** A template as a request gives it. */
export interface GivenTemplate {
  readonly TemplateBody?: string | undefined
  readonly TemplateURL?: string | undefined
}

/** Who reads from buckets, and how. */
export type Reader = Pick<Surroundings, 'call' | 'settings'> & { readonly caller: Caller }

/** An operation's own caller. */
export function readerOf(context: OperationContext): Reader {
  const { principal, accountId, region, call, settings } = context
  return { call, settings, caller: { principal, accountId, region } }
}

/** The text of a template; undefined: the request gives none. Fails with a ValidationError. */
export async function templateText(given: GivenTemplate, reader: Reader): Promise<string | undefined> {
  const { TemplateBody, TemplateURL } = given
  if (TemplateBody !== undefined && TemplateURL !== undefined)
    throw validationError('Either Template URL or Template Body must be specified.')
  if (TemplateBody !== undefined) {
    if (Buffer.byteLength(TemplateBody) > templateBodyBytesMax)
      throw validationError(
        `1 validation error detected: Value '${TemplateBody.slice(0, 1024)}...' at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${templateBodyBytesMax}`,
      )
    return TemplateBody
  }
  if (TemplateURL === undefined) return undefined
  return readObject(TemplateURL, reader, templateInBucketBytesMax)
}

/** An object of a bucket, by its address. Fails with a ValidationError. */
export async function readObject(url: string, reader: Reader, bytesMax: number): Promise<string> {
  const place = objectPlace(url, reader.settings.endpoint)
  if (!place) throw validationError('TemplateURL must be a supported URL.')
  try {
    const { Body, ContentLength } = await reader.call<{ Body?: unknown; ContentLength?: number }>(
      's3:GetObject',
      { Bucket: place.bucket, Key: place.key, ...(place.versionId && { VersionId: place.versionId }) },
      reader.caller,
    )
    if (ContentLength !== undefined && ContentLength > bytesMax)
      throw validationError(`Template may not exceed ${bytesMax} bytes in size.`)
    return await textOf(Body)
  } catch (error) {
    if (!(error instanceof AwsError) || error.code === 'ValidationError') throw error
    throw validationError(
      `S3 error: ${error.message}\nFor more information check http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html`,
    )
  }
}

async function textOf(body: unknown): Promise<string> {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('utf8')
  const pieces: Buffer[] = []
  for await (const piece of (body ?? []) as AsyncIterable<Uint8Array>) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString('utf8')
}

/** Where an object lies. */
export interface ObjectPlace {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
}

/**
 * The bucket and key of an object's address: with the bucket in the host's name or in the path, at AWS or at this server; `s3://` too.
 * Source: S3 User Guide, "Virtual hosting of general purpose buckets".
 */
export function objectPlace(text: string, endpoint: string): ObjectPlace | undefined {
  const url = URL.parse(text)
  if (!url) return undefined
  const key = safeDecode(url.pathname.slice(1))
  const versionId = url.searchParams.get('versionId') ?? undefined
  if (key === undefined) return undefined
  if (url.protocol === 's3:') return placeOf(url.hostname, key, versionId)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined
  const virtual =
    /^(.+?)\.s3(?:[.-][a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|localhost(?:\.localstack\.cloud)?)$/.exec(
      url.hostname,
    )
  if (virtual) return placeOf(virtual[1] ?? '', key, versionId)
  const atAws = /^s3(?:[.-][a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?$/.test(url.hostname)
  const own = URL.parse(endpoint)
  const atHome =
    url.port === own?.port || /(^|\.)localhost$/.test(url.hostname) || url.hostname === own?.hostname
  if (!atAws && !atHome) return undefined
  const slash = key.indexOf('/')
  return slash < 1 ? undefined : placeOf(key.slice(0, slash), key.slice(slash + 1), versionId)
}

function placeOf(bucket: string, key: string, versionId: string | undefined): ObjectPlace | undefined {
  if (bucket === '' || key === '') return undefined
  return { bucket, key, ...(versionId === undefined ? {} : { versionId }) }
}

function safeDecode(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
