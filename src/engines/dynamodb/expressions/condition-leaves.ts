import { compareValues } from '../values/compare.ts'
import { valueText } from '../values/text.ts'
import { type AttributeValue, type TypeName, typeNames, typeOf } from '../values/types.ts'
import type { Comparator, FunctionName } from './ast.ts'
import type { Condition, Operand } from './condition.ts'
import { Findings } from './findings.ts'
import { countProblem, typeProblem } from './functions.ts'
import { type Path, pathText, samePath } from './paths.ts'

type LeafSubject = 'name or value' | 'operand count' | 'distinct' | 'operand type'

/** What can be wrong with one comparison or function, the most important thing first. */
export function leafFindings(): Findings<LeafSubject> {
  return new Findings(['name or value', 'operand count', 'distinct', 'operand type'])
}

/** Stands in for an operand that is not there; a finding has been made then. */
export const nothing: Operand = { type: 'value', value: { NULL: true } }

/**
 * Makes comparisons and functions of their operands and tells what is wrong with these. What it makes is of use only if
 * nothing was found. The rules are AWS's, as observed by the tests of dynalite and ScyllaDB Alternator.
 */
export class ConditionLeaves {
  readonly #findings: Findings<LeafSubject>

  constructor(findings: Findings<LeafSubject>) {
    this.#findings = findings
  }

  compare(operator: Comparator, left: Operand, right: Operand): Condition {
    this.#checkDistinct(operator, left, [right])
    if (operator !== '=' && operator !== '<>') this.#checkOrder(operator, [left, right])
    return { type: 'compare', operator, left, right }
  }

  between(operand: Operand, lower: Operand, upper: Operand): Condition {
    this.#checkBounds(lower, upper)
    this.#checkOrder('BETWEEN', [operand, lower, upper])
    return { type: 'between', operand, lower, upper }
  }

  in(operand: Operand, choices: readonly Operand[]): Condition {
    this.#checkDistinct('IN', operand, choices)
    return { type: 'in', operand, choices }
  }

  size(operands: readonly Operand[]): Operand {
    const [operand = nothing] = operands
    if (this.#counts('size', operands.length)) {
      const type = typeOfOperand(operand)
      if (type === 'N' || type === 'BOOL' || type === 'NULL') {
        this.#findings.add('operand type', typeProblem('size', type))
      }
    }
    return { type: 'size', operand }
  }

  function(name: FunctionName, operands: readonly Operand[]): Condition {
    const [first = nothing, second = nothing] = operands
    const counts = this.#counts(name, operands.length)
    if (counts && operands.length > 1) this.#checkDistinct(name, first, [second])
    switch (name) {
      case 'attribute_exists':
      case 'attribute_not_exists': {
        if (counts && first.type !== 'path') {
          const message = `Operator or function requires a document path; operator or function: ${name}`
          this.#findings.add('operand type', message)
        }
        const path: Path = first.type === 'path' ? first.path : ['']
        return { type: name === 'attribute_exists' ? 'exists' : 'not exists', path }
      }
      case 'attribute_type':
        return { type: 'has type', operand: first, name: this.#typeName(second, counts) }
      case 'begins_with': {
        for (const operand of counts ? operands : []) {
          const type = typeOfOperand(operand)
          if (type === undefined || type === 'S' || type === 'B') continue
          this.#findings.add('operand type', typeProblem(name, type))
        }
        return { type: 'begins with', operand: first, start: second }
      }
      default:
        return { type: 'contains', operand: first, part: second }
    }
  }

  #counts(name: FunctionName, count: number): boolean {
    const problem = countProblem(name, count)
    if (problem !== undefined) this.#findings.add('operand count', problem)
    return problem === undefined
  }

  #typeName(operand: Operand, counts: boolean): TypeName {
    const value = operand.type === 'value' ? operand.value : undefined
    if (value && 'S' in value) {
      const name = typeNames.find((known) => known === value.S)
      if (name) return name
      const message = `Invalid attribute type name found; type: ${value.S}, valid types: {${typeNames.join(',')}}`
      this.#findings.add('operand type', message)
    } else if (counts) {
      const type = typeOfOperand(operand) ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}'
      this.#findings.add('operand type', typeProblem('attribute_type', type))
    }
    return 'S'
  }

  /** A path is not to be compared with itself. */
  #checkDistinct(name: string, first: Operand, others: readonly Operand[]): void {
    if (first.type !== 'path') return
    for (const other of others) {
      if (other.type !== 'path' || !samePath(first.path, other.path)) continue
      this.#findings.add(
        'distinct',
        'The first operand must be distinct from the remaining operands for this operator or function; ' +
          `operator: ${name}, first operand: ${pathText(first.path)}`,
      )
    }
  }

  /** Values of the request must have an order where one is asked for; those of the item need not. */
  #checkOrder(name: string, operands: readonly Operand[]): void {
    for (const operand of operands) {
      const type = typeOfOperand(operand)
      if (type === undefined || type === 'S' || type === 'N' || type === 'B') continue
      this.#findings.add('operand type', typeProblem(name, type))
    }
  }

  #checkBounds(lower: Operand, upper: Operand): void {
    if (lower.type !== 'value' || upper.type !== 'value') return
    const sameType = typeOf(lower.value) === typeOf(upper.value)
    const order = compareValues(lower.value, upper.value)
    if (sameType && (order === undefined || order <= 0)) return
    this.#findings.add(
      'operand type',
      `The BETWEEN operator requires ${
        sameType
          ? 'upper bound to be greater than or equal to lower bound'
          : 'same data type for lower and upper bounds'
      }; lower bound operand: ${boundText(lower.value)}, upper bound operand: ${boundText(upper.value)}`,
    )
  }
}

function typeOfOperand(operand: Operand): TypeName | undefined {
  if (operand.type === 'size') return 'N'
  if (operand.type === 'condition') return 'BOOL'
  return operand.type === 'value' ? typeOf(operand.value) : undefined
}

function boundText(value: AttributeValue): string {
  return `AttributeValue: ${valueText(value)}`
}
