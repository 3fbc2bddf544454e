import { invalidPattern } from './errors.ts'
import { regexesPerPattern } from './limits.ts'
import { isReadableNumber } from './scalar.ts'
import { Scanner } from './scanner.ts'
import type { Comparison, Field, FieldCondition, FilterPattern } from './types.ts'

/**
 * What stands between the brackets: fields with names and conditions, separated by commas.
 * Source: User Guide, "Using filter patterns to match terms in space-delimited log events".
 */
export function parseFields(text: string): FilterPattern {
  const scanner = new Scanner(text)
  if (scanner.ended) return { type: 'fields', fields: [] }
  const fields: Field[] = [parseField(scanner)]
  while (scanner.take(',')) fields.push(parseField(scanner))
  if (!scanner.ended) throw scanner.failure()
  const names = fields.flatMap((field) => (field.type === 'field' && field.name ? [field.name] : []))
  if (new Set(names).size < names.length) throw invalidPattern()
  if (fields.filter(({ type }) => type === 'ellipsis').length > 1) throw invalidPattern()
  if (fields.reduce((sum, field) => sum + regexCountOf(field), 0) > regexesPerPattern) throw invalidPattern()
  return { type: 'fields', fields }
}

function parseField(scanner: Scanner): Field {
  if (scanner.take('...')) return { type: 'ellipsis' }
  scanner.space()
  const name = scanner.takeWhile(/[A-Za-z0-9_-]/)
  if (name === '') return { type: 'field' }
  // A name that begins with a digit would be taken for the number of a field.
  if (/^[0-9-]/.test(name)) throw invalidPattern()
  const comparison = parseComparison(scanner)
  if (comparison === undefined) return { type: 'field', name }
  return { type: 'field', name, condition: parseCondition(scanner, name, comparison) }
}

/** The rest of a condition behind its first comparison; every further one names the same field again. */
function parseCondition(scanner: Scanner, name: string, first: Comparison): FieldCondition {
  const sides: FieldCondition[][] = [[first]]
  for (;;) {
    if (scanner.take('&&')) sides.at(-1)?.push(sameField(scanner, name))
    else if (scanner.take('||')) sides.push([sameField(scanner, name)])
    else break
  }
  return join(
    'or',
    sides.map((conditions) => join('and', conditions)),
  )
}

function join(type: 'and' | 'or', conditions: readonly FieldCondition[]): FieldCondition {
  const [only] = conditions
  return only !== undefined && conditions.length === 1 ? only : { type, conditions }
}

function sameField(scanner: Scanner, name: string): Comparison {
  scanner.space()
  if (scanner.takeWhile(/[A-Za-z0-9_-]/) !== name) throw invalidPattern()
  const comparison = parseComparison(scanner)
  if (comparison === undefined) throw scanner.failure()
  return comparison
}

function parseComparison(scanner: Scanner): Comparison | undefined {
  const operator = scanner.takeOperator()
  if (operator === undefined) return undefined
  const operand = scanner.operand()
  if (operator !== '=' && operator !== '!=' && !isReadableNumber(operand)) throw invalidPattern()
  return { type: 'compare', operator, operand }
}

/** How many regular expressions a field's condition has. */
function regexCountOf(field: Field): number {
  const count = (condition: FieldCondition): number =>
    condition.type === 'compare'
      ? Number(condition.operand.type === 'regex')
      : condition.conditions.reduce((sum, inner) => sum + count(inner), 0)
  return field.type === 'field' && field.condition ? count(field.condition) : 0
}
