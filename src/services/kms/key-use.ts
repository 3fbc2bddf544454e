import type { EncryptionContext } from './domain/encryption-context.ts'

/** What a request wants to do with a key. */
export interface KeyUse {
  /** The operation's name, as policies and grants know it. */
  readonly action: string
  readonly encryptionContext?: EncryptionContext | undefined
}
