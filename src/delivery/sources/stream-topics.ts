import type { Store } from '../../store/index.ts'
import { shardLog, shardsRecord } from '../shard-logs.ts'
import type { StreamSource } from '../types.ts'

/** How a stream of this server tells of news: through the store, where its service writes. */
export function streamTopics(store: Store, streamArn: string): Pick<StreamSource, 'onRecords' | 'onShards'> {
  return {
    onRecords: (shardId, listener) =>
      store.subscribe({ type: 'log', log: shardLog(streamArn, shardId) }, listener),
    onShards: (listener) => store.subscribe({ type: 'record', prefix: shardsRecord(streamArn) }, listener),
  }
}
