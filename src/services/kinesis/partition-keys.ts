import { createHash } from 'node:crypto'

/** The hash key of a partition key: its MD5 as a number. Source: Developer Guide, "Partition key". */
export function hashKeyOf(partitionKey: string): bigint {
  return BigInt(`0x${createHash('md5').update(partitionKey, 'utf8').digest('hex')}`)
}
