/** The environment variables of a function, as AWS sets them; nothing of the host's is among them. */

import type { InitializationType } from '../logs/platform-events.ts'
import type { FunctionVersion, RoleCredentials } from '../types.ts'
import type { Inside } from './runtime-plan.ts'

/** What they are made from. */
export interface VariableFacts {
  readonly version: FunctionVersion
  readonly credentials: RoleCredentials
  readonly initializationType: InitializationType
  readonly logStreamName: string
  /** `127.0.0.1:9001`. */
  readonly runtimeApi: string
  /** `127.0.0.1:4566`. */
  readonly frontDoor: string
  readonly inside: Inside
  /** Of the runtime: PATH, LD_LIBRARY_PATH, NODE_PATH and the like. */
  readonly runtimeVariables: Readonly<Record<string, string>>
}

/**
 * All variables of a function's process. Those that a function may not set are laid over its own; the others under them.
 * Source: Lambda Developer Guide, "Working with Lambda environment variables", "Defined runtime environment variables".
 */
export function functionVariables(facts: VariableFacts): Record<string, string> {
  const { version, inside } = facts
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: `/usr/local/bin:/usr/bin/:/bin:${inside('/opt')}/bin`,
    LD_LIBRARY_PATH: libraryPath(inside),
    AWS_ENDPOINT_URL: `http://${facts.frontDoor}`,
    // Some operations (StartSyncExecution) put a label before the host name; clients that know this setting leave it away.
    AWS_DISABLE_HOST_PREFIX_INJECTION: 'true',
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129:2000',
    _AWS_XRAY_DAEMON_ADDRESS: '169.254.79.129',
    _AWS_XRAY_DAEMON_PORT: '2000',
    ...facts.runtimeVariables,
    ...version.environment,
    ...reserved(facts),
  }
}

/** The variables of extensions: those of the function but for what belongs to its handler and its runtime. */
export function extensionVariables(facts: VariableFacts): Record<string, string> {
  const { _HANDLER, AWS_EXECUTION_ENV, LAMBDA_TASK_ROOT, LAMBDA_RUNTIME_DIR, ...shared } =
    functionVariables(facts)
  return shared
}

/** Source: as above, "Reserved environment variables". */
function reserved(facts: VariableFacts): Record<string, string> {
  const { version, credentials, inside } = facts
  const { logging } = version
  return {
    _HANDLER: version.handler ?? '',
    AWS_REGION: version.region,
    AWS_DEFAULT_REGION: version.environment.AWS_DEFAULT_REGION ?? version.region,
    AWS_LAMBDA_FUNCTION_NAME: version.functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(version.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: version.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: facts.initializationType,
    AWS_LAMBDA_LOG_GROUP_NAME: logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: facts.logStreamName,
    AWS_LAMBDA_LOG_FORMAT: logging.format,
    ...(logging.format === 'JSON' && logging.applicationLevel !== undefined
      ? { AWS_LAMBDA_LOG_LEVEL: logging.applicationLevel }
      : {}),
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_LAMBDA_RUNTIME_API: facts.runtimeApi,
    LAMBDA_TASK_ROOT: inside('/var/task'),
    LAMBDA_RUNTIME_DIR: inside('/var/runtime'),
    ...(version.runtime === undefined || version.runtime.startsWith('provided')
      ? {}
      : { AWS_EXECUTION_ENV: `AWS_Lambda_${version.runtime}` }),
  }
}

/** Source: as above, `LD_LIBRARY_PATH`. */
function libraryPath(inside: Inside): string {
  const task = inside('/var/task')
  const opt = inside('/opt')
  return [
    '/lib64',
    '/usr/lib64',
    inside('/var/runtime'),
    `${inside('/var/runtime')}/lib`,
    task,
    `${task}/lib`,
    `${opt}/lib`,
  ].join(':')
}
