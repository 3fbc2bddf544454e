/**
 * Execution logs: what API Gateway tells of each step of a request. Source: API Gateway Developer Guide, "Set up CloudWatch logging for
 * REST APIs", "Configure logging for WebSocket APIs"; the words: logs that users of AWS have published, and the examples of TestInvokeMethod.
 */
import { logCharactersMax } from './limits.ts'
import type { LogLine } from './log-lines.ts'

/** How much of requests is told. */
export interface ExecutionLogSettings {
  /** `OFF`, `ERROR`, `INFO`; absent: nothing is told. */
  readonly loggingLevel?: string | undefined
  readonly dataTraceEnabled?: boolean | undefined
}

/** What is told of one request, at its stage's level. */
export class ExecutionLog {
  /** Without the request's id. */
  readonly lines: LogLine[] = []
  readonly #now: () => number
  readonly #level: 'OFF' | 'ERROR' | 'INFO'
  readonly #traces: boolean

  constructor(now: () => number, { loggingLevel, dataTraceEnabled }: ExecutionLogSettings) {
    this.#now = now
    this.#level = loggingLevel === 'INFO' || loggingLevel === 'ERROR' ? loggingLevel : 'OFF'
    this.#traces = dataTraceEnabled === true
  }

  /** Whether anything of a request's contents is told: who makes it up may ask before. */
  get tracesData(): boolean {
    return this.#traces && this.#level === 'INFO'
  }

  info(words: string): void {
    if (this.#level === 'INFO') this.#add(words)
  }

  error(words: string): void {
    if (this.#level !== 'OFF') this.#add(words)
  }

  /** Contents of requests and answers: only where data are traced. */
  data(words: () => string): void {
    if (this.tracesData) this.#add(words())
  }

  #add(words: string): void {
    const cut = words.length > logCharactersMax ? `${words.slice(0, logCharactersMax)} [TRUNCATED]` : words
    this.lines.push({ timestamp: this.#now(), message: cut })
  }
}

/** Names and values as Java writes maps: `{a=1, b=2}`. Keys and tokens among it are not shown. Source: as above, sensitive headers are redacted. */
export function shownMap(entries: Iterable<readonly [string, string]>): string {
  return `{${[...entries].map(([name, value]) => `${name}=${redacted(name, value)}`).join(', ')}}`
}

function redacted(name: string, value: string): string {
  if (!/^(?:authorization|x-api-key|x-amz-security-token|cookie)$/i.test(name)) return value
  return `${'*'.repeat(Math.max(0, value.length - 6))}${value.slice(-6)}`
}
