import { utf8Bytes } from '../../../base/utf8.ts'

/**
 * What a function's environment variables may be. Source: Lambda Developer Guide, "Working with Lambda environment
 * variables", reserved environment variables.
 */
const reserved: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
])

const because =
  'Lambda was unable to configure your environment variables because the environment variables you have provided'

/** Why variables are refused, in AWS's words; undefined when they may be set. `bytesMax`: of all as JSON. */
export function environmentRefusal(
  variables: Readonly<Record<string, string>>,
  bytesMax: number,
): string | undefined {
  const taken = Object.keys(variables).filter((name) => reserved.has(name))
  if (taken.length > 0) {
    return `${because} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${taken.join(', ')}`
  }
  const measured = JSON.stringify(variables)
  if (utf8Bytes(measured) > bytesMax) return `${because} exceeded the 4KB limit. String measured: ${measured}`
  return undefined
}
