/**
 * Transactions: all writes of one are one commit. A transaction that cannot be is cancelled, with a reason for each of its actions.
 * Source: Developer Guide, "Amazon DynamoDB Transactions: How it works"; the words: recorded on AWS (dynamodb-conformance, 2026-06).
 */
import { hash } from 'node:crypto'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import type { Atomic, Key } from '../../../store/index.ts'
import { validation } from '../errors.ts'
import { transactionBytes, transactionTokenMs } from '../limits.ts'
import { type AnsweredTransaction, transactionKey } from '../records.ts'
import { cancelled, Reasons } from './cancellation.ts'
import { placeText } from './item-keys.ts'
import { type ItemWrite, type ItemWritten, writeItems } from './writing.ts'

/** One action of a transaction: makes its write, failing as the action alone would. */
export type Action = () => ItemWrite

/** What was written, in the order of the actions. */
export interface TransactionWritten {
  readonly write: ItemWrite
  readonly written: ItemWritten
}

/** A client's token for a transaction, with everything that must be the same when it comes again. */
export interface Token {
  readonly text: string
  readonly request: unknown
}

/**
 * Does all actions, or none; answers undefined when they have been done before, under the same token. Fails with
 * TransactionCanceledException, IdempotentParameterMismatchException or ValidationException.
 */
export async function transact(
  context: OperationContext,
  actions: readonly Action[],
  token: Token | undefined,
): Promise<TransactionWritten[] | undefined> {
  const reasons = new Reasons(actions.length)
  const writes = actions.flatMap((action, index) => reasons.collect(index, action) ?? [])
  reasons.throwAny()
  checkDistinct(writes.map(({ place }) => place))
  const answered = token && new TokenRecord(context, token)
  try {
    const written = await writeItems(context, collecting(writes, reasons), async (commit, results) => {
      reasons.throwAny()
      checkBytes(results)
      await answered?.add(commit)
    })
    return writes.flatMap((write, index) => {
      const one = written[index]
      return one === undefined ? [] : [{ write, written: one }]
    })
  } catch (error) {
    if (error instanceof AlreadyDone) return undefined
    if (error instanceof AwsError && error.code === 'TransactionConflictException') {
      throw cancelled(actions.map(() => ({ Code: 'TransactionConflict', Message: error.message })))
    }
    throw error
  }
}

/** What one decision refuses must not keep the others from theirs: all reasons are told. */
function collecting(writes: readonly ItemWrite[], reasons: Reasons): ItemWrite[] {
  return writes.map((write, index) => ({
    ...write,
    blind: false,
    decide: (before) => {
      const decided = reasons.collect(index, () => ({ after: write.decide(before) }))
      return decided === undefined ? before : decided.after
    },
    refuse: (error) => {
      reasons.collect(index, () => {
        throw error
      })
    },
  }))
}

/** Items of one transaction are different ones. */
export function checkDistinct(places: readonly Key[]): void {
  if (new Set(places.map(placeText)).size < places.length) {
    throw validation('Transaction request cannot include multiple operations on one item')
  }
}

/** UNVERIFIED: the words. */
export function checkBytes(items: ReadonlyArray<{ readonly bytesAfter: number }>): void {
  if (items.reduce((sum, { bytesAfter }) => sum + bytesAfter, 0) > transactionBytes) {
    throw validation('Transaction size cannot exceed 4 MB')
  }
}

class AlreadyDone extends Error {}

/** A transaction that was answered is noted for ten minutes, in the commit that did it. */
class TokenRecord {
  readonly #context: OperationContext
  readonly #key: Key
  readonly #hash: string

  constructor(context: OperationContext, { text, request }: Token) {
    this.#context = context
    this.#key = transactionKey(context, text)
    this.#hash = hash('sha256', JSON.stringify(request, replaceBytes), 'hex')
  }

  async add(commit: Atomic): Promise<void> {
    const { store, clock } = this.#context
    const found = await store.get<AnsweredTransaction>(this.#key)
    if (found !== null) {
      if (found.value.hash === this.#hash) throw new AlreadyDone()
      throw mismatch()
    }
    const until = clock.now() + transactionTokenMs
    const value: AnsweredTransaction = { hash: this.#hash, until }
    commit.check(this.#key, null).set(this.#key, value, { expiresAt: until })
  }
}

/** UNVERIFIED: the words. */
function mismatch(): AwsError {
  return new AwsError(
    'IdempotentParameterMismatchException',
    'The request was rejected because its client token was used before, with different parameters.',
  )
}

function replaceBytes(_name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}
