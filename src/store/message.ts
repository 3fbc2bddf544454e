import type { MessageRow } from './backend.ts'
import { decodeKey } from './key.ts'
import type { Key, Message, WaitingMessage } from './types.ts'
import { decodeValue } from './value.ts'

/** A message that was just received. */
export function toMessage<T>(queue: Key, row: MessageRow): Message<T> {
  return {
    queue,
    id: row.id,
    value: decodeValue<T>(row.value),
    ...groupOf(row),
    enqueuedAt: row.enqueuedAt,
    deliveryCount: row.count,
    firstDeliveredAt: row.firstAt ?? row.enqueuedAt,
    receipt: { queue, id: row.id, lease: row.lease },
  }
}

/** A message that was only looked at. */
export function toWaitingMessage<T>(queue: Key, row: MessageRow, now: number): WaitingMessage<T> {
  return {
    queue,
    id: row.id,
    value: decodeValue<T>(row.value),
    ...groupOf(row),
    enqueuedAt: row.enqueuedAt,
    deliveryCount: row.count,
    ...(row.firstAt === null ? {} : { firstDeliveredAt: row.firstAt }),
    state: row.due <= now ? 'ready' : row.lease > 0 ? 'leased' : 'delayed',
    dueAt: row.due,
  }
}

function groupOf(row: MessageRow): { group?: string } {
  return row.group === null ? {} : { group: String(decodeKey(row.group)[0]) }
}
