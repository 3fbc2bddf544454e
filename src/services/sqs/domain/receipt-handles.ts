/**
 * Receipt handles: which lease of which message in which queue, and since when. Opaque to clients; nothing in them is secret, for
 * whoever has one may use it.
 */

/** What a handle says. */
export interface ReceiptHandle {
  readonly queueId: string
  /** The message's id in the store's queue. */
  readonly id: number
  readonly lease: number
  /** Unit: milliseconds since the epoch. */
  readonly receivedAt: number
}

/** AWS's handles of messages begin like this. */
const mark = 'AQEB'

export function writeReceiptHandle({ queueId, id, lease, receivedAt }: ReceiptHandle): string {
  const text = `${queueId} ${id.toString(36)} ${lease.toString(36)} ${receivedAt.toString(36)}`
  return mark + btoa(text)
}

const form = /^([0-9a-f-]{36}) ([0-9a-z]{1,11}) ([0-9a-z]{1,11}) ([0-9a-z]{1,11})$/

/** Undefined for a text that was never a handle. */
export function readReceiptHandle(handle: string): ReceiptHandle | undefined {
  if (!handle.startsWith(mark) || handle.length > 200) return undefined
  let text: string
  try {
    text = atob(handle.slice(mark.length))
  } catch {
    return undefined
  }
  const [, queueId = '', id = '', lease = '', receivedAt = ''] = form.exec(text) ?? []
  if (queueId === '') return undefined
  const numbers = [id, lease, receivedAt].map((digits) => Number.parseInt(digits, 36))
  if (!numbers.every(Number.isSafeInteger)) return undefined
  const [idNumber = 0, leaseNumber = 0, receivedNumber = 0] = numbers
  return { queueId, id: idNumber, lease: leaseNumber, receivedAt: receivedNumber }
}
