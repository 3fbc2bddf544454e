import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import {
  type AttributeValue,
  applyUpdate,
  DynamoDbError,
  evaluateCondition,
  type Item,
  project,
  readExpressions,
  validateItem,
} from '../index.ts'
import type { ConditionNode, OperandNode, PathNode, PathStep, UpdateNode } from './ast.ts'
import { parseCondition } from './bind-condition.ts'
import { bindExpressions } from './bindings.ts'
import { conditionNode, projectionNode, updateNode } from './parse.ts'
import { printCondition, printProjection, printUpdate } from './print.ts'

/** Records as literals write them; fast-check's own have no prototype. */
const record = <T>(model: { [Name in keyof T]: fc.Arbitrary<T[Name]> }) =>
  fc.record(model, { noNullPrototype: true })

const names = ['a', 'b', 'c', 'd_1', 'E2'] as const
const step: fc.Arbitrary<PathStep> = fc.oneof(
  fc.constantFrom(...names).map((name): PathStep => ({ type: 'name', name })),
  fc.constantFrom('#a', '#b', '#_').map((alias): PathStep => ({ type: 'alias', alias })),
  fc.nat(3).map((index): PathStep => ({ type: 'index', index })),
)
const path: fc.Arbitrary<PathNode> = fc
  .tuple(
    step.filter(({ type }) => type !== 'index'),
    fc.array(step, { maxLength: 2 }),
  )
  .map(([head, rest]) => [head, ...rest])

const valueName = fc.constantFrom(':n', ':m', ':s', ':t', ':b', ':l', ':set', ':no')
const plainOperand: fc.Arbitrary<OperandNode> = fc.oneof(
  path.map((steps): OperandNode => ({ type: 'path', path: steps })),
  valueName.map((name): OperandNode => ({ type: 'value', name })),
)
const operand: fc.Arbitrary<OperandNode> = fc.oneof(
  { weight: 4, arbitrary: plainOperand },
  { weight: 1, arbitrary: path.map((steps) => call('size', [{ type: 'path', path: steps }])) },
)

function call(name: 'size' | 'contains' | 'begins_with', operands: OperandNode[]) {
  return { type: 'function' as const, name, operands }
}

const leaf: fc.Arbitrary<ConditionNode> = fc.oneof(
  record({
    type: fc.constant('compare' as const),
    operator: fc.constantFrom('=', '<>', '<', '<=', '>', '>='),
    left: operand,
    right: operand,
  }),
  record({ type: fc.constant('between' as const), operand, lower: operand, upper: operand }),
  record({
    type: fc.constant('in' as const),
    operand,
    choices: fc.array(operand, { minLength: 1, maxLength: 3 }),
  }),
  fc
    .tuple(plainOperand, plainOperand, fc.constantFrom('contains' as const, 'begins_with' as const))
    .map(([one, other, name]): ConditionNode => call(name, [one, other])),
  fc.tuple(path, fc.constantFrom('attribute_exists' as const, 'attribute_not_exists' as const)).map(
    ([steps, name]): ConditionNode => ({
      type: 'function',
      name,
      operands: [{ type: 'path', path: steps }],
    }),
  ),
)
const { condition } = fc.letrec<{ condition: ConditionNode; many: ConditionNode }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    tie('many'),
    record({ type: fc.constant('not' as const), condition: tie('condition') }),
  ),
  many: record({
    type: fc.constantFrom('and' as const, 'or' as const),
    conditions: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
  }),
}))

const { value } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.integer({ min: -3, max: 3 }).map((number): AttributeValue => ({ N: String(number / 2) })),
    fc.constantFrom('', 'a', 'ab', 'b').map((S): AttributeValue => ({ S })),
    fc.uint8Array({ maxLength: 2, max: 2 }).map((B): AttributeValue => ({ B })),
    fc.boolean().map((BOOL): AttributeValue => ({ BOOL })),
    fc.constant<AttributeValue>({ NULL: true }),
    fc.subarray(['a', 'b', 'ab'], { minLength: 1 }).map((SS): AttributeValue => ({ SS })),
    fc.subarray(['1', '0.5'], { minLength: 1 }).map((NS): AttributeValue => ({ NS })),
    fc.array(tie('value'), { maxLength: 3 }).map((L): AttributeValue => ({ L })),
    fc
      .dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3 })
      .map((M): AttributeValue => ({ M })),
  ),
}))
const item: fc.Arbitrary<Item> = fc
  .dictionary(fc.constantFrom(...names), value, { maxKeys: 5 })
  .map((attributes) => validateItem(attributes))

const allNames = { '#a': 'a', '#b': 'b', '#_': 'd_1' }
const allValues: Record<string, AttributeValue> = {
  ':n': { N: '1' },
  ':m': { N: '-0.5' },
  ':s': { S: 'a' },
  ':t': { S: 'ab' },
  ':b': { B: Uint8Array.of(1) },
  ':l': { L: [{ N: '1' }] },
  ':set': { SS: ['b', 'a'] },
  ':no': { BOOL: false },
}

// The naive model: values as plain JavaScript, without anything of the engine.
function found(steps: PathNode, from: Item): AttributeValue | undefined {
  let here: AttributeValue | undefined = { M: from }
  for (const one of steps) {
    if (!here) return undefined
    if (one.type === 'index') here = 'L' in here ? (here.L as AttributeValue[])[one.index] : undefined
    else {
      const name: string = one.type === 'name' ? one.name : allNames[one.alias as '#a']
      here = 'M' in here && Object.keys(here.M).includes(name) ? here.M[name] : undefined
    }
  }
  return here
}

function plain(of: AttributeValue): unknown {
  const [type = '', content] = Object.entries(of)[0] ?? []
  if (type === 'L') return (content as AttributeValue[]).map(plain)
  if (type === 'M') {
    return new Map(Object.entries(content as Item).map(([name, member]) => [name, plain(member)]))
  }
  if (type === 'N') return { N: Number(content) }
  if (type === 'NS') return { NS: new Set((content as string[]).map(Number)) }
  if (type === 'SS') return { SS: new Set(content as string[]) }
  return { [type]: content }
}

function modelOperand(node: OperandNode, from: Item): AttributeValue | undefined {
  if (node.type === 'path') return found(node.path, from)
  if (node.type === 'value') return allValues[node.name]
  const [first] = node.operands
  const of = first && modelOperand(first, from)
  const content = of && Object.values(of)[0]
  if (typeof content === 'string') return of && 'S' in of ? { N: String(content.length) } : undefined
  if (typeof content !== 'object') return undefined
  return { N: String(Object.keys(content as object).length) }
}

function sortable(of: AttributeValue | undefined): [string, number | string] | undefined {
  if (!of) return undefined
  if ('N' in of) return ['N', Number(of.N)]
  if ('S' in of) return ['S', of.S]
  return 'B' in of ? ['B', String.fromCharCode(...of.B)] : undefined
}

function modelCompares(operator: string, left?: AttributeValue, right?: AttributeValue): boolean {
  const same = left !== undefined && right !== undefined && isDeepStrictEqual(plain(left), plain(right))
  if (operator === '=') return same
  if (operator === '<>') return !same
  const one = sortable(left)
  const other = sortable(right)
  if (!one || !other || one[0] !== other[0]) return false
  if (operator === '<') return one[1] < other[1]
  if (operator === '<=') return one[1] <= other[1]
  return operator === '>' ? one[1] > other[1] : one[1] >= other[1]
}

function model(node: ConditionNode, from: Item): boolean {
  switch (node.type) {
    case 'and':
      return !node.conditions.some((part) => !model(part, from))
    case 'or':
      return node.conditions.some((part) => model(part, from))
    case 'not':
      return !model(node.condition, from)
    case 'compare':
      return modelCompares(node.operator, modelOperand(node.left, from), modelOperand(node.right, from))
    case 'between': {
      const [middle, low, high] = [node.operand, node.lower, node.upper].map((one) => modelOperand(one, from))
      return modelCompares('>=', middle, low) && modelCompares('<=', middle, high)
    }
    case 'in':
      return node.choices.some((choice) =>
        modelCompares('=', modelOperand(node.operand, from), modelOperand(choice, from)),
      )
    case 'function':
      return modelFunction(node.name, node.operands, from)
  }
}

function modelFunction(name: string, operands: readonly OperandNode[], from: Item): boolean {
  const [first, second] = operands.map((one) => modelOperand(one, from))
  if (name === 'attribute_exists') return first !== undefined
  if (name === 'attribute_not_exists') return first === undefined
  const text = (of: AttributeValue | undefined) => ['S', 'B'].includes(sortable(of)?.[0] ?? '')
  if (name === 'begins_with' || text(first)) {
    const [whole, part] = [sortable(first), sortable(second)]
    if (!whole || !part || !text(first) || whole[0] !== part[0]) return false
    return name === 'begins_with'
      ? String(whole[1]).startsWith(String(part[1]))
      : String(whole[1]).includes(String(part[1]))
  }
  if (!first || !second) return false
  if ('L' in first) return first.L.some((member) => isDeepStrictEqual(plain(member), plain(second)))
  if ('SS' in first) return 'S' in second && first.SS.includes(second.S)
  return 'NS' in first && 'N' in second && first.NS.map(Number).includes(Number(second.N))
}

describe('expressions', () => {
  it('are read as they are printed', () => {
    fc.assert(
      fc.property(condition, (node) => {
        const text = printCondition(node)
        fc.pre(text.length <= 4096)
        assert.deepEqual(conditionNode(text, 'FilterExpression'), node)
      }),
    )
    fc.assert(
      fc.property(fc.array(path, { minLength: 1, maxLength: 4 }), (paths) => {
        assert.deepEqual(projectionNode(printProjection(paths)), paths)
      }),
    )
    const arithmetic = record({
      type: fc.constant('arithmetic' as const),
      operator: fc.constantFrom('+', '-'),
      left: plainOperand,
      right: plainOperand,
    })
    const sections: fc.Arbitrary<UpdateNode> = fc
      .tuple(
        fc.array(
          record({ type: fc.constant('SET' as const), path, value: fc.oneof(plainOperand, arithmetic) }),
        ),
        fc.array(record({ type: fc.constant('REMOVE' as const), path })),
        fc.array(record({ type: fc.constant('DELETE' as const), path, value: valueName })),
      )
      .map((actions) => actions.flat())
      .filter((actions) => actions.length > 0)
    fc.assert(
      fc.property(sections, (node) => {
        const text = printUpdate(node)
        fc.pre(text.length <= 4096)
        assert.deepEqual(updateNode(text), node)
      }),
    )
  })

  it('hold of what the naive model holds of', () => {
    fc.assert(
      fc.property(condition, item, (node, of) => {
        let bound: ReturnType<typeof parseCondition>
        try {
          const bindings = bindExpressions({
            ExpressionAttributeNames: allNames,
            ExpressionAttributeValues: allValues,
          })
          bound = parseCondition(printCondition(node), bindings)
        } catch (error) {
          assert.ok(error instanceof DynamoDbError)
          return
        }
        assert.equal(evaluateCondition(bound, of), model(node, of))
      }),
      { numRuns: 200 },
    )
  })

  it('change what they say and nothing else', () => {
    const paths = fc.array(path, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(paths, item, (steps, of) => {
        const listed = printProjection(steps)
        try {
          const parameters = /#/.test(listed) ? { ExpressionAttributeNames: usedNames(listed) } : {}
          const { update } = readExpressions({ UpdateExpression: `REMOVE ${listed}`, ...parameters })
          const { projection } = readExpressions({ ProjectionExpression: listed, ...parameters })
          assert.ok(update && projection)
          const before = structuredClone(of)
          const after = applyUpdate(update, of, {})
          assert.deepEqual(structuredClone(of), before)
          const kept = project(projection, of)
          if (Object.keys(kept).length === 0) assert.deepEqual(structuredClone(after), before)
          for (const one of steps) {
            if (one.some(({ type }) => type === 'index')) continue
            assert.equal(found(one, after), undefined)
            assert.deepEqual(found(one, kept), found(one, of))
          }
        } catch (error) {
          if (!(error instanceof DynamoDbError)) throw error
        }
      }),
      { numRuns: 100 },
    )
  })

  it('fail with nothing but their own error', () => {
    const word = fc.constantFrom(
      ...['SET', 'ADD', 'AND', 'NOT', 'IN', 'BETWEEN', 'a', '#a', ':n', '(', ')', '[', ']', '.', ','],
      ...[
        '=',
        '<',
        '<>',
        '+',
        '-',
        '0',
        '99999999999',
        'size',
        'contains',
        'if_not_exists',
        '\u0000',
        '\ud800',
        '#',
      ],
    )
    const text = fc.oneof(
      fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
      fc.array(word, { maxLength: 12 }).map((words) => words.join('')),
      fc.string({ unit: 'binary' }),
    )
    const member = fc.constantFrom(
      'ConditionExpression',
      'FilterExpression',
      'KeyConditionExpression',
      'ProjectionExpression',
      'UpdateExpression',
    )
    fc.assert(
      fc.property(text, member, item, (expression, name, of) => {
        try {
          const read = readExpressions({
            [name]: expression,
            ExpressionAttributeNames: allNames,
            ExpressionAttributeValues: allValues,
          })
          if (read.update) applyUpdate(read.update, of, {})
        } catch (error) {
          assert.ok(error instanceof DynamoDbError, String(error))
        }
      }),
      { numRuns: 500 },
    )
  })
})

function usedNames(text: string): Record<string, string> {
  return Object.fromEntries((text.match(/#\w+/g) ?? []).map((alias) => [alias, allNames[alias as '#a']]))
}
