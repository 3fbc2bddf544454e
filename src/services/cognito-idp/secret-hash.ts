/** The proof that a request knows its client's secret. Source: Developer Guide, "Computing secret hash values". */
import { createHmac } from 'node:crypto'
import { notAuthorized } from './errors.ts'
import type { Client } from './records.ts'
import { sameText } from './same-text.ts'

/** Fails with NotAuthorizedException where the hash is missing or wrong. Any secret of the client will do. */
export function checkSecretHash(client: Client, username: string, given: string | undefined): void {
  if (client.secrets.length === 0) {
    // UNVERIFIED: the words.
    if (given !== undefined && given !== '')
      throw notAuthorized(`Client ${client.id} is not configured with secret but SECRET_HASH was received`)
    return
  }
  if (given === undefined || given === '')
    throw notAuthorized(`Client ${client.id} is configured with secret but SECRET_HASH was not received`)
  if (!client.secrets.some(({ value }) => sameText(secretHash(value, username, client.id), given)))
    throw notAuthorized(`Unable to verify secret hash for client ${client.id}`)
}

/** Whether this is a secret of the client, or the client has none and none is given. */
export function isClientSecret({ secrets }: Client, given: string | undefined): boolean {
  if (secrets.length === 0) return given === undefined || given === ''
  return secrets.some(({ value }) => sameText(value, given ?? ''))
}

export function secretHash(secret: string, username: string, clientId: string): string {
  return createHmac('sha256', secret).update(`${username}${clientId}`, 'utf8').digest('base64')
}
