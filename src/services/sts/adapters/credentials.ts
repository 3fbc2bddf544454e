import { accountOfAccessKey } from '../../../aws/access-key-id.ts'
import type { Credential } from '../../../aws/principal.ts'
import type { Key, Store } from '../../../store/index.ts'
import { sessions } from '../records.ts'

/** Where the records are from which {@link findCredential} answers: a commit below it may change an answer. */
export const credentialRecords: Key = sessions.storeKey([])

/**
 * The temporary credentials with this key; undefined when there are none. For a day after their end they are still
 * found: `principal.expiresAt` tells.
 */
export async function findCredential(store: Store, accessKeyId: string): Promise<Credential | undefined> {
  const accountId = accountOfAccessKey(accessKeyId)
  if (accountId === undefined) return undefined
  const session = (await sessions.get(store, [accountId, accessKeyId]))?.value
  if (!session) return undefined
  const { secretAccessKey, sessionToken, principal, source } = session
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken,
    principal,
    ...(source === undefined ? {} : { source }),
  }
}
