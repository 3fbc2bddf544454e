import type { FunctionName } from './ast.ts'
import type { Findings, Subject } from './findings.ts'

/** How many operands each function has. Names are case-sensitive. */
export const operandCounts: Readonly<Record<FunctionName, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
  size: 1,
  if_not_exists: 2,
  list_append: 2,
}

/** Any name can be called; only afterwards does AWS look whether there is such a function. */
export function readFunctionName(name: string, findings: Findings<Subject>): FunctionName {
  if (Object.hasOwn(operandCounts, name)) return name as FunctionName
  findings.add('function name', `Invalid function name; function: ${name}`)
  return 'size'
}

/** That a function exists and does not belong where it stands. */
export function refuseUse(name: FunctionName, findings: Findings<Subject>): void {
  findings.add(
    'function use',
    `The function is not allowed to be used this way in an expression; function: ${name}`,
  )
}

/** What to say of a wrong number of operands, or undefined. */
export function countProblem(name: FunctionName | '+' | '-', count: number): string | undefined {
  const expected = name === '+' || name === '-' ? 2 : operandCounts[name]
  if (count === expected) return undefined
  return `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${count}`
}

/** What to say of an operand whose type does not fit. */
export function typeProblem(operatorOrFunction: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${operatorOrFunction}, operand type: ${type}`
}
