import { setImmediate as turn } from 'node:timers/promises'
import {
  type _Record,
  type CreateStreamInput,
  Kinesis,
  type KinesisClientConfig,
} from '@aws-sdk/client-kinesis'
import type { TestServer } from '../../support/server.ts'

export { refused } from '../../support/refused.ts'

let accounts = 0

export interface Account {
  readonly id: string
  readonly kinesis: Kinesis
  arn(stream: string): string
  /** Makes a stream and waits until it is active. */
  make(name: string, shards?: number, more?: Partial<CreateStreamInput>): Promise<void>
  /** Waits until nothing is being made or changed. */
  settle(): Promise<void>
}

/** Every client gets an account of its own, so that tests of one server do not meet. */
export function newAccount(server: TestServer, config: KinesisClientConfig = {}): Account {
  const id = String(710_000_000_000 + accounts++)
  const kinesis = new Kinesis({ ...server.config({ account: id }), ...config })
  const settle = () => server.lambent.idle()
  return {
    id,
    kinesis,
    settle,
    arn: (stream) => `arn:aws:kinesis:us-east-1:${id}:stream/${stream}`,
    make: async (name, shards = 1, more = {}) => {
      await kinesis.createStream({ StreamName: name, ShardCount: shards, ...more })
      await status(kinesis, name, 'ACTIVE')
    },
  }
}

/** Waits until a stream has a status. */
export async function status(kinesis: Kinesis, StreamName: string, wanted: string): Promise<void> {
  for (;;) {
    const { StreamDescriptionSummary: stream } = await kinesis.describeStreamSummary({ StreamName })
    if (stream?.StreamStatus === wanted) return
    await turn()
  }
}

export const bytes = (text: string) => Buffer.from(text, 'utf8')
export const text = ({ Data }: _Record) => Buffer.from(Data ?? []).toString('utf8')

/** All records of a shard from its oldest on. */
export async function readShard(
  kinesis: Kinesis,
  StreamName: string,
  ShardId: string,
  Limit?: number,
): Promise<_Record[]> {
  const begin = await kinesis.getShardIterator({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' })
  const found: _Record[] = []
  for (let iterator = begin.ShardIterator; iterator !== undefined; ) {
    const page = await kinesis.getRecords({
      ShardIterator: iterator,
      ...(Limit === undefined ? {} : { Limit }),
    })
    found.push(...(page.Records ?? []))
    if (page.MillisBehindLatest === 0) break
    iterator = page.NextShardIterator
  }
  return found
}
