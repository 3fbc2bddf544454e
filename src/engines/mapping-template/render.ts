/** Renders templates: what they write for the values that they are given. Bounded in steps and in what is written; nothing waits. */
import { TemplateError } from './errors.ts'
import { depthMax, loopRoundsMax, outputCharactersMax, valueSizeMax } from './limits.ts'
import { callMethod, readIndex, readProperty, weigh } from './methods.ts'
import { type AnyNumber, doubleOf, isDouble, isNumber } from './numbers.ts'
import { parseTemplate } from './parse.ts'
import type { Block, Expression, Macro, Node, Reference, Step } from './syntax.ts'
import {
  areEqual,
  type Charge,
  type HostObject,
  isTrue,
  ListValue,
  MapValue,
  textOf,
  type Value,
} from './values.ts'

/** Values by the names that templates know them by. */
export type Variables = Map<string, Value>

/** What a template writes, in so many steps at most. `variables` keep what it sets. Fails with a TemplateError, or as the objects fail that it calls. */
export function render(template: Block, variables: Variables, steps: number): string {
  const rendering = new Rendering(variables, steps)
  rendering.run(template)
  return rendering.output
}

/** What a round of a loop costs beside its body. Unit: steps. */
const roundCost = 4

/** How a block ended: by itself, at `#break`, at `#stop`. */
type Ending = 'done' | 'break' | 'stop'

class Rendering {
  readonly #variables: Variables
  readonly #macros = new Map<string, Macro>()
  readonly #defined = new Map<string, Block>()
  #parts: string[] = []
  #written = 0
  #stepsLeft: number
  #depth = 0

  constructor(variables: Variables, steps: number) {
    this.#variables = variables
    this.#stepsLeft = steps
  }

  get output(): string {
    return this.#parts.join('')
  }

  run(block: Block): Ending {
    if (++this.#depth > depthMax) throw new TemplateError('The template goes too deep')
    try {
      for (const node of block) {
        const ending = this.#node(node)
        if (ending !== 'done') return ending
      }
      return 'done'
    } finally {
      this.#depth--
    }
  }

  readonly #charge = (steps: number): void => {
    this.#stepsLeft -= steps
    if (this.#stepsLeft < 0) throw new TemplateError('The template takes too many steps')
  }

  #write(text: string): void {
    this.#written += text.length
    if (this.#written > outputCharactersMax) throw new TemplateError('The template writes too much')
    this.#parts.push(text)
  }

  #node(node: Node): Ending {
    this.#charge(1)
    switch (node.kind) {
      case 'text':
        this.#write(node.text)
        return 'done'
      case 'reference':
        return this.#reference(node.reference, node.backslashes)
      case 'set':
        this.#set(node.target, this.#value(node.value))
        return 'done'
      case 'if': {
        const branch = node.branches.find(({ condition }) => isTrue(this.#value(condition)))
        return this.run(branch?.body ?? node.otherwise ?? [])
      }
      case 'foreach':
        return this.#foreach(node)
      case 'define':
        this.#defined.set(node.name, node.body)
        return 'done'
      case 'macro':
        this.#macros.set(node.macro.name, node.macro)
        return 'done'
      case 'call':
        return this.#call(node)
      case 'evaluate':
        return this.#evaluate(textOf(this.#value(node.value), this.#charge))
      default:
        return node.kind
    }
  }

  #evaluate(text: string): Ending {
    this.#charge(text.length + this.#macros.size)
    return this.run(parseTemplate(text, this.#macros.keys()))
  }

  #reference(reference: Reference, backslashes: number): Ending {
    const block = reference.steps.length === 0 ? this.#defined.get(reference.name) : undefined
    if (block && !this.#variables.has(reference.name)) {
      this.#write('\\'.repeat(backslashes))
      const ending = this.run(block)
      return ending === 'stop' ? 'stop' : 'done'
    }
    const value = this.#resolve(reference)
    if (backslashes > 0 && value !== undefined) {
      this.#write('\\'.repeat(backslashes >> 1))
      this.#write(backslashes % 2 === 1 ? reference.text : textOf(value ?? '', this.#charge))
      return 'done'
    }
    this.#write('\\'.repeat(backslashes))
    if (value !== undefined && value !== null) this.#write(textOf(value, this.#charge))
    else if (!reference.quiet && !this.#variables.has(reference.name)) this.#write(reference.text)
    return 'done'
  }

  #resolve({ name, steps }: Reference): Value {
    let value = this.#variables.get(name)
    if (value === undefined && steps.length > 0 && this.#defined.has(name)) value = this.#defineText(name)
    for (const step of steps) {
      if (value === undefined || value === null) return undefined
      value = this.#step(value, step)
    }
    return value
  }

  #step(value: Value, step: Step): Value {
    this.#charge(1)
    if (step.kind === 'property') return readProperty(value, step.name, this.#charge)
    if (step.kind === 'index') return readIndex(value, this.#value(step.index), this.#charge)
    const args = step.args.map((arg) => this.#value(arg))
    return callMethod(value, step.name, args, this.#charge)
  }

  /** What is not there is set as null. Source: VTL Reference, #set, of Velocity 2. UNVERIFIED: 1.7 would keep the former value. */
  #set({ name, steps }: Reference, value: Value): void {
    const last = steps.at(-1)
    if (!last) {
      this.#variables.set(name, value ?? null)
      return
    }
    let target = this.#variables.get(name)
    for (const step of steps.slice(0, -1)) {
      if (target === undefined || target === null) return
      target = this.#step(target, step)
    }
    const set = value ?? null
    if (last.kind === 'property' && target instanceof MapValue) target.entries.set(last.name, set)
    if (last.kind !== 'index') return
    const index = this.#value(last.index)
    if (target instanceof MapValue) target.entries.set(textOf(index, this.#charge), set)
    else if (
      target instanceof ListValue &&
      typeof index === 'number' &&
      Math.abs(index) < target.items.length
    )
      target.items[index < 0 ? target.items.length + index : index] = set
  }

  #foreach({ name, list, body }: Extract<Node, { kind: 'foreach' }>): Ending {
    const value = this.#value(list)
    if (value instanceof MapValue) this.#charge(value.entries.size / 16)
    const items =
      value instanceof ListValue ? value.items : value instanceof MapValue ? [...value.entries.values()] : []
    const rounds = items.slice(0, loopRoundsMax)
    const before = ['foreach', name, 'velocityCount', 'velocityHasNext'].map(
      (key) => [key, this.#variables.get(key)] as const,
    )
    const parent = this.#variables.get('foreach')
    let ending: Ending = 'done'
    for (const [index, item] of rounds.entries()) {
      this.#charge(roundCost)
      const hasNext = index + 1 < rounds.length
      this.#variables.set('foreach', loopFacts(index, hasNext, parent))
      this.#variables.set('velocityCount', index + 1)
      this.#variables.set('velocityHasNext', hasNext)
      this.#variables.set(name, item ?? null)
      ending = this.run(body)
      if (ending !== 'done') break
    }
    for (const [key, kept] of before) {
      if (kept === undefined) this.#variables.delete(key)
      else this.#variables.set(key, kept)
    }
    return ending === 'stop' ? 'stop' : 'done'
  }

  #call({ name, args, text }: Extract<Node, { kind: 'call' }>): Ending {
    const macro = this.#macros.get(name)
    if (!macro) {
      this.#write(text)
      return 'done'
    }
    const given = args.map((arg) => this.#value(arg))
    const before = macro.parameters.map((parameter) => [parameter, this.#variables.get(parameter)] as const)
    for (const [index, parameter] of macro.parameters.entries()) this.#set(plain(parameter), given[index])
    const ending = this.run(macro.body)
    for (const [parameter, kept] of before) this.#set(plain(parameter), kept)
    return ending === 'stop' ? 'stop' : 'done'
  }

  /** What a block writes, as a text. */
  #captured(block: Block): string {
    const outer = this.#parts
    this.#parts = []
    try {
      this.run(block)
      return this.output
    } finally {
      this.#parts = outer
    }
  }

  #defineText(name: string): Value {
    const block = this.#defined.get(name)
    return block && this.#captured(block)
  }

  #value(expression: Expression): Value {
    this.#charge(1)
    switch (expression.kind) {
      case 'literal':
        return expression.value
      case 'template':
        return this.#captured(expression.body)
      case 'reference': {
        const { reference } = expression
        const value = this.#resolve(reference)
        return value === undefined && reference.steps.length === 0 ? this.#defineText(reference.name) : value
      }
      case 'list':
        return new ListValue(expression.items.map((item) => this.#value(item) ?? null))
      case 'map':
        return new MapValue(
          expression.entries.map(([key, item]) => [
            textOf(this.#value(key), this.#charge),
            this.#value(item) ?? null,
          ]),
        )
      case 'range':
        return range(this.#value(expression.from), this.#value(expression.to), this.#charge)
      case 'not':
        return !isTrue(this.#value(expression.operand))
      case 'negative': {
        const operand = this.#value(expression.operand)
        return isNumber(operand) ? compute('-', 0, operand) : undefined
      }
      case 'binary':
        return this.#binary(expression)
    }
  }

  #binary({ operator, left: first, right: second }: Extract<Expression, { kind: 'binary' }>): Value {
    const left = this.#value(first)
    if (operator === '&&') return isTrue(left) && isTrue(this.#value(second))
    if (operator === '||') return isTrue(left) || isTrue(this.#value(second))
    const right = this.#value(second)
    weigh(left, this.#charge)
    weigh(right, this.#charge)
    if (operator === '==') return areEqual(left, right)
    if (operator === '!=') return !areEqual(left, right)
    if (operator === '+' && (typeof left === 'string' || typeof right === 'string'))
      return joined(left, right)
    if (!isNumber(left) || !isNumber(right)) return isComparison(operator) ? false : undefined
    return compute(operator, left, right)
  }
}

function isComparison(operator: string): boolean {
  return operator.startsWith('<') || operator.startsWith('>')
}

function joined(left: Value, right: Value): Value {
  const whole = textOf(left ?? '') + textOf(right ?? '')
  if (whole.length > valueSizeMax) throw new TemplateError('A text is too long')
  return whole
}

/** Whole numbers divide to whole numbers; by zero nothing can be divided. Source: VTL Reference, "Math". */
function compute(operator: string, first: AnyNumber, second: AnyNumber): Value {
  const [left, right] = [Number(first), Number(second)]
  const number = isDouble(first) || isDouble(second) ? doubleOf : (value: number) => value
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '+':
      return number(left + right)
    case '-':
      return number(left - right)
    case '*':
      return number(left * right)
    case '%':
      return right === 0 ? undefined : number(left % right)
    default:
      if (right === 0) return undefined
      return number === doubleOf ? doubleOf(left / right) : Math.trunc(left / right)
  }
}

/** Both ends are part of it; one that goes down is one too. */
function range(from: Value, to: Value, charge: Charge): Value {
  if (typeof from !== 'number' || typeof to !== 'number') return undefined
  const step = from <= to ? 1 : -1
  // A loop goes no further than this.
  const length = Math.min(Math.abs(Math.trunc(to) - Math.trunc(from)) + 1, loopRoundsMax + 1)
  charge(length / 8)
  return new ListValue(Array.from({ length }, (_none, at) => Math.trunc(from) + at * step))
}

function plain(name: string): Reference {
  return { name, steps: [], quiet: false, text: `$${name}` }
}

function loopFacts(index: number, hasNext: boolean, parent: Value): HostObject {
  const facts: Readonly<Record<string, Value>> = {
    index,
    count: index + 1,
    hasNext,
    first: index === 0,
    last: !hasNext,
    parent: parent ?? null,
  }
  const get = (name: string): Value => (Object.hasOwn(facts, name) ? facts[name] : undefined)
  const call = (name: string): Value => {
    const member = /^(?:get|is)?([A-Za-z]+)$/.exec(name)?.[1] ?? ''
    return get(member) ?? get(`${member.slice(0, 1).toLowerCase()}${member.slice(1)}`)
  }
  return { host: true, get, call }
}
