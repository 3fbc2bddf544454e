/**
 * One invocation inside an environment: what the runtime says about it becomes an outcome. It knows no process and no log; the
 * environment tells it when the runtime ended or time ran out.
 */
import { Readable } from 'node:stream'
import { responseBytesMax, streamedBytesMax } from '../limits.ts'
import type { InvocationSink, RuntimeFault } from '../link/types.ts'
import type { PhaseStatus, Span } from '../logs/platform-events.ts'
import type { Invocation, InvocationReport, Outcome, StreamedOutcome } from '../types.ts'
import { responseTooLarge } from './faults.ts'

/** How a run ended, for the log. */
export interface RunEnd {
  readonly status: PhaseStatus
  readonly errorType?: string
}

/** What a run needs of its environment. */
export interface RunParts {
  readonly invocation: Invocation
  readonly streaming: boolean
  readonly startedAt: number
  /** The numbers of this instant, with the log's tail when `tail` says so. */
  readonly report: (tail: boolean) => InvocationReport
  /** The runtime is read on. */
  readonly resume: () => void
  /** Nothing is left to do in the runtime. */
  readonly onDone: () => void
}

type Completion = Awaited<StreamedOutcome['completed']>

/** One run. */
export class Run implements InvocationSink {
  readonly outcome: Promise<Outcome | StreamedOutcome>
  readonly invocation: Invocation
  /** By the machine's monotonic clock, as all instants here. */
  readonly startedAt: number
  /** When the runtime answered, and with how much. */
  answeredAt: number | undefined
  endedAt: number | undefined
  producedBytes = 0
  end: RunEnd | undefined
  readonly #parts: RunParts
  #resolve: (outcome: Outcome | StreamedOutcome) => void = () => {}
  /** Waits for the log's tail. */
  #held: (() => void) | undefined
  #body: Readable | undefined
  #collected: Uint8Array[] | undefined
  #firstByteAt: number | undefined
  #complete: ((completion: Completion) => void) | undefined

  constructor(parts: RunParts) {
    this.#parts = parts
    this.invocation = parts.invocation
    this.startedAt = parts.startedAt
    this.outcome = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  get isAnswered(): boolean {
    return this.end !== undefined
  }

  result(payload: Uint8Array): void {
    if (this.isAnswered) return
    if (payload.length > responseBytesMax) {
      this.resultTooLarge(payload.length)
      return
    }
    this.producedBytes = payload.length
    this.#answer({ status: 'success' }, (report) => ({ kind: 'success', payload, report }))
  }

  resultTooLarge(bytes: number): void {
    this.producedBytes = bytes
    const payload = responseTooLarge(bytes, responseBytesMax)
    this.#fail({ errorType: 'Function.ResponseSizeTooLarge', payload })
  }

  /** A handler that fails is a runtime that works: no status tells of it. Source: the emulator, internal/lambda/rapid. */
  failed(fault: RuntimeFault): void {
    this.#fail(fault, 'success')
  }

  streamBegins(contentType: string | undefined): void {
    this.#firstByteAt = performance.now()
    if (!this.#parts.streaming) {
      this.#collected = []
      return
    }
    const body = new Readable({ highWaterMark: 262_144, read: () => this.#parts.resume() })
    // Who stops reading is not waited for, and what the function still sends is dropped.
    body.on('close', () => this.#parts.resume())
    body.on('error', () => {})
    this.#body = body
    const completed = new Promise<Completion>((resolve) => {
      this.#complete = resolve
    })
    this.#resolve({ contentType: contentType ?? 'application/octet-stream', body, completed })
  }

  chunk(bytes: Uint8Array): boolean {
    if (this.isAnswered) return true
    this.producedBytes += bytes.length
    if (this.#collected) {
      if (this.producedBytes > responseBytesMax) {
        this.#collected = []
        return true
      }
      this.#collected.push(bytes)
      return true
    }
    if (this.producedBytes > streamedBytesMax) {
      this.#fail({
        errorType: 'Function.ResponseSizeTooLarge',
        payload: responseTooLarge(this.producedBytes, streamedBytesMax),
      })
      return true
    }
    return this.#body === undefined || this.#body.destroyed || this.#body.push(bytes)
  }

  streamEnds(fault?: RuntimeFault): void {
    if (this.isAnswered) return
    if (fault) {
      this.#fail(fault, 'success')
      return
    }
    if (this.#collected) {
      if (this.producedBytes > responseBytesMax) {
        this.resultTooLarge(this.producedBytes)
        return
      }
      const payload = Buffer.concat(this.#collected)
      this.#answer({ status: 'success' }, (report) => ({ kind: 'success', payload, report }))
      return
    }
    this.#endStream({ status: 'success' })
  }

  done(): void {
    this.#parts.onDone()
  }

  /** How the time was spent. Source: Lambda Telemetry API, Event schema reference, platform.runtimeDone. */
  spans(now: number): Span[] {
    const ended = this.endedAt ?? performance.now()
    const answered = this.answeredAt ?? ended
    const at = (instant: number) => new Date(now - (ended - instant)).toISOString()
    const span = (name: string, from: number, to: number) => ({
      name,
      start: at(from),
      durationMs: Math.round((to - from) * 1000) / 1000,
    })
    return [
      span('responseLatency', this.startedAt, this.#firstByteAt ?? answered),
      span('responseDuration', this.#firstByteAt ?? answered, answered),
      span('runtimeOverhead', answered, ended),
    ]
  }

  /** Lambda's own word on a run: the runtime ended, or took too long. */
  abort(status: PhaseStatus, fault: RuntimeFault): void {
    this.#fail(fault, status)
  }

  /** The log is complete: who waited for its tail gets the outcome. */
  close(): void {
    this.#held?.()
    this.#held = undefined
  }

  #fail(fault: RuntimeFault, status: PhaseStatus = 'error'): void {
    if (this.isAnswered) return
    const { errorType, payload } = fault
    const end = status === 'success' ? { status } : { status, errorType }
    if (this.#body) {
      this.#endStream(end, fault)
      return
    }
    this.#answer(end, (report) => ({
      kind: 'error',
      functionError: 'Unhandled',
      payload,
      report,
    }))
  }

  #answer(end: RunEnd, outcome: (report: InvocationReport) => Outcome): void {
    this.end = end
    this.answeredAt = performance.now()
    this.#collected = undefined
    if (this.invocation.tail) this.#held = () => this.#resolve(outcome(this.#parts.report(true)))
    else this.#resolve(outcome(this.#parts.report(false)))
  }

  #endStream(end: RunEnd, fault?: RuntimeFault): void {
    this.end = end
    this.answeredAt = performance.now()
    this.#body?.push(null)
    const finish = (tail: boolean) =>
      this.#complete?.({
        report: this.#parts.report(tail),
        ...(fault === undefined ? {} : { error: { code: fault.errorType, details: detailsOf(fault) } }),
      })
    if (this.invocation.tail) this.#held = () => finish(true)
    else finish(false)
  }
}

function detailsOf({ payload }: RuntimeFault): string {
  return Buffer.from(payload).toString()
}
