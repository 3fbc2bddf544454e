import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import type { ClientConfig } from '../../support/server.ts'

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

/** That a call fails with this code and these words. */
export async function refused(
  call: Promise<unknown>,
  name: string,
  message?: string | RegExp,
): Promise<void> {
  await assert.rejects(call, (error: Error) => {
    assert.equal(error.name, name, error.message)
    if (typeof message === 'string') assert.equal(error.message, message)
    else if (message !== undefined) assert.match(error.message, message)
    return true
  })
}

export const newToken = () => randomUUID()

export const absent = [
  'ResourceNotFoundException',
  "Secrets Manager can't find the specified secret.",
] as const
