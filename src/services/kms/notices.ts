/** What EventBridge is told of keys. Source: KMS Developer Guide, "Automate with Amazon EventBridge". */
import { partitionOf } from '../../aws/identifiers.ts'
import type { BusNotice } from '../../delivery/index.ts'
import type { Atomic } from '../../store/index.ts'
import { keyArn } from './keys.ts'
import { type Key, noticeQueue } from './records.ts'

/** What happens to keys by itself, by the names of its events. */
export type KeyHappening = 'KMS CMK Rotation' | 'KMS Imported Key Material Expiration' | 'KMS CMK Deletion'

/** Adds to a commit that something happened to a key. */
export function tellKey(
  commit: Atomic,
  { accountId, region, id }: Key,
  detailType: KeyHappening,
  at: number,
): void {
  const notice: BusNotice = {
    accountId,
    region,
    source: 'aws.kms',
    detailType,
    resources: [keyArn({ partition: partitionOf(region) }, { accountId, region }, id)],
    at,
    detail: { 'key-id': id },
  }
  commit.enqueue(noticeQueue, notice)
}
