/**
 * The key of KMS that a table is asked to be encrypted with, as a record: what is stored is not encrypted by it.
 * Source: API Reference, SSESpecification; the words: recorded on AWS (ack-api-quirks, 2026-10).
 */
import type { SSESpecification } from '@aws-sdk/client-dynamodb'
import { invalid } from './refusals.ts'

/** What is asked for: the default key (undefined), AWS's own key in this account, or a customer's. */
export function readEncryption(specification: SSESpecification | undefined): string | undefined {
  if (specification === undefined) return undefined
  const { Enabled, SSEType: type, KMSMasterKeyId: keyId } = specification
  if (type === 'AES256') throw invalid('SSEType AES256 is not supported')
  if (Enabled === false) {
    if (type !== undefined) throw invalid('SSEType can not be specified if Enabled is false')
    if (keyId !== undefined) throw invalid('KMSMasterKeyId can not be specified if Enabled is false')
    return undefined
  }
  if (keyId !== undefined && type === undefined) {
    throw invalid('SSEType KMS is required if KMSMasterKeyId is specified')
  }
  if (Enabled === undefined && type === undefined) return undefined
  return keyId ?? 'alias/aws/dynamodb'
}
