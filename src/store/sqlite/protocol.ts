/** What the event loop and the threads of the SQLite engine say to each other. Plain data only. */
import type { ReadCalls, WriteCalls } from '../backend.ts'

/** What a message holds: what structured cloning can carry, mostly texts and numbers. See packing.ts. */
export type Cells = unknown[]

/** How a thread opens its database. */
export interface ThreadOptions {
  /** The database file, or `:memory:`. */
  readonly path: string
  /** A reader opens what the writer has prepared. */
  readonly role: 'writer' | 'reader'
  readonly now: number
  /** Where the database must stop growing. Unit: bytes. */
  readonly bytesMax: number | null
}

/** Where a blob is: in a file, or (null) in the database. `checks` holds a CRC-32 per block. */
export interface BlobRow {
  readonly bytes: number
  readonly file: string | null
  readonly checks: Uint8Array
}

/** Questions of this engine alone. */
interface OwnReadCalls {
  findBlob: { ask: { hash: string }; answer: BlobRow | null }
  readBlobBlock: { ask: { hash: string; block: number }; answer: Uint8Array | null }
  /** Names of files in use, in order, behind `after`. */
  blobFiles: { ask: { after: string; limit: number }; answer: string[] }
}

interface OwnWriteCalls {
  /** Answers false when the blob was there already; its time of grace then begins anew. */
  addBlob: {
    ask: {
      hash: string
      bytes: number
      file: string | null
      checks: Uint8Array
      blocks: readonly Uint8Array[]
      now: number
    }
    answer: boolean
  }
  /** Removes some of what has expired. `files` are those of removed blobs; `more`: call again. */
  sweepSome: { ask: { now: number; graceMs: number }; answer: { files: string[]; more: boolean } }
}

/** Those that change nothing may run on any thread. */
export type ThreadReads = ReadCalls & OwnReadCalls
export type ThreadWrites = WriteCalls & OwnWriteCalls
export type ThreadCalls = ThreadReads & ThreadWrites
export type ThreadCallName = keyof ThreadCalls

const readNames: Readonly<Record<keyof ThreadReads, true>> = {
  get: true,
  list: true,
  readLog: true,
  logBounds: true,
  peek: true,
  queueCounts: true,
  oldestEnqueuedAt: true,
  nextDeliveryAt: true,
  findMessage: true,
  sweepAt: true,
  findBlob: true,
  readBlobBlock: true,
  blobFiles: true,
}

/** Whether a call changes nothing. */
export function isRead(name: ThreadCallName): name is keyof ThreadReads {
  return name in readNames
}

/** Reads whose answer depends on leases. */
const queueReads: ReadonlySet<ThreadCallName> = new Set<ThreadCallName>([
  'peek',
  'queueCounts',
  'oldestEnqueuedAt',
  'nextDeliveryAt',
  'findMessage',
])

/** Whether a read must see leases that have been answered before they were committed. */
export function readsQueues(name: ThreadCallName): boolean {
  return queueReads.has(name)
}

/** Whether a call is answered before its transaction is committed. */
export function isQuick(request: Pick<Request, 'name' | 'ask'>): boolean {
  return request.name === 'receive' && !(request.ask as ThreadCalls['receive']['ask']).durable
}

/** One call on its way. Distributes over the names, so that `name` tells the type of `ask`. */
export type Request = {
  [Name in ThreadCallName]: {
    readonly id: number
    readonly name: Name
    readonly ask: ThreadCalls[Name]['ask']
  }
}[ThreadCallName]

/** A failure, as it crosses threads. */
export interface Failure {
  readonly message: string
  readonly retryable: boolean
}

export type Reply =
  | { readonly id: number; readonly name: ThreadCallName; readonly answer: unknown }
  | { readonly id: number; readonly failure: Failure }

/** What a thread says on its own, and the batches of replies. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'refused'; readonly failure: Failure }
  /** `holdsMessages`: there are leases that this thread alone knows of. */
  | { readonly type: 'replies'; readonly replies: Readonly<Cells>; readonly holdsMessages: boolean }
  | { readonly type: 'closed' }

export type ToThread =
  | { readonly type: 'requests'; readonly requests: Readonly<Cells> }
  | { readonly type: 'close' }
