import { pythonJson } from './python/json-text.ts'
import { isTruthy, type Value } from './python/values.ts'

/** Digits of a hash at the end of a logical id. Source: LogicalIdGenerator of aws-sam-translator. */
const hashLength = 10

/** The id that starts with `prefix` and ends with a hash of what it stands for. Nothing to stand for: no hash. */
export function hashedId(sha1: (text: string) => string, prefix: string, data: Value | undefined): string {
  return prefix + shortHash(sha1, data)
}

/** The first digits of the hash of a value: a text as it is, anything else as JSON with sorted keys. */
export function shortHash(
  sha1: (text: string) => string,
  data: Value | undefined,
  length = hashLength,
): string {
  if (!isTruthy(data)) return ''
  return sha1(
    typeof data === 'string' ? data : pythonJson(data as Value, { compact: true, sorted: true }),
  ).slice(0, length)
}
