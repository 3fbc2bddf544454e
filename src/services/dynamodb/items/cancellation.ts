/** Why transactions are cancelled. Source: API Reference, TransactionCanceledException. */
import type * as Api from '@aws-sdk/client-dynamodb'
import { AwsError } from '../../../aws/aws-error.ts'
import { asAwsError, UpfrontRefusal } from '../errors.ts'

/** The reasons of a transaction, one for each of its actions. */
export class Reasons {
  readonly #reasons: Array<Api.CancellationReason | undefined>

  constructor(count: number) {
    this.#reasons = new Array(count).fill(undefined)
  }

  /** Does something for an action, and notes why it cannot be done; then the answer is undefined. */
  collect<T>(index: number, work: () => T): T | undefined {
    this.#reasons[index] = undefined
    try {
      return work()
    } catch (error) {
      this.#reasons[index] = reasonOf(error)
      return undefined
    }
  }

  /** Fails with TransactionCanceledException when there is any reason. */
  throwAny(): void {
    if (this.#reasons.every((reason) => reason === undefined)) return
    throw cancelled(this.#reasons.map((reason) => reason ?? { Code: 'None' }))
  }
}

/** What a request alone would be refused for is a reason; all else ends the transaction as it is. */
function reasonOf(thrown: unknown): Api.CancellationReason {
  const error = asAwsError(thrown)
  if (!(error instanceof AwsError) || error instanceof UpfrontRefusal) throw error
  const Message = error.message
  switch (error.code) {
    case 'ConditionalCheckFailedException': {
      const Item = error.fields.Item as Api.CancellationReason['Item']
      return { Code: 'ConditionalCheckFailed', Message, ...(Item === undefined ? {} : { Item }) }
    }
    case 'ValidationException':
      return { Code: 'ValidationError', Message }
    case 'DuplicateItemException':
      return { Code: 'DuplicateItem', Message }
    default:
      throw error
  }
}

export function cancelled(reasons: readonly Api.CancellationReason[]): AwsError {
  const codes = reasons.map(({ Code }) => Code).join(', ')
  return new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  )
}
