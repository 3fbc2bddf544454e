import type { Surroundings } from '../../dispatch/index.ts'
import { QueueDirectory } from './directory.ts'
import { InFlight } from './in-flight.ts'
import { LongPolls } from './long-polls.ts'

/** What the operations of one server share: caches and who waits. Anything in it may be gone after a restart. */
export class SqsRoom {
  #directory: QueueDirectory | undefined
  #polls: LongPolls | undefined
  readonly inFlight = new InFlight()

  /** Called before the first operation. */
  open({ store, clock }: Surroundings): void {
    this.#directory = new QueueDirectory(store)
    this.#polls = new LongPolls(store, clock)
  }

  get directory(): QueueDirectory {
    return opened(this.#directory)
  }

  get polls(): LongPolls {
    return opened(this.#polls)
  }

  close(): void {
    this.#polls?.close()
    this.#directory?.close()
  }
}

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('SQS is used before it was started')
  return part
}
