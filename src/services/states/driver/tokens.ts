/** Task tokens: where the task is, and 128 bits by chance. They are held against the run's document, and survive whatever that does. */
import { parseAccountId, parseRegion } from '../../../aws/identifiers.ts'
import type { ExecutionAddress } from '../domain/addresses.ts'

const mark = 'AQCEAAAAKg'

export function writeTaskToken(address: ExecutionAddress, taskId: string, nonce: string): string {
  const { accountId, region, machineName, name, id } = address
  const text = JSON.stringify([accountId, region, machineName, name, id, taskId, nonce])
  return `${mark}${Buffer.from(text, 'utf8').toString('base64url')}`
}

/** Undefined for what is no token of this service. */
export function readTaskToken(
  token: string,
): { readonly address: ExecutionAddress; readonly taskId: string } | undefined {
  if (!token.startsWith(mark)) return undefined
  let parts: unknown
  try {
    parts = JSON.parse(Buffer.from(token.slice(mark.length), 'base64url').toString('utf8'))
  } catch {
    return undefined
  }
  if (!Array.isArray(parts) || parts.length !== 7 || !parts.every((part) => typeof part === 'string'))
    return undefined
  const [account = '', regionText = '', machineName = '', name = '', id = '', taskId = ''] =
    parts as readonly string[]
  const accountId = parseAccountId(account)
  const region = parseRegion(regionText)
  if (!accountId || !region) return undefined
  return { address: { accountId, region, machineName, name, id }, taskId }
}
