/**
 * A runtime that speaks the HTTP Runtime API.
 *
 *   Started ──/next──> Ready ──(invocation)──> Running ──/response──> InvocationResponse ───────> ResponseSent
 *      │                 ^                        └──────/error─────> InvocationErrorResponse ──>     │
 *      ├─/init/error─> InitError                                                                      │
 *      │                 └────────────────────────────/next───────────────────────────────────────────┘
 *      └─/restore/next─> RestoreReady ──(restored)──> Restoring ──/next──> Ready
 *                                                         └──/restore/error─> RestoreError
 *
 * Whatever is not drawn is refused. Source: aws/aws-lambda-runtime-interface-emulator, internal/lambda/core/states.go.
 */
import type { InvocationHeader, InvocationSink, RuntimeFault, RuntimeLink } from '../link/types.ts'
import { invalidRequestId, runtimeMayNot } from './answers.ts'

/** The states by the names that error messages give them. */
export type RuntimeStateName =
  | 'Started'
  | 'InitError'
  | 'Ready'
  | 'Running'
  | 'InvocationResponse'
  | 'InvocationErrorResponse'
  | 'ResponseSent'
  | 'RestoreReady'
  | 'Restoring'
  | 'RestoreError'

/** What `/next` answers. */
export interface NextEvent {
  readonly header: InvocationHeader
  readonly payload: Uint8Array
}

/** A request that waits for an invocation. */
type Waiter = (event: NextEvent) => void

/** The server's side of the runtime of one environment. */
export class HttpRuntime implements RuntimeLink {
  #state: RuntimeStateName = 'Started'
  #waiters: Waiter[] = []
  #current: (NextEvent & { readonly sink: InvocationSink }) | undefined
  #onInitialised: ((fault: RuntimeFault | undefined) => void) | undefined
  #onRestoreReady: (() => void) | undefined
  #onRestored: (() => void) | undefined
  #resumes: (() => void) | undefined

  get state(): RuntimeStateName {
    return this.#state
  }

  // ---- what the environment asks

  initialise(): Promise<RuntimeFault | undefined> {
    return new Promise((resolve) => {
      this.#onInitialised = resolve
    })
  }

  invoke(header: InvocationHeader, payload: Uint8Array, sink: InvocationSink): void {
    this.#current = { header, payload, sink }
    this.#deliver()
  }

  /** Reads on a response that was paused. */
  resume(): void {
    const resume = this.#resumes
    this.#resumes = undefined
    resume?.()
  }

  shutdown(): void {}

  close(): void {
    this.#current = undefined
    this.#waiters = []
    this.resume()
  }

  /** Resolves when the runtime waits to be restored from a snapshot, or has shown that it does not care. */
  whenRestoreReady(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRestoreReady = resolve
    })
  }

  /** Lets a runtime go on that waits to be restored. */
  restore(): void {
    if (this.#state === 'RestoreReady') this.#state = 'Restoring'
    this.#onRestored?.()
    this.#onRestored = undefined
  }

  // ---- what the runtime asks

  /** Waits for the next invocation; rejects when `signal` aborts. Fails with an ApiRefusal. */
  next(signal: AbortSignal): Promise<NextEvent> {
    // The emulator answers the invocation under way once more; so do we.
    if (this.#state === 'Running' && this.#current) return Promise.resolve(this.#current)
    if (!['Started', 'Ready', 'ResponseSent', 'Restoring'].includes(this.#state))
      throw runtimeMayNot(this.#state, 'Ready')
    const before = this.#state
    this.#state = 'Ready'
    const waiting = new Promise<NextEvent>((resolve, reject) => {
      const waiter: Waiter = (event) => {
        signal.removeEventListener('abort', onAbort)
        resolve(event)
      }
      const onAbort = () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter)
        reject(signal.reason as Error)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      this.#waiters.push(waiter)
    })
    if (before === 'ResponseSent') {
      const sink = this.#current?.sink
      this.#current = undefined
      sink?.done()
    } else if (before !== 'Ready') {
      this.#onRestoreReady?.()
      this.#finishInit(undefined)
    }
    this.#deliver()
    return waiting
  }

  /** The invocation that a response or an error is for. Fails with an ApiRefusal when it is another one's. */
  running(requestId: string): InvocationSink {
    if (this.#current?.header.id !== requestId) throw invalidRequestId()
    return this.#current.sink
  }

  /** A response begins. Fails with an ApiRefusal. */
  beginResponse(state: 'InvocationResponse' | 'InvocationErrorResponse'): void {
    if (this.#state !== 'Running') throw runtimeMayNot(this.#state, state)
    this.#state = state
  }

  /** It is complete. */
  responseSent(): void {
    this.#state = 'ResponseSent'
  }

  /** To be called when {@link resume} is. */
  onResume(resume: () => void): void {
    this.#resumes = resume
  }

  /** Fails with an ApiRefusal. */
  initError(fault: RuntimeFault): void {
    if (this.#state !== 'Started') throw runtimeMayNot(this.#state, 'InitError')
    this.#state = 'InitError'
    this.#finishInit(fault)
  }

  /** Waits to be restored. Fails with an ApiRefusal. */
  restoreNext(): Promise<void> {
    if (this.#state !== 'Started') throw runtimeMayNot(this.#state, 'Ready')
    this.#state = 'RestoreReady'
    const restored = new Promise<void>((resolve) => {
      this.#onRestored = resolve
    })
    this.#onRestoreReady?.()
    return restored
  }

  /** Fails with an ApiRefusal. */
  restoreError(fault: RuntimeFault): void {
    if (this.#state !== 'Restoring') throw runtimeMayNot(this.#state, 'RestoreError')
    this.#state = 'RestoreError'
    this.#finishInit(fault)
  }

  #deliver(): void {
    const [waiter, ...others] = this.#waiters
    if (!waiter || !this.#current || this.#state !== 'Ready') return
    this.#state = 'Running'
    this.#waiters = others
    waiter(this.#current)
  }

  #finishInit(fault: RuntimeFault | undefined): void {
    this.#onInitialised?.(fault)
    this.#onInitialised = undefined
  }
}
