/** Tokens of listings, which are good for five minutes. */
import { readPageToken, writePageToken } from '../../aws/page-token.ts'
import type { Json } from '../../base/json.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import { expiredToken, invalidToken } from './errors.ts'
import { tokenMs } from './limits.ts'

/** `position` is what the next page needs to know. */
export function writeToken({ now, region }: OperationContext, operation: string, position: Json): string {
  return writePageToken(`kinesis ${region} ${operation}`, [now, position])
}

/** Fails with InvalidArgumentException, ExpiredNextTokenException. */
export function readToken({ now, region }: OperationContext, operation: string, token: string): Json {
  const fields = readPageToken(`kinesis ${region} ${operation}`, token)
  if (!Array.isArray(fields)) throw invalidToken()
  const [at, position] = fields as [number, Json]
  if (now - at > tokenMs) throw expiredToken()
  return position
}
