/**
 * Where subscribed events go. Functions, streams and delivery streams belong to other services.
 */

import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { AccountId, Region } from '../../../aws/identifiers.ts'
import type { DestinationKind, SubscriptionPayload } from '../domain/subscriptions.ts'

/** A destination as a subscription filter names it, and on whose behalf it is used. */
export interface SubscriptionDestination {
  readonly kind: DestinationKind
  readonly arn: string
  /** The role whose permissions count; absent for functions. */
  readonly roleArn?: string
  /** The group's account and region. */
  readonly accountId: AccountId
  readonly region: Region
  /** The group's ARN, for the conditions of the function's policy. */
  readonly sourceArn: string
  /** What keeps events of one stream together; absent when they are spread. */
  readonly partitionKey?: string
}

/** What this service needs of others. */
export interface SubscriptionDestinations {
  /** Whether the destination exists and takes events; called before a subscription filter is kept. */
  canReach(destination: SubscriptionDestination, probe: EncodedPayload): Promise<boolean>
  /** Hands a payload over; durable when answered. A failure is tried again later, for a day. */
  deliver(destination: SubscriptionDestination, payload: EncodedPayload): Promise<void>
}

/** A payload in both forms: what streams get as a record's data, and what functions get as their event. */
export interface EncodedPayload {
  readonly record: Uint8Array
  readonly event: { readonly awslogs: { readonly data: string } }
}

const compress = promisify(gzip)

/** Source: User Guide, "Log group-level subscription filters" (gzip, then base64, below `awslogs.data`). */
export async function encodePayload(payload: SubscriptionPayload): Promise<EncodedPayload> {
  const record = await compress(JSON.stringify(payload))
  return { record, event: { awslogs: { data: record.toString('base64') } } }
}
