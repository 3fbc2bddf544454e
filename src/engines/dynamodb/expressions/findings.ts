import type { DynamoDbError } from '../errors.ts'

/**
 * What is wrong with an expression, by subject. AWS reads an expression to its end and then names the most important
 * thing, which need not be the first (observed on AWS by dynalite's tests, which its order follows).
 */
export class Findings<Subject extends string> {
  readonly #order: readonly Subject[]
  readonly #found = new Map<Subject, string>()

  /** `order`: the most important subject first. */
  constructor(order: readonly Subject[]) {
    this.#order = order
  }

  /** Only the first finding of a subject counts. */
  add(subject: Subject, message: string): void {
    if (!this.#found.has(subject)) this.#found.set(subject, message)
  }

  /** Fails with the most important finding. */
  check(failure: (message: string) => DynamoDbError): void {
    if (this.#found.size === 0) return
    for (const subject of this.#order) {
      const message = this.#found.get(subject)
      if (message !== undefined) throw failure(message)
    }
  }
}

/** What can be said of an expression without its names and values. */
export type Subject =
  | 'parentheses'
  | 'function name'
  | 'function use'
  | 'reserved word'
  | 'section'
  | 'index'
  | 'count'
