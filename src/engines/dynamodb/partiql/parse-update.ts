import { DynamoDbError } from '../errors.ts'
import { typeProblem } from '../expressions/functions.ts'
import { findClashes, type Path, samePath } from '../expressions/paths.ts'
import type { Update, UpdateAction, UpdateOperand } from '../expressions/update.ts'
import { typeOf } from '../values/types.ts'
import { readLiteral, seesLiteral } from './literals.ts'
import type { Parameters } from './parameters.ts'
import { readPath } from './paths.ts'
import { type StatementReader, type Token, unexpectedToken } from './tokens.ts'

/**
 * Reads the clauses of an UPDATE: SET and REMOVE, as many as there are. Fails with a DynamoDbError.
 * Source: Developer Guide, "PartiQL update statements for DynamoDB"; the messages are AWS's, observed by
 * dynamodb-conformance.
 */
export function readUpdateClauses(reader: StatementReader, parameters: Parameters): Update {
  const actions: UpdateAction[] = []
  const clauses = new UpdateClauses(reader, parameters)
  while (reader.seesKeyword('SET', 'REMOVE')) {
    const removes = reader.take().text.toUpperCase() === 'REMOVE'
    do actions.push(removes ? { type: 'REMOVE', path: readPath(reader) } : clauses.assignment())
    while (reader.takeSign(','))
  }
  if (actions.length === 0) throw unexpectedToken()
  parameters.atTheEnd(() =>
    findClashes(
      actions.map(({ path }) => path),
      (_, message) => {
        throw new DynamoDbError(message)
      },
    ),
  )
  return { actions }
}

class UpdateClauses {
  readonly #reader: StatementReader
  readonly #parameters: Parameters

  constructor(reader: StatementReader, parameters: Parameters) {
    this.#reader = reader
    this.#parameters = parameters
  }

  assignment(): UpdateAction {
    const path = readPath(this.#reader)
    this.#reader.expectSign('=')
    const { next } = this.#reader
    const name = next.type === 'word' ? next.text.toUpperCase() : ''
    if ((name === 'SET_ADD' || name === 'SET_DELETE') && this.#reader.following.text === '(') {
      return this.#setFunction(name, path)
    }
    const left = this.#operand()
    const operator = this.#reader.sees('+') ? '+' : this.#reader.sees('-') ? '-' : undefined
    if (!operator) return { type: 'SET', path, value: left }
    this.#reader.take()
    const right = this.#operand()
    this.#parameters.atTheEnd(() => checkNumbers(operator, [left, right]))
    return { type: 'SET', path, value: { type: operator, left, right } }
  }

  #operand(): UpdateOperand {
    const { next, following } = this.#reader
    if (next.type === 'parameter') {
      this.#reader.take()
      return { type: 'value', value: this.#parameters.take() }
    }
    if (this.#reader.takeSign('(')) {
      const operand = this.#operand()
      this.#reader.expectSign(')')
      return operand
    }
    if (next.type === 'word' && following.type === 'sign' && following.text === '(') return this.#call(next)
    if (seesLiteral(this.#reader)) return { type: 'value', value: readLiteral(this.#reader) }
    return { type: 'path', path: readPath(this.#reader) }
  }

  #call(token: Token): UpdateOperand {
    const name = token.text.toLowerCase()
    this.#reader.take()
    this.#reader.expectSign('(')
    const operands = [this.#operand()]
    while (this.#reader.takeSign(',')) operands.push(this.#operand())
    this.#reader.expectSign(')')
    const [first, second] = operands
    if (name === 'list_append' && first && second && operands.length === 2) {
      this.#parameters.atTheEnd(() => checkLists(operands))
      return { type: 'append', first, second }
    }
    if (name === 'if_not_exists' && first?.type === 'path' && second && operands.length === 2) {
      return { type: 'if not exists', path: first.path, otherwise: second }
    }
    throw new DynamoDbError(`Unrecognized function: ${name}${this.#reader.place(token)}`)
  }

  /** `s = set_add(s, <<...>>)` and set_delete: what ADD and DELETE are in update expressions. */
  #setFunction(name: 'SET_ADD' | 'SET_DELETE', path: Path): UpdateAction {
    const token = this.#reader.take()
    this.#reader.expectSign('(')
    const firstToken = this.#reader.next
    const operands = [this.#operand()]
    while (this.#reader.takeSign(',')) operands.push(this.#operand())
    this.#reader.expectSign(')')
    const [first, second] = operands
    if (operands.length !== 2 || !second) {
      throw new DynamoDbError(`${name} must have exactly two arguments${this.#reader.place(token)}`)
    }
    if (first?.type !== 'path' || !samePath(first.path, path)) {
      throw new DynamoDbError(
        `The first argument to ${name} must equal the assignment value${this.#reader.place(token)}`,
      )
    }
    const value = second.type === 'value' ? second.value : undefined
    if (!value || !('SS' in value || 'NS' in value || 'BS' in value)) {
      throw new DynamoDbError(
        `The second argument to ${name} must be a value with type SET${this.#reader.place(firstToken)}`,
      )
    }
    return { type: name === 'SET_ADD' ? 'ADD' : 'DELETE', path, value }
  }
}

function checkNumbers(operator: string, operands: readonly UpdateOperand[]): void {
  for (const operand of operands) {
    if (operand.type !== 'value' || 'N' in operand.value) continue
    throw new DynamoDbError(typeProblem(operator, typeOf(operand.value)))
  }
}

function checkLists(operands: readonly UpdateOperand[]): void {
  for (const operand of operands) {
    if (operand.type !== 'value' || 'L' in operand.value) continue
    throw new DynamoDbError(typeProblem('list_append', typeOf(operand.value)))
  }
}
