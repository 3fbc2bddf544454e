import { type BackgroundSurroundings, DataKeys } from '../../dispatch/index.ts'
import { QueueDirectory } from './directory.ts'
import { InFlight } from './in-flight.ts'
import { LongPolls } from './long-polls.ts'
import { QueueMetrics } from './queue-metrics.ts'

/** What the operations of one server share: caches and who waits. Anything in it may be gone after a restart. */
export class SqsRoom {
  #directory: QueueDirectory | undefined
  #polls: LongPolls | undefined
  #dataKeys: DataKeys | undefined
  readonly inFlight = new InFlight()
  readonly metrics = new QueueMetrics()

  /** Called before the first operation. */
  open(surroundings: BackgroundSurroundings): void {
    const { store, clock } = surroundings
    this.metrics.start(surroundings)
    this.#directory = new QueueDirectory(store)
    this.#polls = new LongPolls(store, clock)
    this.#dataKeys = new DataKeys(surroundings)
  }

  get directory(): QueueDirectory {
    return opened(this.#directory)
  }

  get polls(): LongPolls {
    return opened(this.#polls)
  }

  get dataKeys(): DataKeys {
    return opened(this.#dataKeys)
  }

  close(): void {
    this.metrics.stop()
    this.#polls?.close()
    this.#directory?.close()
  }
}

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('SQS is used before it was started')
  return part
}
