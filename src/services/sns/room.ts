import { DataKeys, type Surroundings } from '../../dispatch/index.ts'
import { type PostMessage, postMessage } from './adapters/http-endpoint.ts'
import { TopicDirectory } from './directory.ts'
import { Filters } from './filters.ts'
import { Lanes } from './lanes.ts'
import { Signer } from './signing.ts'

/** What the operations and the work of one server share: caches alone. Anything in it may be gone after a restart. */
export class SnsRoom {
  readonly filters = new Filters()
  readonly lanes = new Lanes()
  readonly post: PostMessage = postMessage
  #directory: TopicDirectory | undefined
  #signer: Signer | undefined
  #dataKeys: DataKeys | undefined

  /** Called before the first operation. */
  open({ store, clock, random, call }: Pick<Surroundings, 'store' | 'clock' | 'random' | 'call'>): void {
    this.#directory = new TopicDirectory(store)
    this.#signer = new Signer({ store, clock, random })
    this.#dataKeys = new DataKeys({ call, clock, random })
  }

  get directory(): TopicDirectory {
    return opened(this.#directory)
  }

  get signer(): Signer {
    return opened(this.#signer)
  }

  get dataKeys(): DataKeys {
    return opened(this.#dataKeys)
  }

  close(): void {
    this.#directory?.close()
  }
}

function opened<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('SNS is used before it was started')
  return part
}
