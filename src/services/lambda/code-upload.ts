/** Code as requests bring it: inline, from S3, or as a container image. */
import type { GetObjectCommandOutput } from '@aws-sdk/client-s3'
import { AwsError } from '../../aws/aws-error.ts'
import { inspectZip, ZipError } from '../../compute/index.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { invalidParameter, notBuilt, requestTooLarge } from './errors.ts'
import { unzippedBytes as unzippedBytesMax, zippedBytes } from './limits.ts'
import type { Code } from './records.ts'

/** Where code comes from, as CreateFunction, UpdateFunctionCode and PublishLayerVersion say it. */
export interface CodeInput {
  readonly ZipFile?: Uint8Array | undefined
  readonly S3Bucket?: string | undefined
  readonly S3Key?: string | undefined
  readonly S3ObjectVersion?: string | undefined
  readonly S3ObjectStorageMode?: string | undefined
  readonly ImageUri?: string | undefined
}

/** A zip that lies in the store's blobs; nobody holds it yet. */
export type ZipCode = Extract<Code, { kind: 'zip' }>

/**
 * Takes a zip from a request into the blobs. Fails with InvalidParameterValueException for what is no zip or becomes too
 * large, RequestTooLargeException for a large inline one, and in S3's words when an object cannot be had.
 */
export async function receiveZip(context: OperationContext, input: CodeInput): Promise<ZipCode> {
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = input
  if (ZipFile !== undefined && (S3Bucket !== undefined || S3Key !== undefined)) {
    throw invalidParameter('Please do not provide other FunctionCode parameters when providing a ZipFile.')
  }
  if (input.S3ObjectStorageMode === 'REFERENCE')
    throw notBuilt('code that stays in S3 (S3ObjectStorageMode REFERENCE)')
  if (ZipFile !== undefined) return keepZip(context, inlineZip(ZipFile))
  if (S3Bucket === undefined || S3Key === undefined)
    throw invalidParameter('Please provide a source for function code.')
  const source = {
    bucket: S3Bucket,
    key: S3Key,
    ...(S3ObjectVersion === undefined ? {} : { objectVersion: S3ObjectVersion }),
  }
  return { ...(await keepZip(context, await fetchObject(context, source))), source }
}

function inlineZip(bytes: Uint8Array): Uint8Array {
  // UNVERIFIED: AWS refuses the whole request by its size, which a zip of up to 50 MB in base64 stays below.
  if (bytes.length > zippedBytes)
    throw requestTooLarge(`Zipped size must be smaller than ${zippedBytes} bytes`)
  return bytes
}

/** Takes the bytes of a zip into the blobs. Fails as {@link receiveZip}. */
export async function keepZip({ store }: OperationContext, bytes: Uint8Array): Promise<ZipCode> {
  const unzippedBytes = await inspect(bytes)
  const blob = await store.putBlob(bytes)
  return { kind: 'zip', sha256: blob.hash, bytes: blob.bytes, unzippedBytes }
}

/** The size of what a zip holds. What AWS would take and this server will not unpack is told with its reason. */
async function inspect(bytes: Uint8Array): Promise<number> {
  const tooLarge = () => invalidParameter(`Unzipped size must be smaller than ${unzippedBytesMax} bytes`)
  try {
    const { entryCount, unzippedBytes } = await inspectZip(bytes)
    if (entryCount === 0) throw invalidParameter('Uploaded file must be a non-empty zip')
    if (unzippedBytes >= unzippedBytesMax) throw tooLarge()
    return unzippedBytes
  } catch (error) {
    if (!(error instanceof ZipError)) throw error
    if (error.fault === 'too large') throw tooLarge()
    const reason = error.fault === 'not a zip' ? '' : ` ${error.message}`
    throw invalidParameter(
      `Could not unzip uploaded file. Please check your file, then try to upload again.${reason}`,
    )
  }
}

async function fetchObject(
  context: OperationContext,
  source: { readonly bucket: string; readonly key: string; readonly objectVersion?: string },
): Promise<Uint8Array> {
  const request = {
    Bucket: source.bucket,
    Key: source.key,
    ...(source.objectVersion === undefined ? {} : { VersionId: source.objectVersion }),
  }
  try {
    const { Body } = await context.call<GetObjectCommandOutput>('s3:GetObject', request, context)
    return await wholeBody(Body)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    if (error.code === 'NotImplemented') throw notBuilt('code from S3')
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    )
  }
}

async function wholeBody(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body as AsyncIterable<Uint8Array>) {
    bytes += part.length
    if (bytes > unzippedBytesMax)
      throw invalidParameter(`Unzipped size must be smaller than ${unzippedBytesMax} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
