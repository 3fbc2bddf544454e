/**
 * Creating that may be asked for twice: CloudFormation makes an attempt again when a server was killed in the middle, and neither pools nor
 * clients have names of their own. Their ids follow from a token, so the second attempt finds what the first one made.
 */
import { createHash } from 'node:crypto'
import { invariant } from '../../base/invariant.ts'
import type { Json } from '../../base/json.ts'
import { inputFromJson, type OperationContext } from '../../dispatch/index.ts'
import { loadModel } from '../../models/index.ts'
import { createClient } from './operations/clients.ts'
import { createPool } from './operations/user-pools.ts'
import { clients, pools } from './records.ts'

/** What is asked: an operation that creates, its input as a template has it, and a token that is the same for each attempt. */
export interface CreateOnce {
  readonly operation: 'CreateUserPool' | 'CreateUserPoolClient'
  readonly input: Json
  readonly token: string
}

/** Answers the id of what is made, or was made before. Fails as the operation does. */
export async function createOnce(
  { operation, input, token }: CreateOnce,
  context: OperationContext,
): Promise<{ readonly id: string }> {
  const { accountId, region, store } = context
  const model = (await loadModel('cognito-identity-provider')).operations.get(operation)
  invariant(model !== undefined, `there is an operation ${operation}`)
  const typed = inputFromJson(model, input)
  const digest = createHash('sha512')
    .update(JSON.stringify([accountId, region, operation, token]))
    .digest()
  if (operation === 'CreateUserPool') {
    const suffix = lettersOf(digest, mixed, 9)
    const id = `${region}_${suffix}`
    if (!(await pools.get(store, [accountId, region, id]))) await createPool(typed as never, context, suffix)
    return { id }
  }
  const id = lettersOf(digest, lower, 26)
  const { UserPoolId = '' } = typed as { UserPoolId?: string }
  if (!(await clients.get(store, [UserPoolId, id]))) await createClient(typed as never, context, id)
  return { id }
}

const lower = 'abcdefghijklmnopqrstuvwxyz0123456789'
const mixed = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function lettersOf(digest: Uint8Array, alphabet: string, count: number): string {
  return Array.from(digest.subarray(0, count), (byte) => alphabet.charAt(byte % alphabet.length)).join('')
}
