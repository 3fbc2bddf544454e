/** The way of events from where they are kept to functions: what sources and pollers share. */
export { shardLog } from './shard-logs.ts'
