import { AwsError } from '../aws/aws-error.ts'
import type { ShardProgress } from './stream-progress.ts'
import type { ShardPosition, StreamRecord, StreamSource } from './types.ts'

/** Reads a shard page by page, and finds its place again when an iterator has grown too old. */
export class ShardReader {
  readonly #source: StreamSource
  readonly #shardId: string
  readonly #progress: ShardProgress
  #iterator: string | undefined
  #isFirstUsed = false
  /** The last record that was read. */
  #last: string | undefined
  #isAtEnd = false

  constructor(source: StreamSource, shardId: string, progress: ShardProgress) {
    this.#source = source
    this.#shardId = shardId
    this.#progress = progress
    this.#last = progress.checkpoint
  }

  /** The shard is closed, and all of it has been read. */
  get isAtEnd(): boolean {
    return this.#isAtEnd
  }

  /** The records that follow; none: there are no more for now. Fails with the source's AwsError. */
  async read(max: number): Promise<readonly StreamRecord[]> {
    while (!this.#isAtEnd) {
      const { records, next } = await this.#page(max)
      this.#iterator = next
      this.#isAtEnd = next === undefined
      const last = records.at(-1)
      const startAt = this.#skipsBefore()
      if (last) this.#last = last.id
      const wanted = startAt === undefined ? records : records.filter(({ arrivedAt }) => arrivedAt >= startAt)
      if (wanted.length > 0 || records.length === 0) return wanted
    }
    return []
  }

  /** The place is found anew by the last record. */
  forgetPlace(): void {
    this.#iterator = undefined
  }

  async #page(max: number) {
    try {
      this.#iterator ??= await this.#open()
      return await this.#source.read(this.#shardId, this.#iterator, max)
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ExpiredIteratorException') throw error
      this.#iterator = await this.#open()
      return await this.#source.read(this.#shardId, this.#iterator, max)
    }
  }

  async #open(): Promise<string> {
    const { iterator } = this.#progress
    if (this.#last === undefined && iterator !== undefined && !this.#isFirstUsed) {
      this.#isFirstUsed = true
      return iterator
    }
    try {
      return await this.#source.iterator(this.#shardId, this.#position())
    } catch (error) {
      // Records behind the place are gone. Source: DynamoDB Streams API Reference, GetShardIterator.
      if (error instanceof AwsError && error.code === 'TrimmedDataAccessException')
        return await this.#source.iterator(this.#shardId, { type: 'TRIM_HORIZON' })
      throw error
    }
  }

  #position(): ShardPosition {
    if (this.#last !== undefined) return { type: 'AFTER_SEQUENCE_NUMBER', sequence: this.#last }
    const { startAt, iterator } = this.#progress
    // The first iterator has grown too old, and nothing came meanwhile: its instant stands for it.
    this.#isFirstUsed = iterator !== undefined
    return startAt === undefined ? { type: 'TRIM_HORIZON' } : { type: 'AT_TIMESTAMP', at: startAt }
  }

  /** Sources may tell instants by the second only. Unit: milliseconds since the epoch. */
  #skipsBefore(): number | undefined {
    const { startAt, checkpoint } = this.#progress
    if (checkpoint !== undefined || startAt === undefined) return undefined
    return Math.floor(startAt / 1000) * 1000
  }
}
