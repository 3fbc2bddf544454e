import type { Json, JsonObject } from '../../../../base/json.ts'
import { PathSyntaxError } from '../../../jsonpath/index.ts'
import type { Report } from '../report.ts'
import { compileScopePath, requireVariable, type ScopePath } from '../scope-path.ts'
import { parseTimestamp } from '../timestamp.ts'
import { type Expression, type Scope, StateError } from '../types.ts'
import { type Comparison, comparisons, tests } from './operators.ts'

type Test = (scope: Scope) => boolean

/** Rules inside rules. UNVERIFIED: AWS's bound. */
const nestingMax = 100

/** What a rule may have beside its test. */
const others = new Set(['Next', 'Comment', 'Assign', 'Output'])

/** The test of a JSONPath choice rule. What is wrong with it is reported; it is then false. */
export function compileChoice(rule: JsonObject, location: string, report: Report): Expression<boolean> {
  return { evaluate: compileTest(rule, location, report, 0) }
}

const never: Test = () => false
const kinds = ['And', 'Or', 'Not', 'Variable']

function compileTest(rule: Json | undefined, location: string, report: Report, depth: number): Test {
  if (typeof rule !== 'object' || rule === null || Array.isArray(rule)) {
    report('Expected value of type [OBJECT]', location)
    return never
  }
  const object = rule as JsonObject
  if (depth > nestingMax) {
    report(`Choice rules are nested more than ${nestingMax} deep`, location)
    return never
  }
  if (depth > 0 && object.Next !== undefined) report("Field 'Next' is not supported", `${location}/Next`)
  const present = kinds.filter((kind) => object[kind] !== undefined)
  const [kind] = present
  if (present.length !== 1 || kind === undefined) {
    // The list is AWS's, which names the field of JSONata too.
    report(
      'The object must have only one of the following fields, [And, Or, Not, Variable, Condition]',
      location,
    )
    return never
  }
  if (kind === 'Variable') return compileVariable(object, location, report)
  refuseOthers(object, kind, location, report)
  if (kind === 'Not') {
    const inner = compileTest(object.Not, `${location}/Not`, report, depth + 1)
    return (scope) => !inner(scope)
  }
  return compileList(object[kind], kind, `${location}/${kind}`, report, depth)
}

function refuseOthers(rule: JsonObject, kind: string, location: string, report: Report): void {
  for (const name of Object.keys(rule))
    if (name !== kind && !others.has(name)) report(`Field '${name}' is not supported`, `${location}/${name}`)
}

function compileList(
  list: Json | undefined,
  kind: string,
  location: string,
  report: Report,
  depth: number,
): Test {
  if (!Array.isArray(list) || list.length === 0) {
    report(Array.isArray(list) ? 'Value cannot be empty' : 'Expected value of type [ARRAY]', location)
    return never
  }
  const inner = list.map((rule: Json, index) => compileTest(rule, `${location}[${index}]`, report, depth + 1))
  return kind === 'And'
    ? (scope) => inner.every((test) => test(scope))
    : (scope) => inner.some((test) => test(scope))
}

function compileVariable(rule: JsonObject, location: string, report: Report): Test {
  const operators = Object.keys(rule).filter((name) => name !== 'Variable' && !others.has(name))
  const unknown = operators.filter((name) => !isOperator(name))
  for (const name of unknown) report(`Field '${name}' is not supported`, `${location}/${name}`)
  const known = operators.filter(isOperator)
  const [operator] = known
  if (known.length !== 1 || operator === undefined) {
    report(
      known.length > 1
        ? `There should only be one of the following fields: [${known.join(', ')}]`
        : `This object should have only one of the following fields: [${[...operatorNames()].join(', ')}]`,
      location,
    )
    return never
  }
  const variable = compileReference(rule.Variable, `${location}/Variable`, report)
  if (!variable) return never
  return compileOperator(operator, variable, rule[operator] ?? null, `${location}/${operator}`, report)
}

function* operatorNames(): Iterable<string> {
  for (const name of comparisons.keys()) {
    yield name
    if (name !== 'StringMatches') yield `${name}Path`
  }
  yield* tests.keys()
  yield 'IsPresent'
}

const allOperators = new Set(operatorNames())

function isOperator(name: string): boolean {
  return allOperators.has(name)
}

function compileOperator(
  operator: string,
  variable: ScopePath,
  operand: Json,
  location: string,
  report: Report,
): Test {
  if (operator === 'IsPresent') {
    requireType(operand, 'boolean', location, report)
    return (scope) => (variable.find(scope) !== undefined) === operand
  }
  const test = tests.get(operator)
  if (test) {
    requireType(operand, 'boolean', location, report)
    return (scope) => test(found(variable, scope, 'condition')) === operand
  }
  const direct = comparisons.get(operator)
  if (direct) {
    requireType(operand, direct.expects, location, report)
    return (scope) => direct.matches(found(variable, scope, 'condition'), operand)
  }
  const comparison = comparisons.get(operator.slice(0, -'Path'.length))
  const other = compileReference(operand, location, report)
  if (!comparison || !other) return never
  return (scope) => comparison.matches(found(variable, scope, 'condition'), found(other, scope, 'comparison'))
}

function requireType(value: Json, expects: Comparison['expects'], location: string, report: Report): void {
  if (expects === 'timestamp') {
    if (typeof value !== 'string') report('Expected value of type [STRING]', location)
    else if (!parseTimestamp(value)) report('String does not match RFC3339 timestamp', location)
  } else if (typeof value !== expects) report(`Expected value of type [${typeNames[expects]}]`, location)
}

const typeNames = { string: 'STRING', number: 'NUMBER', boolean: 'BOOLEAN' }

function compileReference(value: Json | undefined, location: string, report: Report): ScopePath | undefined {
  if (typeof value !== 'string') {
    report('Expected value of type [STRING]', location)
    return undefined
  }
  try {
    const scoped = compileScopePath(value)
    if (scoped.path.definite) return scoped
    // UNVERIFIED: AWS's editor refuses paths that find many; a rule of AWS's own examples has none.
    report('Value is not a Reference Path', location)
  } catch (error) {
    if (!(error instanceof PathSyntaxError)) throw error
    report(
      value.startsWith('$')
        ? `Value is not a Reference Path: ${error.message}`
        : "Value is not a Reference Path: Reference path didn't start with '$'",
      location,
    )
  }
  return undefined
}

/** The words are AWS's. UNVERIFIED: those of a comparison path. */
function found(scoped: ScopePath, scope: Scope, which: 'condition' | 'comparison'): Json {
  const value = scoped.find(scope)
  if (value !== undefined) return value
  requireVariable(scoped, scope)
  throw new StateError(
    'States.Runtime',
    `Invalid path '${scoped.path.text}': The choice state's ${which} path references an invalid value.`,
  )
}
