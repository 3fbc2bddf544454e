/**
 * What Cloud Control keeps: requests, with all that is needed to begin them again after the server was killed. The commit
 * that makes one puts its token into the queue; handling it does the work. The resources themselves are their services'.
 */
import { createHash } from 'node:crypto'
import type { HandlerErrorCode, Operation, OperationStatus } from '@aws-sdk/client-cloudcontrol'
import type { AccountId, Region } from '../../aws/identifiers.ts'
import type { JsonObject } from '../../base/json.ts'
import { collection, type Key } from '../../store/index.ts'
import { clientTokenMs, requestKeptMs } from './limits.ts'

/** Instants in milliseconds since the epoch. */
export type Request = {
  readonly accountId: AccountId
  readonly region: Region
  readonly token: string
  /** Absent when the client gave none. */
  readonly clientToken?: string
  /** What the client asked for, to tell a repeated request from another with the same token. */
  readonly asked: string
  readonly operation: Operation
  readonly typeName: string
  readonly identifier?: string
  /** Of creations and updates: the properties as they shall be. */
  readonly desired?: JsonObject
  /** Of updates: the properties as they were found, without those that are read only. */
  readonly previous?: JsonObject
  /** Of updates: the resource as it was found. */
  readonly physicalId?: string
  readonly attributes?: JsonObject
  /** Of updates that take their time: what the next look at it has to know. */
  readonly underway?: JsonObject
  /** On whose behalf: a principal. */
  readonly principal: JsonObject
  readonly status: OperationStatus
  readonly statusMessage?: string
  readonly errorCode?: HandlerErrorCode
  readonly createdAt: number
  /** The last change of its status. */
  readonly eventAt: number
}

export const requests = collection<Request>()({
  name: 'cloudcontrol.requests',
  key: ({ accountId, region, token }) => [accountId, region, token],
  indexes: {
    /** In the order of time. */
    time: { key: ({ accountId, region, createdAt }) => [accountId, region, createdAt] },
    clientToken: {
      key: ({ accountId, region, clientToken }) =>
        clientToken === undefined ? undefined : [accountId, region, clientToken],
    },
    /** Those under way, by their resource: one at a time. */
    underWay: {
      key: ({ accountId, region, typeName, identifier, status }) =>
        identifier === undefined || ended(status)
          ? undefined
          : [accountId, region, ...resourceKey(typeName, identifier)],
      unique: true,
    },
  },
  expiresAt: ({ createdAt }) => createdAt + requestKeptMs,
})

/** A resource in a key: identifiers may be longer than keys. */
export function resourceKey(typeName: string, identifier: string): Key {
  return [typeName, createHash('sha256').update(identifier).digest('hex')]
}

/** Whether a request will not change any more. */
export function ended(status: OperationStatus): boolean {
  return status === 'SUCCESS' || status === 'FAILED' || status === 'CANCEL_COMPLETE'
}

/** Whether a client token still names this request at an instant. */
export function tokenHolds(request: Request, now: number): boolean {
  return now < request.createdAt + clientTokenMs
}

/** One request that is to be worked on. */
export type Work = { readonly accountId: AccountId; readonly region: Region; readonly token: string }

export const workQueue: Key = ['cloudcontrol.work']
