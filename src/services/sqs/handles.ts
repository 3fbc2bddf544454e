import type { Receipt } from '../../store/index.ts'
import type { KnownQueue } from './directory.ts'
import { type ReceiptHandle, readReceiptHandle } from './domain/receipt-handles.ts'
import { missingParameter, receiptHandleIsInvalid } from './errors.ts'

/** A handle, with the store's receipt. */
export interface ReadHandle extends ReceiptHandle {
  readonly text: string
  readonly receipt: Receipt
}

/** Reads a receipt handle of a queue. Fails with ReceiptHandleIsInvalid. */
export function readHandle({ queue, messages }: KnownQueue, text: string | undefined): ReadHandle {
  if (text === undefined || text === '') throw missingParameter('ReceiptHandle')
  const read = readReceiptHandle(text)
  if (read === undefined || read.queueId !== queue.queueId) throw receiptHandleIsInvalid(text)
  return { ...read, text, receipt: { queue: messages, id: read.id, lease: read.lease } }
}
