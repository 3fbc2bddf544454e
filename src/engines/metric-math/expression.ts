/** Reads expressions and computes them. The parser is jsep; what its tree means is decided here. */
import jsep from 'jsep'
import { callFunction, type MathScope } from './functions.ts'
import { applyBinary, negate } from './operators.ts'
import { arrayValue, MetricMathError, type Series, scalar, seriesOf, type Value } from './values.ts'

/** An expression that can be read. */
export type ParsedExpression = jsep.Expression

/** The longest expression. Unit: characters. Source: API Reference, MetricDataQuery, Expression (length constraints). */
const expressionCharactersMax = 2048

// The parser is one for the process, and nothing else uses it.
jsep.removeAllUnaryOps()
jsep.removeAllBinaryOps()
jsep.addUnaryOp('-')
jsep.addUnaryOp('+')
const precedence: ReadonlyArray<readonly string[]> = [
  ['OR', '||'],
  ['AND', '&&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/'],
]
precedence.forEach((operators, index) => {
  for (const operator of operators) jsep.addBinaryOp(operator, index + 1)
})
jsep.addBinaryOp('^', precedence.length + 1, true)

/** Reads an expression. Fails with a MetricMathError. */
export function parseExpression(text: string): ParsedExpression {
  if (text.length > expressionCharactersMax)
    throw new MetricMathError(`The expression is longer than ${expressionCharactersMax} characters.`)
  try {
    return jsep(text)
  } catch (error) {
    throw new MetricMathError(error instanceof Error ? error.message : String(error))
  }
}

/** The ids of queries that an expression refers to. */
export function idsOf(expression: ParsedExpression): Set<string> {
  const found = new Set<string>()
  walk(expression, (node) => {
    if (node.type === 'Identifier') found.add((node as jsep.Identifier).name)
  })
  return found
}

function walk(node: jsep.Expression, visit: (node: jsep.Expression) => void): void {
  visit(node)
  for (const child of childrenOf(node)) walk(child, visit)
}

function childrenOf(node: jsep.Expression): jsep.Expression[] {
  switch (node.type) {
    case 'BinaryExpression': {
      const { left, right } = node as jsep.BinaryExpression
      return [left, right]
    }
    case 'UnaryExpression':
      return [(node as jsep.UnaryExpression).argument]
    case 'CallExpression':
      return (node as jsep.CallExpression).arguments
    case 'ArrayExpression':
      return (node as jsep.ArrayExpression).elements.filter((element) => element !== null)
    default:
      return []
  }
}

/** Words that stand for themselves as arguments. */
const words = new Set(['REPEAT', 'LINEAR', 'AVG', 'MIN', 'MAX', 'SUM', 'STDDEV', 'ASC', 'DESC'])

/**
 * Computes an expression. `lookUp` answers what an id stands for; undefined: nobody has that id. Fails with a MetricMathError.
 */
export function evaluate(
  node: ParsedExpression,
  lookUp: (id: string) => Value | undefined,
  scope: MathScope,
): Value {
  switch (node.type) {
    case 'Literal': {
      const { value } = node as jsep.Literal
      if (typeof value === 'number') return scalar(value)
      if (typeof value === 'string') return { kind: 'text', text: value }
      throw new MetricMathError(`${String(value)} cannot be used in an expression.`)
    }
    case 'Identifier': {
      const { name } = node as jsep.Identifier
      const value = lookUp(name)
      if (value) return value
      if (words.has(name.toUpperCase())) return { kind: 'text', text: name.toUpperCase() }
      throw new MetricMathError(`Undefined variable ${name}.`)
    }
    case 'UnaryExpression': {
      const { operator, argument } = node as jsep.UnaryExpression
      const value = evaluate(argument, lookUp, scope)
      return operator === '-' ? negate(value) : value
    }
    case 'BinaryExpression': {
      const { operator, left, right } = node as jsep.BinaryExpression
      return applyBinary(operator, evaluate(left, lookUp, scope), evaluate(right, lookUp, scope))
    }
    case 'ArrayExpression': {
      const items: Series[] = []
      for (const element of (node as jsep.ArrayExpression).elements)
        if (element) items.push(...seriesOf(evaluate(element, lookUp, scope), 'An array'))
      return arrayValue(items)
    }
    case 'CallExpression': {
      const { callee, arguments: given } = node as jsep.CallExpression
      if (callee.type !== 'Identifier') throw new MetricMathError('Only functions can be called.')
      const args = given.map((argument) => evaluate(argument, lookUp, scope))
      return callFunction((callee as jsep.Identifier).name, args, scope)
    }
    default:
      throw new MetricMathError('The expression is not valid.')
  }
}
