import { DynamoDbError } from '../errors.ts'
import { type AttributeValue, type TypeName, typeOf } from '../values/types.ts'
import type { AssignedNode, OperandNode, PathNode, UpdateActionNode } from './ast.ts'
import { type Bindings, undefinedValue } from './bindings.ts'
import { Findings } from './findings.ts'
import { countProblem, typeProblem } from './functions.ts'
import { updateNode } from './parse.ts'
import { findClashes, type Path } from './paths.ts'
import type { Update, UpdateAction, UpdateOperand } from './update.ts'

type Subject = 'name' | 'value' | 'overlap' | 'conflict' | 'operand type' | 'function'

const nothing: AttributeValue = { NULL: true }

/** How ADD and DELETE call types that they do not take. */
const longTypeNames: Partial<Record<TypeName, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
}

/** Reads an update expression and looks up its names and values. Fails with a DynamoDbError. */
export function parseUpdate(text: string, bindings: Bindings): Update {
  const node = updateNode(text)
  const binder = new UpdateBinder(bindings)
  const actions = node.map((action) => binder.action(action))
  binder.check(actions.map(({ path }) => path))
  return { actions }
}

class UpdateBinder {
  readonly #bindings: Bindings
  readonly #findings = new Findings<Subject>([
    'name',
    'value',
    'overlap',
    'conflict',
    'operand type',
    'function',
  ])

  constructor(bindings: Bindings) {
    this.#bindings = bindings
  }

  check(paths: readonly Path[]): void {
    findClashes(paths, (kind, message) => this.#findings.add(kind, message))
    this.#findings.check((message) => new DynamoDbError(`Invalid UpdateExpression: ${message}`))
  }

  action(node: UpdateActionNode): UpdateAction {
    const path = this.#path(node.path)
    if (node.type === 'REMOVE') return { type: 'REMOVE', path }
    if (node.type === 'SET') return { type: 'SET', path, value: this.#assigned(node.value) }
    const value = this.#value(node.value)
    const type = value && longTypeNames[typeOf(value)]
    if (type && !(node.type === 'ADD' && type === 'NUMBER')) {
      this.#findings.add(
        'operand type',
        `Incorrect operand type for operator or function; operator: ${node.type}, operand type: ${type}`,
      )
    }
    return { type: node.type, path, value: value ?? nothing }
  }

  #assigned(node: AssignedNode): UpdateOperand {
    if (node.type !== 'arithmetic') return this.#operand(node)
    const left = this.#operand(node.left)
    const right = this.#operand(node.right)
    this.#checkTypes(node.operator, [left, right], 'N')
    return { type: node.operator, left, right }
  }

  #operand(node: OperandNode): UpdateOperand {
    if (node.type === 'path') return { type: 'path', path: this.#path(node.path) }
    if (node.type === 'value') return { type: 'value', value: this.#value(node.name) ?? nothing }
    const operands = node.operands.map((operand) => this.#operand(operand))
    const [first, second] = operands
    const problem = countProblem(node.name, operands.length)
    if (problem !== undefined || !first || !second) {
      this.#findings.add('function', problem ?? '')
      return { type: 'value', value: nothing }
    }
    if (node.name === 'list_append') {
      this.#checkTypes('list_append', operands, 'L')
      return { type: 'append', first, second }
    }
    if (first.type !== 'path') {
      this.#findings.add(
        'function',
        `Operator or function requires a document path; operator or function: ${node.name}`,
      )
      return { type: 'value', value: nothing }
    }
    return { type: 'if not exists', path: first.path, otherwise: second }
  }

  #checkTypes(name: string, operands: readonly UpdateOperand[], expected: TypeName): void {
    for (const operand of operands) {
      if (operand.type !== 'value') continue
      const type = typeOf(operand.value)
      if (type !== expected) this.#findings.add('function', typeProblem(name, type))
    }
  }

  #path(node: PathNode): Path {
    return this.#bindings.path(node, (message) => this.#findings.add('name', message))
  }

  #value(name: string): AttributeValue | undefined {
    const value = this.#bindings.value(name)
    if (!value) this.#findings.add('value', undefinedValue(name))
    return value
  }
}
