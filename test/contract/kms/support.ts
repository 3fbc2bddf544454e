import { type CreateKeyRequest, KMS } from '@aws-sdk/client-kms'
import type { TestServer } from '../../support/server.ts'

export { refused } from '../../support/refused.ts'

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

export const bytes = (text: string) => Buffer.from(text, 'utf8')
export const text = (data: Uint8Array | undefined) => Buffer.from(data ?? []).toString('utf8')
