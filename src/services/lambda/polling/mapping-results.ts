/** What the last batch of a mapping came to, for `LastProcessingResult`: apart from the mapping, which it does not change. */
import { collection, type Store } from '../../../store/index.ts'
import type { Home } from '../records.ts'

type MappingResult = Home & { readonly uuid: string; readonly result: string }

export const mappingResults = collection<MappingResult>()({
  name: 'lambda.mapping-results',
  key: ({ accountId, region, uuid }) => [accountId, region, uuid],
})

/** Before the first batch. */
export const noResult = 'No records processed'

/** As observed on AWS. */
export const callFailed = 'PROBLEM: Function call failed'

/** Notes results as they change; one for each poller. */
export class ResultNotes {
  readonly #store: Store
  readonly #of: Home & { readonly uuid: string }
  #last: string | undefined
  #noting: Promise<void> = Promise.resolve()

  constructor(store: Store, { accountId, region, uuid }: Home & { readonly uuid: string }) {
    this.#store = store
    this.#of = { accountId, region, uuid }
  }

  /** Nothing depends on it: a failure of the store is left alone. */
  note(result: string): void {
    if (result === this.#last) return
    this.#last = result
    const { accountId, region, uuid } = this.#of
    const key = mappingResults.storeKey([accountId, region, uuid])
    this.#noting = this.#noting
      .then(() => this.#store.commit([{ type: 'set', key, value: { ...this.#of, result } }]))
      .then(
        () => {},
        () => {
          this.#last = undefined
        },
      )
  }

  /** Resolves when all is noted. */
  settled(): Promise<void> {
    return this.#noting
  }
}
