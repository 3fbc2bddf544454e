import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '../../base/logger.ts'
import type { TelemetryHub } from '../telemetry/hub.ts'
import type { FunctionVersion } from '../types.ts'
import type { ExtensionSet } from './extensions.ts'
import type { HttpRuntime } from './http-runtime.ts'

/** What the APIs of one environment speak for. */
export interface ApiHost {
  /** The runtime, when it speaks the HTTP Runtime API. */
  readonly runtime?: HttpRuntime
  readonly extensions: ExtensionSet
  readonly telemetry: TelemetryHub
  readonly version: FunctionVersion
  readonly logger: Logger
}

/** One request of a process inside. */
export interface ApiCall {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly host: ApiHost
  /** What stands in the path. */
  readonly requestId: string
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal
}

/** Answers one route. Fails with an ApiRefusal. */
export type ApiHandler = (call: ApiCall) => Promise<void> | void

/** Header by its lower-case name; the first when it came more than once. */
export function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}
