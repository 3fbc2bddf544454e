import type { Clock } from '../../base/clock.ts'
import type { TelemetryHub } from '../telemetry/hub.ts'
import type { FunctionVersion } from '../types.ts'
import { isShown } from './application-level.ts'
import type { EnvironmentLog } from './environment-log.ts'
import type { PlatformEvent } from './platform-events.ts'

/** Everything that is told of one environment: to its log, and to the extensions that subscribed. */
export class Journal {
  readonly log: EnvironmentLog
  /** Of the extensions that live in the environment now; those of another life have another. */
  telemetry: TelemetryHub | undefined
  readonly #version: FunctionVersion
  readonly #clock: Clock

  constructor(log: EnvironmentLog, version: FunctionVersion, clock: Clock) {
    this.log = log
    this.#version = version
    this.#clock = clock
  }

  /** Somebody reads more than the text log shows. */
  get isDetailed(): boolean {
    return this.#version.logging.format === 'JSON' || this.telemetry?.isWanted === true
  }

  now(): number {
    return this.#clock.now()
  }

  /** An init phase begins. The text log says so once in an environment's life. */
  initStart(record: Extract<PlatformEvent, { type: 'platform.initStart' }>['record']): void {
    const event: PlatformEvent = { type: 'platform.initStart', record }
    const now = this.#clock.now()
    if (record.phase === 'init' || this.#version.logging.format === 'JSON') this.log.platform(event, now)
    this.telemetry?.platform(event, now)
  }

  /** What Lambda itself tells. */
  platform(event: PlatformEvent): void {
    const now = this.#clock.now()
    this.log.platform(event, now)
    this.telemetry?.platform(event, now)
  }

  /** What the function printed or logged; `line` has its line break. */
  functionLine(line: string): void {
    const now = this.#clock.now()
    if (isShown(line, this.#version.logging)) this.log.append(line, now)
    this.telemetry?.line('function', line, now)
  }

  /** What an extension printed. */
  extensionLine(line: string): void {
    const now = this.#clock.now()
    this.log.append(line, now)
    this.telemetry?.line('extension', line, now)
  }

  /** Lambda's own words on a failure: in the text log alone. */
  note(line: string): void {
    this.log.append(line, this.#clock.now())
  }

  /** The invocation is over. */
  end(requestId: string): void {
    const now = this.#clock.now()
    this.log.end(requestId, now)
    this.telemetry?.end(requestId, now)
  }
}
