import { randomUUID } from 'node:crypto'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import type { ClientConfig } from '../../support/server.ts'

export { refused } from '../../support/refused.ts'

let accounts = 0

export interface Account {
  readonly id: string
  readonly secrets: SecretsManager
}

/** Every client gets an account of its own, so that tests of one server do not meet. */
export function newAccount(
  server: { config(options: { account: string; region: string }): ClientConfig },
  region = 'us-east-1',
  account?: string,
): Account {
  const id = account ?? String(740_000_000_000 + accounts++)
  return { id, secrets: new SecretsManager(server.config({ account: id, region })) }
}

export const newToken = () => randomUUID()

export const absent = [
  'ResourceNotFoundException',
  "Secrets Manager can't find the specified secret.",
] as const
