import { InvalidResource } from '../errors.ts'
import { type Dict, has, isDict, isTruthy, type Value } from '../python/values.ts'

/** A place in S3 as SAM's templates give it. */
export interface S3Place {
  readonly bucket: Value
  readonly key: Value
  readonly version?: Value
  readonly storageMode?: Value
}

const dynamicReference = /\{\{resolve:(?:ssm|ssm-secure|secretsmanager):[a-zA-Z0-9_.\-/]+(?::\d+)?\}\}/

/**
 * Reads `CodeUri` and the like: an address of S3, or a map with Bucket and Key. `name` is the property's.
 * @throws InvalidResource
 */
export function readS3Place(uri: Value, logicalId: string, name: string): S3Place {
  if (isDict(uri)) {
    if (!isTruthy(uri.Bucket) || !isTruthy(uri.Key)) {
      throw new InvalidResource(logicalId, `'${name}' requires Bucket and Key properties to be specified.`)
    }
    return {
      bucket: uri.Bucket as Value,
      key: uri.Key as Value,
      ...(has(uri, 'Version') ? { version: uri.Version as Value } : {}),
      ...(has(uri, 'StorageMode') ? { storageMode: uri.StorageMode as Value } : {}),
    }
  }
  if (typeof uri !== 'string') {
    throw new InvalidResource(logicalId, `'${name}' must be of type dict or string.`)
  }
  if (dynamicReference.exec(uri)?.[0].includes('/')) {
    throw new InvalidResource(
      logicalId,
      `Unsupported dynamic reference detected in '${name}'. Please consider using alternative 'FunctionCode' object format.`,
    )
  }
  const place = parseS3Uri(uri)
  if (!place) {
    throw new InvalidResource(
      logicalId,
      `'${name}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
    )
  }
  return place
}

/** The place as Lambda's resources have it: S3Bucket, S3Key, S3ObjectVersion, S3ObjectStorageMode. @throws InvalidResource */
export function s3Location(uri: Value, logicalId: string, name: string): Dict {
  const { bucket, key, version, storageMode } = readS3Place(uri, logicalId, name)
  const location: Dict = { S3Bucket: bucket, S3Key: key }
  if (version !== undefined) location.S3ObjectVersion = version
  if (storageMode !== undefined) location.S3ObjectStorageMode = storageMode
  return location
}

/** An address `s3://bucket/key?versionId=...`, read as Python's urllib does, or nothing. */
export function parseS3Uri(uri: string): S3Place | undefined {
  // urllib drops control characters at the start and line breaks everywhere (WHATWG's rules for addresses).
  const clean = uri.replace(/^[\0- ]+/, '').replace(/[\t\r\n]/g, '')
  const parts = /^s3:\/\/([^/?#]+)(\/[^?#]*)(?:\?([^#]*))?/i.exec(clean)
  if (!parts) return undefined
  const [, bucket = '', path = '', query = ''] = parts
  const versions = query
    .split('&')
    .filter((pair) => pair.startsWith('versionId=') && pair.length > 'versionId='.length)
    .map((pair) => unquote(pair.slice('versionId='.length)))
  const [version] = versions
  return {
    bucket,
    key: path.replace(/^\/+/, ''),
    ...(versions.length === 1 && version !== undefined ? { version } : {}),
  }
}

function unquote(text: string): string {
  const spaced = text.replaceAll('+', ' ')
  return spaced.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const bytes = run.match(/[0-9A-Fa-f]{2}/g) ?? []
    return new TextDecoder('utf-8').decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)))
  })
}
