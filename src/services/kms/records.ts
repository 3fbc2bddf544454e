/**
 * What KMS keeps. All keys of records begin with account and region. Key material is sealed under a secret of the account and
 * region, a record beside the keys: it cannot be read off listings, logs or single records, but whoever holds the whole store
 * holds it.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { collection, type Key as StoreKey } from '../../store/index.ts'

export type Home = { readonly accountId: AccountId; readonly region: Region }

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport' | 'PendingReplicaDeletion'

/** One material of a key. Instants in milliseconds since the epoch. */
export type Material = {
  /** Sixty-four hexadecimal digits: its SHA-256. */
  readonly id: string
  /** Base64. Absent when imported material was deleted or has expired. */
  readonly sealed?: string
  readonly rotatedAt: number
  /** Absent for the first. */
  readonly rotation?: 'AUTOMATIC' | 'ON_DEMAND'
  readonly validTo?: number
  readonly description?: string
}

export type Key = Home & {
  readonly id: string
  readonly description: string
  readonly usage: string
  readonly spec: string
  readonly origin: 'AWS_KMS' | 'EXTERNAL'
  readonly manager: 'AWS' | 'CUSTOMER'
  readonly state: KeyState
  readonly createdAt: number
  readonly deletionAt?: number
  /** Unit: days; of a primary key whose replicas have to go first. */
  readonly deletionDays?: number
  readonly policy: string
  readonly tags: Readonly<Record<string, string>>
  /** The oldest first; the last encrypts. Empty as long as none was imported. */
  readonly materials: readonly Material[]
  readonly rotation?: { readonly periodDays: number; readonly nextAt: number }
  readonly onDemandRotations: number
  /** Of a multi-Region key: where the primary and the replicas are. */
  readonly regions?: { readonly primary: Region; readonly replicas: readonly Region[] }
}

export const keys = collection<Key>()({
  name: 'kms.keys',
  key: ({ accountId, region, id }) => [accountId, region, id],
})

export type Alias = Home & {
  /** With `alias/`. */
  readonly name: string
  readonly keyId: string
  readonly createdAt: number
  readonly updatedAt: number
}

export const aliases = collection<Alias>()({
  name: 'kms.aliases',
  key: ({ accountId, region, name }) => [accountId, region, name],
  indexes: { key: { key: ({ accountId, region, keyId }) => [accountId, region, keyId] } },
})

export type Grant = Home & {
  readonly keyId: string
  readonly id: string
  readonly token: string
  readonly name?: string
  readonly createdAt: number
  readonly grantee: string
  readonly retiring?: string
  readonly operations: readonly string[]
  readonly constraints?: {
    readonly subset?: Readonly<Record<string, string>>
    readonly equals?: Readonly<Record<string, string>>
  }
}

export const grants = collection<Grant>()({
  name: 'kms.grants',
  key: ({ accountId, region, keyId, id }) => [accountId, region, keyId, id],
  indexes: {
    token: { key: ({ token }) => [token], unique: true },
    retiring: {
      key: ({ accountId, region, retiring }) =>
        retiring === undefined ? undefined : [accountId, region, retiring],
    },
  },
})

/** What seals the material of an account's keys. */
export type Root = Home & { /** Base64 of 32 bytes. */ readonly secret: string }

export const roots = collection<Root>()({
  name: 'kms.roots',
  key: ({ accountId, region }) => [accountId, region],
})

/** Keys to which something happens by itself, each due at its instant. */
export const dueQueue: StoreKey = ['kms.due']

/** Events on their way to EventBridge. */
export const noticeQueue: StoreKey = ['kms.notices']

export type Due = Home & {
  readonly keyId: string
  readonly kind: 'delete' | 'rotate' | 'expire'
  readonly at: number
}
