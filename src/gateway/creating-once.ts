/**
 * Creating that may be asked for twice: API Gateway's operations have no tokens, and CloudFormation makes an attempt again when a
 * server was killed in the middle. The ids of what is made follow from a token, so the second attempt finds what the first one made.
 */
import { AwsError } from '../aws/aws-error.ts'
import { invariant } from '../base/invariant.ts'
import type { Operation, OperationContext } from '../dispatch/index.ts'
import { newId, randomOf } from './ids.ts'

/** How what an operation makes is found again: by which operation, and in which member of its input the id stands. Unit of `length`: characters. */
export interface Found {
  readonly get: string
  readonly member: string
  readonly length: number
}

/** What is asked: an operation that creates, its input, and a token that is the same for each attempt. */
export interface CreateOnce {
  readonly operation: string
  readonly input: object
  readonly token: string
}

/** Runs an operation that creates, or answers what it made before. Fails as the operation does. */
export function createOnce(
  operations: Readonly<Record<string, Operation<never, object>>>,
  found: Readonly<Record<string, Found>>,
) {
  return async ({ operation, input, token }: CreateOnce, context: OperationContext): Promise<object> => {
    const how = found[operation]
    const create = operations[operation]
    const get = how && operations[how.get]
    invariant(how && create && get, `${operation} makes something that is found again`)
    const { accountId, region } = context
    const seed = JSON.stringify([accountId, region, operation, token])
    const id = newId(randomOf(seed), how.length)
    try {
      return await get({ ...input, [how.member]: id } as never, context)
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'NotFoundException') throw error
    }
    return create(input as never, { ...context, random: randomOf(seed) })
  }
}
