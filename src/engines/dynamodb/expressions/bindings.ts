import { DynamoDbError } from '../errors.ts'
import type { AttributeValue, Item } from '../values/types.ts'
import { emptyItem } from '../values/types.ts'
import { validateValue, type WireValue } from '../values/validate.ts'
import type { PathNode } from './ast.ts'
import type { Path } from './paths.ts'

/** What names and values of a request's expressions stand for. */
export interface BindingParameters {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: Readonly<Record<string, WireValue>> | undefined
}

const nameForm = /^#[0-9a-zA-Z_]+$/
const valueForm = /^:[0-9a-zA-Z_]+$/

/**
 * Holds a request's expression names and values against AWS's rules. All expressions of a request share them, and each
 * must be used by one. Fails with a DynamoDbError.
 */
export function bindExpressions(parameters: BindingParameters): Bindings {
  return new Bindings(
    readNames(parameters.ExpressionAttributeNames),
    readValues(parameters.ExpressionAttributeValues),
  )
}

function readNames(names: BindingParameters['ExpressionAttributeNames']): Readonly<Record<string, string>> {
  if (names === undefined) return {}
  const aliases = Object.keys(names)
  if (aliases.length === 0) throw new DynamoDbError('ExpressionAttributeNames must not be empty')
  for (const alias of aliases) {
    if (nameForm.test(alias)) continue
    throw new DynamoDbError(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${alias}"`)
  }
  return names
}

function readValues(values: BindingParameters['ExpressionAttributeValues']): Item {
  const valid = emptyItem()
  if (values === undefined) return valid
  const names = Object.keys(values)
  if (names.length === 0) throw new DynamoDbError('ExpressionAttributeValues must not be empty')
  for (const name of names) {
    if (valueForm.test(name)) continue
    throw new DynamoDbError(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${name}"`)
  }
  for (const name of names) {
    try {
      valid[name] = validateValue(values[name] ?? {})
    } catch (error) {
      if (!(error instanceof DynamoDbError)) throw error
      throw new DynamoDbError(
        `ExpressionAttributeValues contains invalid value: ${error.message} for key ${name}`,
      )
    }
  }
  return valid
}

/** The names and values of one request, and which of them its expressions have used. */
export class Bindings {
  readonly #names: Readonly<Record<string, string>>
  readonly #values: Readonly<Item>
  readonly #used = new Set<string>()

  constructor(names: Readonly<Record<string, string>>, values: Readonly<Item>) {
    this.#names = names
    this.#values = values
  }

  /** What an alias (`#a`) stands for. */
  name(alias: string): string | undefined {
    this.#used.add(alias)
    return Object.hasOwn(this.#names, alias) ? this.#names[alias] : undefined
  }

  /** What a value's name (`:a`) stands for. */
  value(name: string): AttributeValue | undefined {
    this.#used.add(name)
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined
  }

  /** A path with real names; tells of what is not defined, and then what it answers is of no use. */
  path(node: PathNode, tell: (message: string) => void): Path {
    const steps = node.map((step) => {
      if (step.type === 'index') return step.index
      if (step.type === 'name') return step.name
      const name = this.name(step.alias)
      if (name === undefined) tell(undefinedName(step.alias))
      return name ?? ''
    })
    const [head = '', ...rest] = steps
    return [String(head), ...rest]
  }

  /** Fails with a DynamoDbError when a name or value was not used; to be called when all expressions have been read. */
  checkUsed(): void {
    const unused = (defined: object) => Object.keys(defined).filter((name) => !this.#used.has(name))
    for (const [member, names] of [
      ['ExpressionAttributeNames', unused(this.#names)],
      ['ExpressionAttributeValues', unused(this.#values)],
    ] as const) {
      if (names.length === 0) continue
      throw new DynamoDbError(
        `Value provided in ${member} unused in expressions: keys: {${names.join(', ')}}`,
      )
    }
  }
}

function undefinedName(alias: string): string {
  return `An expression attribute name used in the document path is not defined; attribute name: ${alias}`
}

export function undefinedValue(name: string): string {
  return `An expression attribute value used in expression is not defined; attribute value: ${name}`
}
