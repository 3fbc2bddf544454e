/**
 * What Secrets Manager keeps. A secret's record holds all but its values; each value is a record of its own, encrypted under
 * a data key that KMS gave for it. A secret in another region's name (a replica) is a record that leads to the one.
 */
import type { AccountId, Region } from '../../aws/identifiers.ts'
import { collection, type Key } from '../../store/index.ts'
import type { RotationRules } from './domain/schedules.ts'

export type Home = { readonly accountId: AccountId; readonly region: Region }

/** A version, without its value. Instants in milliseconds since the epoch. */
export type Version = {
  readonly id: string
  readonly stages: readonly string[]
  readonly createdAt: number
  readonly accessedAt?: number
}

export type Rotation = {
  readonly functionArn: string
  readonly rules: RotationRules
  readonly enabled: boolean
  /** When the next window opens and closes. */
  readonly next?: { readonly opensAt: number; readonly closesAt: number }
  /** The version that a rotation makes at the moment. */
  readonly running?: string
}

export type Secret = Home & {
  readonly name: string
  /** The six characters behind the name in its ARN. */
  readonly suffix: string
  /** Of this secret alone. */
  readonly id: string
  readonly description?: string
  readonly kmsKeyId?: string
  readonly createdAt: number
  readonly changedAt: number
  readonly accessedAt?: number
  readonly rotatedAt?: number
  /** When it is gone. Present from DeleteSecret on. */
  readonly deletionAt?: number
  readonly tags: Readonly<Record<string, string>>
  /** The oldest first. */
  readonly versions: readonly Version[]
  readonly policy?: string
  readonly rotation?: Rotation
  readonly replicas: ReadonlyArray<{ readonly region: Region; readonly kmsKeyId?: string }>
}

export const secrets = collection<Secret>()({
  name: 'secretsmanager.secrets',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** A value: a data key and what is encrypted under it, base64. */
export type Value = {
  readonly secretId: string
  readonly versionId: string
  readonly kind: 'string' | 'binary'
  readonly dataKey: string
  readonly sealed: string
  /** The ARN of the key that the data key is encrypted under. */
  readonly keyArn: string
}

export const values = collection<Value>()({
  name: 'secretsmanager.values',
  key: ({ secretId, versionId }) => [secretId, versionId],
})

/** That a name in a region is a secret of another region. */
export type Replica = Home & { readonly name: string; readonly primary: Region }

export const replicas = collection<Replica>()({
  name: 'secretsmanager.replicas',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** Secrets to which something happens by itself, each due at its instant. */
export const dueQueue: Key = ['secretsmanager.due']

export type Due = Home & {
  readonly name: string
  readonly secretId: string
  readonly kind: 'delete' | 'rotate'
  readonly at: number
}

/** Steps of rotations that wait to be made. */
export const stepQueue: Key = ['secretsmanager.rotation-steps']

export type Step = Home & {
  readonly name: string
  readonly secretId: string
  readonly versionId: string
  readonly step: 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret'
  /** A test of the rotation alone: nothing follows. */
  readonly trial?: true
}
