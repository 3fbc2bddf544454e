import { DynamoDbError, invalidParameter } from '../errors.ts'
import type { AttributeValue } from '../values/types.ts'
import { validateValue, type WireValue } from '../values/validate.ts'

/**
 * A statement's parameters, taken in the order of its question marks, and what is to be looked at when all of it has been
 * read. Fails with a DynamoDbError.
 */
export class Parameters {
  readonly #values: readonly AttributeValue[]
  readonly #checks: (() => void)[] = []
  #taken = 0

  /** AWS looks at the parameters before it reads the statement (observed by floci). */
  constructor(values: readonly WireValue[]) {
    this.#values = values.map((value) => {
      checkNull(value)
      return validateValue(value)
    })
  }

  take(): AttributeValue {
    const value = this.#values[this.#taken++]
    // Another count than the statement's is told at the end; till then something stands in.
    return value ?? { NULL: true }
  }

  atTheEnd(check: () => void): void {
    this.#checks.push(check)
  }

  /** To be called when the statement has been read. */
  check(): void {
    if (this.#taken !== this.#values.length) {
      throw new DynamoDbError("Number of parameters in request and statement don't match.")
    }
    for (const check of this.#checks) check()
  }
}

/** Unlike items, parameters must not say that null is false (observed on AWS by floci, 2026-09-17). */
function checkNull(value: WireValue): void {
  if (value.NULL === false) {
    throw invalidParameter('Null attribute value types must have the value of true')
  }
}
