/**
 * The contract of the compute room: it turns an invocation of a function version into a result. It knows the Runtime API and
 * execution environments, not the Lambda API and its tables; whoever calls it has resolved names, checked permissions and
 * counted concurrency.
 */
import type { Readable } from 'node:stream'
import type { AccountId, Region } from '../aws/identifiers.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { RandomSource } from '../base/random.ts'
import type { SandboxHost } from '../sandbox/index.ts'
import type { RegistryAccess } from './images/sources/registry-source.ts'

/** Where code comes from. */
export type CodeReference =
  /** A zip in the store's blobs, by its SHA-256 (lower-case hexadecimal). */
  | { readonly kind: 'zip'; readonly sha256: string }
  /** A folder of this machine, run as it is (hot reload). */
  | { readonly kind: 'folder'; readonly path: string }
  /** A container image; `digest` names it, and `uri` says where it is had from when it is not here. */
  | {
      readonly kind: 'image'
      readonly digest: string
      readonly uri: string
      readonly architecture: 'x86_64' | 'arm64'
    }

/** How an image is started, where it differs from what the image says. */
export interface ImageStart {
  readonly entryPoint?: readonly string[]
  readonly command?: readonly string[]
  readonly workingDirectory?: string
}

/** What execution environments are made from: one configuration of one version of a function. */
export interface FunctionVersion {
  /** Equal for two if and only if an environment of the one may serve the other; changes with code and configuration. */
  readonly key: string
  readonly accountId: AccountId
  readonly region: Region
  readonly functionName: string
  /** `$LATEST`, `1`, ... */
  readonly version: string
  /** Without a qualifier. */
  readonly functionArn: string
  /** As AWS names it: `python3.13`; absent for images. */
  readonly runtime?: string
  readonly handler?: string
  readonly code: CodeReference
  /** In the order in which they are laid over each other at `/opt`. */
  readonly layers: readonly CodeReference[]
  readonly image?: ImageStart
  readonly architecture: 'x86_64' | 'arm64'
  readonly memoryMb: number
  readonly timeoutMs: number
  readonly ephemeralStorageMb: number
  readonly environment: Readonly<Record<string, string>>
  readonly roleArn: string
  readonly logging: LoggingConfiguration
  readonly tracing: 'Active' | 'PassThrough'
  /** Environments are copies of one that was initialised when the version was published. */
  readonly snapStart: boolean
  /** An environment serves invocations of one tenant only. */
  readonly tenantIsolation: boolean
  /** Durable functions: an invocation may ask for up to this long in all; passed on to the runtime. */
  readonly durable?: { readonly executionTimeoutSeconds: number; readonly retentionDays: number }
}

/** Where and how the function's log is written. Source: Lambda Developer Guide, "Configuring advanced logging controls". */
export interface LoggingConfiguration {
  readonly format: 'Text' | 'JSON'
  readonly group: string
  readonly applicationLevel?: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL'
  readonly systemLevel?: 'DEBUG' | 'INFO' | 'WARN'
}

/** One run of a function. */
export interface Invocation {
  /** The request id that the function sees and the log names. */
  readonly requestId: string
  /** With the qualifier that the caller used. */
  readonly invokedArn: string
  readonly payload: Uint8Array
  /** The client context's JSON, decoded from base64. */
  readonly clientContext?: string
  /** The Cognito identity's JSON. */
  readonly identity?: string
  /** `X-Amzn-Trace-Id`. */
  readonly traceHeader?: string
  readonly tenantId?: string
  /** The last 4 KB of the log come with the outcome, at the price of waiting for them. */
  readonly tail?: boolean
  /** Initialised environments that were provisioned serve it first. */
  readonly provisioned?: boolean
}

/** How an invocation ended, beside its payload. */
export interface InvocationReport {
  readonly durationMs: number
  readonly billedMs: number
  /** Present when the environment was initialised for this invocation. */
  readonly initMs?: number
  readonly restoreMs?: number
  readonly maxMemoryMb: number
  /** The last 4 KB of the log. */
  readonly tail?: string
}

/** What a function answered, or how it failed. Failures of the function are results, not exceptions. */
export type Outcome =
  | { readonly kind: 'success'; readonly payload: Uint8Array; readonly report: InvocationReport }
  | {
      readonly kind: 'error'
      /** AWS says `Unhandled` for everything that today's runtimes report. */
      readonly functionError: 'Unhandled' | 'Handled'
      /** JSON: errorType, errorMessage, stackTrace ... as the runtime or Lambda words it. */
      readonly payload: Uint8Array
      readonly report: InvocationReport
    }

/** A response that streams. */
export interface StreamedOutcome {
  readonly contentType: string
  /** Ends with the response. When the function fails midway the stream ends and `completed` tells. */
  readonly body: Readable
  readonly completed: Promise<{
    readonly report: InvocationReport
    readonly error?: { readonly code: string; readonly details: string }
  }>
}

/** What initialised environments a version keeps ready. */
export interface ProvisionedStatus {
  readonly requested: number
  readonly available: number
  /** Why environments cannot be made. */
  readonly failure?: string
}

/** An execution environment as a console shows it. */
export interface EnvironmentView {
  readonly id: string
  readonly functionArn: string
  readonly version: string
  readonly state: string
  readonly memoryBytes: number
  readonly invocations: number
  readonly idleSince?: number
}

/** What happened since the start, for metrics. Units: milliseconds. */
export interface ComputeCounts {
  readonly invocations: number
  /** Environments that were started. */
  readonly coldStarts: number
  /** Invocations that Lambda, not the function, ended: timeouts, exits. */
  readonly crashes: number
  readonly durationMs: number
  readonly initMs: number
  /** Runtimes that wait for a function, now. */
  readonly ahead: number
  /** Invocations that wait for an environment, now. */
  readonly waiting: number
}

/** A layer that holds packages of a registry: PyPI's for Python, npm's for Node.js. */
export interface PackageLayer {
  readonly language: 'python' | 'nodejs'
  /** As the package client takes them: `aws-lambda-powertools>=3,<4`. */
  readonly packages: readonly string[]
  /** For which Python: `3.12`. Absent: for all, so far as packages are. */
  readonly pythonVersion?: string
  readonly architecture: FunctionVersion['architecture']
}

/** A layer whose content this server brings itself: the AWS Parameters and Secrets Lambda Extension. */
export interface ExtensionLayer {
  readonly extension: 'parameters-and-secrets'
}

/** What runs functions. One for each node. */
export interface Compute {
  /**
   * Runs a function and waits for its result. Fails with a ComputeError when Lambda, not the function, is to blame: code that
   * cannot be had, no interpreter, no capacity.
   */
  invoke(version: FunctionVersion, invocation: Invocation): Promise<Outcome>
  /** As {@link invoke}; resolves with the first byte, or the end. */
  invokeStreaming(version: FunctionVersion, invocation: Invocation): Promise<StreamedOutcome | Outcome>
  /** Fetches and unpacks code, finds the interpreter; for SnapStart initialises and keeps the snapshot. */
  prepare(version: FunctionVersion): Promise<void>
  /**
   * Finds a container image by a reference as people write it; nothing is unpacked yet. `uri` leads to this very image for ever.
   * Fails with an ImageError.
   */
  findImage(
    reference: string,
    architecture: FunctionVersion['architecture'],
  ): Promise<{ readonly digest: string; readonly uri: string }>
  /** The zip of a layer that is made of packages, or is this server's own. Fails with a ComputeError when packages cannot be had. */
  publishedLayer(layer: PackageLayer | ExtensionLayer): Promise<Uint8Array>
  /** Keeps so many initialised environments, 0 to end it. */
  provision(version: FunctionVersion, count: number): Promise<void>
  provisioned(version: FunctionVersion): ProvisionedStatus
  /**
   * Lets debuggers of this machine at a function version, Node.js or Python, until the session is closed. Its environments end; one at a
   * time is made from then on, and its invocations have all the time they take while a debugger is attached. Fails with a ComputeError.
   */
  debug(version: FunctionVersion, wish: DebugWish): Promise<Debugging>
  /** No new invocation will come for versions with this key: environments end after what they are doing. */
  retire(key: string): Promise<void>
  readonly environments: readonly EnvironmentView[]
  readonly counts: ComputeCounts
  stop(): Promise<void>
}

/** How a function is to be debugged. */
export interface DebugWish {
  /** The port of this machine for debuggers; 0 takes a free one. */
  readonly port: number
  /** The runtime waits for a debugger before it loads the handler. */
  readonly wait: boolean
  /** An environment can be reached; the first debugger came; the last one went. */
  readonly onState: (state: 'environment' | 'attached' | 'detached') => void
}

/** A function that is being debugged. */
export interface Debugging {
  /** Where debuggers connect. */
  readonly port: number
  close(): Promise<void>
}

/** A failure that is not the function's. The Lambda service words it as an AWS error. */
export class ComputeError extends Error {
  override readonly name = 'ComputeError'
  readonly reason: 'no runtime' | 'code unavailable' | 'no capacity' | 'stopping'

  constructor(reason: ComputeError['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** Keys of a function's role, for the environment variables of a function. */
export interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  /** Unit: milliseconds since the epoch. */
  readonly expiresAt: number
}

/** Takes a function's log lines; never fails, never waits. Unit of `timestamp`: milliseconds since the epoch. */
export interface LogSink {
  append(
    target: {
      readonly accountId: AccountId
      readonly region: Region
      readonly groupName: string
      readonly streamName: string
    },
    events: ReadonlyArray<{ readonly timestamp: number; readonly message: string }>,
  ): void
  /** Resolves when what was appended before is durable (or given up). */
  flush(): Promise<void>
}

/** What this room needs from above; `app` fills it in. */
export interface ComputeSurroundings {
  /** Stamps of log lines and names of log streams. Limits of invocations run by the machine's time: functions do. */
  readonly clock: Clock
  readonly random: RandomSource
  readonly logger: Logger
  readonly sandboxes: SandboxHost
  /** The bytes of a zip. Undefined: there is no such blob. */
  readonly readCode: (sha256: string) => Promise<AsyncIterable<Uint8Array> | undefined>
  readonly credentials: (version: FunctionVersion) => Promise<RoleCredentials>
  readonly logs: LogSink
  /** The Unix socket on which the front door answers, and its address on the host: functions' own AWS calls go there. */
  readonly frontDoor: { readonly socketPath: string; readonly hostAddress: string; readonly port: number }
  /** How registries of container images are reached: with what credentials, and whether another one stands in. */
  readonly registries?: RegistryAccess
  /** A folder for unpacked code, runtimes and SDKs: a cache that may be emptied while no server runs. */
  readonly cacheFolder: string
  /** A folder for Unix sockets that this server's user alone may enter; its path is short. */
  readonly socketFolder: string
  readonly network: 'none' | 'outside' | 'host'
  /** A version of an interpreter other than the one asked for is refused, not warned of. */
  readonly strictRuntimes: boolean
}
