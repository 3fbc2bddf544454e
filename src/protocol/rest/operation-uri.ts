import type { OperationModel } from '../../models/index.ts'
import { parseUri, type UriPattern } from './uri.ts'

const patterns = new WeakMap<OperationModel, UriPattern>()

/**
 * The pattern of an operation's path. S3's models leave the bucket to the host name (Smithy 2.0, "S3 bucket
 * virtual hosting"); here a request's path always begins with the bucket, whichever way it came, so a label that the
 * model's `uri` does not mention stands first.
 */
export function uriOf(operation: OperationModel): UriPattern {
  let pattern = patterns.get(operation)
  if (!pattern) {
    pattern = parseUri(operation.http?.uri ?? '/')
    const named = new Set(pattern.segments.map((segment) => ('name' in segment ? segment.name : '')))
    const missing = operation.input.members.filter(
      (member) => member.traits.httpLabel && !named.has(member.name),
    )
    pattern = {
      segments: [...missing.map(({ name }) => ({ kind: 'label', name }) as const), ...pattern.segments],
      query: pattern.query,
    }
    patterns.set(operation, pattern)
  }
  return pattern
}
