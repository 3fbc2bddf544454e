/**
 * The extensions of one environment: who registered, who waits for the next event, who still works on one.
 *
 *   Started ──register──> Registered ──/event/next──> Ready ──(event)──> Running ──/event/next──> Ready ...
 *      any of these ──/init/error──> InitError, ──/exit/error──> ExitError
 *
 * External ones are programs in /opt/extensions, known before they register; internal ones live in the runtime's processes.
 * Source: Lambda Extensions API reference; aws/aws-lambda-runtime-interface-emulator, internal/lambda/core.
 */
import { type RandomSource, randomUuid } from '../../base/random.ts'
import { extensionMayNot, extensionRefused } from './answers.ts'

/** Source: as above, MaxAgentsAllowed. */
const extensionsMax = 10

/** What an extension may subscribe to. */
export type ExtensionEventType = 'INVOKE' | 'SHUTDOWN'

type StateName = 'Started' | 'Registered' | 'Ready' | 'Running' | 'InitError' | 'ExitError' | 'Exited'

/** One extension. */
export interface Extension {
  readonly id: string
  readonly name: string
  readonly kind: 'external' | 'internal'
  state: StateName
  events: ReadonlySet<ExtensionEventType>
  /** What it said that it failed with. */
  errorType?: string
  /** How its process ended. */
  ending?: string
}

interface Entry extends Extension {
  waiting?: ((event: object) => void) | undefined
  queued?: object | undefined
}

/** Every extension of an environment. */
export class ExtensionSet {
  readonly #random: RandomSource
  readonly #byName = new Map<string, Entry>()
  readonly #byId = new Map<string, Entry>()
  #isOpen = true
  #onChange: Array<{ holds: () => boolean; resolve: () => void }> = []

  /** Rejects with nothing, resolves with the first extension that failed. */
  readonly failed: Promise<Extension>
  #fail: (extension: Extension) => void = () => {}

  constructor(random: RandomSource) {
    this.#random = random
    this.failed = new Promise((resolve) => {
      this.#fail = resolve
    })
  }

  get all(): readonly Extension[] {
    return [...this.#byName.values()]
  }

  get isEmpty(): boolean {
    return this.#byName.size === 0
  }

  /** Names one event that is handed out. */
  newEventId(): string {
    return randomUuid(this.#random)
  }

  /** An external extension is about to be started. */
  expect(name: string): void {
    this.#add(name, 'external')
  }

  /** After the init phase nobody new may come. */
  closeRegistration(): void {
    this.#isOpen = false
  }

  /** Resolves when all external extensions have registered. */
  whenRegistered(): Promise<void> {
    return this.#when(() => this.all.every(({ state }) => state !== 'Started'))
  }

  /** Resolves when none works on anything: all that registered have asked for an event. */
  whenReady(): Promise<void> {
    return this.#when(() =>
      this.all.every(({ state }) => state !== 'Started' && state !== 'Registered' && state !== 'Running'),
    )
  }

  /** True when none works on anything. */
  get isReady(): boolean {
    for (const { state } of this.#byName.values())
      if (state === 'Started' || state === 'Registered' || state === 'Running') return false
    return true
  }

  /** Registers an extension. Fails with an ApiRefusal. */
  register(name: string, events: readonly string[]): Extension {
    const known = this.#byName.get(name)
    const kind = known?.kind === 'external' ? 'external' : 'internal'
    for (const event of events) {
      if (event === 'INVOKE' || (event === 'SHUTDOWN' && kind === 'external')) continue
      // UNVERIFIED: the words after the event's name.
      throw extensionRefused('Extension.InvalidEventType', `${event}: Invalid event type`)
    }
    let entry = known
    if (kind === 'internal') {
      if (!this.#isOpen)
        throw extensionRefused('Extension.RegistrationClosed', 'Extension registration closed already')
      if (known)
        throw extensionRefused(
          'Extension.InvalidExtensionState',
          'Extension with this name already registered',
        )
      if (this.#byName.size >= extensionsMax)
        throw extensionRefused('Extension.TooManyExtensions', `Extension limit (${extensionsMax}) reached`)
      entry = this.#add(name, 'internal')
    }
    if (entry?.state !== 'Started') throw extensionMayNot(entry?.state ?? 'Exited', 'Registered', name)
    entry.events = new Set(events as readonly ExtensionEventType[])
    this.#move(entry, 'Registered')
    return entry
  }

  /** The extension with this identifier. Fails with an ApiRefusal. */
  find(id: string | undefined): Extension {
    return this.#find(id)
  }

  /** Waits for an extension's next event; rejects when `signal` aborts. Fails with an ApiRefusal. */
  next(id: string | undefined, signal: AbortSignal): Promise<object> {
    const entry = this.#find(id)
    if (entry.state !== 'Registered' && entry.state !== 'Ready' && entry.state !== 'Running')
      throw extensionMayNot(entry.state, 'Ready', entry.id)
    const event = new Promise<object>((resolve, reject) => {
      const onAbort = () => {
        if (entry.waiting === waiting) entry.waiting = undefined
        reject(signal.reason as Error)
      }
      const waiting = (next: object) => {
        signal.removeEventListener('abort', onAbort)
        entry.waiting = undefined
        resolve(next)
      }
      signal.addEventListener('abort', onAbort, { once: true })
      entry.waiting = waiting
    })
    this.#move(entry, 'Ready')
    if (entry.queued) {
      const queued = entry.queued
      entry.queued = undefined
      this.#send(entry, queued)
    }
    return event
  }

  /** An extension says that it failed. Fails with an ApiRefusal. */
  reportError(id: string | undefined, to: 'InitError' | 'ExitError', errorType: string): void {
    const entry = this.#find(id)
    const may =
      to === 'InitError'
        ? entry.state === 'Registered' || entry.state === 'Started'
        : entry.state !== 'InitError' && entry.state !== 'ExitError' && entry.state !== 'Exited'
    if (!may) throw extensionMayNot(entry.state, to, entry.id)
    entry.errorType = errorType
    this.#move(entry, to)
    this.#fail(entry)
  }

  /** The process of an external extension ended. */
  ended(name: string, ending: string): Extension | undefined {
    const entry = this.#byName.get(name)
    if (!entry || entry.state === 'Exited') return undefined
    entry.ending = ending
    if (entry.state !== 'InitError' && entry.state !== 'ExitError') {
      entry.state = 'Exited'
      this.#fail(entry)
    }
    this.#changed()
    return entry
  }

  /** Sends an event to all that subscribed to its type. Answers whether there were any. */
  send(type: ExtensionEventType, event: object): boolean {
    let any = false
    for (const entry of this.#byName.values()) {
      if (!entry.events.has(type) || entry.state === 'Exited') continue
      any = true
      this.#send(entry, event)
    }
    return any
  }

  #send(entry: Entry, event: object): void {
    if (entry.waiting) {
      entry.state = 'Running'
      entry.waiting(event)
    } else {
      // Frozen or slow: it gets it when it asks.
      entry.queued = event
      if (entry.state === 'Ready') entry.state = 'Running'
    }
  }

  #find(id: string | undefined): Entry {
    if (id === undefined || id === '')
      throw extensionRefused(
        'Extension.MissingExtensionIdentifier',
        'Missing Lambda-Extension-Identifier header',
      )
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
      throw extensionRefused('Extension.InvalidExtensionIdentifier', 'Invalid Lambda-Extension-Identifier')
    const entry = this.#byId.get(id.toLowerCase())
    if (!entry)
      throw extensionRefused('Extension.UnknownExtensionIdentifier', 'Unknown Lambda-Extension-Identifier')
    return entry
  }

  #add(name: string, kind: Extension['kind']): Entry {
    const entry: Entry = { id: randomUuid(this.#random), name, kind, state: 'Started', events: new Set() }
    this.#byName.set(name, entry)
    this.#byId.set(entry.id, entry)
    return entry
  }

  #move(entry: Entry, state: StateName): void {
    entry.state = state
    this.#changed()
  }

  #when(holds: () => boolean): Promise<void> {
    if (holds()) return Promise.resolve()
    return new Promise((resolve) => this.#onChange.push({ holds, resolve }))
  }

  #changed(): void {
    if (this.#onChange.length === 0) return
    const [met, waiting] = [
      this.#onChange.filter(({ holds }) => holds()),
      this.#onChange.filter(({ holds }) => !holds()),
    ]
    this.#onChange = waiting
    for (const { resolve } of met) resolve()
  }
}
