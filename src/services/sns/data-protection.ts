import { utf8Bytes } from '../../base/utf8.ts'
import { invalidParameter } from './errors.ts'
import { policyBytesMax } from './limits.ts'

/**
 * Fails with InvalidParameter for what is no data protection policy. It is kept and answered; Lambent looks for no personal data in
 * messages. UNVERIFIED: the words.
 */
export function checkDataProtectionPolicy(text: string): void {
  let policy: unknown
  try {
    policy = JSON.parse(text)
  } catch {
    throw invalidParameter('DataProtectionPolicy')
  }
  const isDocument = policy !== null && typeof policy === 'object' && 'Statement' in policy
  if (!isDocument || utf8Bytes(text) > policyBytesMax) throw invalidParameter('DataProtectionPolicy')
}
