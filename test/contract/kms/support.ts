import assert from 'node:assert/strict'
import { type CreateKeyRequest, KMS } from '@aws-sdk/client-kms'
import type { TestServer } from '../../support/server.ts'

let accounts = 0

export interface Account {
  readonly id: string
  readonly kms: KMS
  /** Makes a key, and answers its ARN. */
  make(input?: CreateKeyRequest): Promise<string>
}

/** Every client gets an account of its own, so that tests of one server do not meet. */
export function newAccount(server: TestServer, region = 'us-east-1', account?: string): Account {
  const id = account ?? String(720_000_000_000 + accounts++)
  const kms = new KMS(server.config({ account: id, region }))
  return {
    id,
    kms,
    make: async (input = {}) => {
      const { KeyMetadata } = await kms.createKey(input)
      return KeyMetadata?.Arn ?? ''
    },
  }
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

export const bytes = (text: string) => Buffer.from(text, 'utf8')
export const text = (data: Uint8Array | undefined) => Buffer.from(data ?? []).toString('utf8')
