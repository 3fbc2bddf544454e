/**
 * Rules of composite alarms. Source: API Reference, PutCompositeAlarm, AlarmRule: `ALARM(x)`, `OK(x)`, `INSUFFICIENT_DATA(x)`, `TRUE`,
 * `FALSE`, `AND`, `OR`, `NOT`, parentheses, `AT_LEAST(M, state, (a, b))`. Alarms are named or given by their ARN, with or without
 * quotation marks.
 */
import type { StateValue } from './alarm.ts'

/** A rule as a tree. */
export type AlarmRule =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'state'; readonly state: StateValue; readonly alarm: string }
  | {
      readonly kind: 'at least'
      readonly count: number
      readonly percent: boolean
      readonly state: StateValue
      readonly negated: boolean
      readonly alarms: readonly string[]
    }
  | { readonly kind: 'not'; readonly rule: AlarmRule }
  | { readonly kind: 'and' | 'or'; readonly rules: readonly AlarmRule[] }

/** Source: API Reference: 10,240 characters, 100 elements, 500 children... */
const elementsMax = 500
const charactersMax = 10_240

/** Why a rule cannot be read. */
export class AlarmRuleError extends Error {
  override readonly name = 'AlarmRuleError'
}

const states: readonly StateValue[] = ['ALARM', 'OK', 'INSUFFICIENT_DATA']

/** Reads a rule. Fails with an AlarmRuleError. */
export function parseAlarmRule(text: string): AlarmRule {
  if (text.length > charactersMax)
    throw new AlarmRuleError(`must not be longer than ${charactersMax} characters`)
  const reader = new Reader(text)
  const rule = reader.either()
  reader.end()
  return rule
}

/** The alarms that a rule asks about. */
export function alarmsOf(rule: AlarmRule): string[] {
  switch (rule.kind) {
    case 'constant':
      return []
    case 'state':
      return [rule.alarm]
    case 'at least':
      return [...rule.alarms]
    case 'not':
      return alarmsOf(rule.rule)
    default:
      return rule.rules.flatMap(alarmsOf)
  }
}

/** Whether a rule holds, given the states of alarms. One that does not exist has no state. */
export function ruleHolds(rule: AlarmRule, stateOf: (alarm: string) => StateValue | undefined): boolean {
  switch (rule.kind) {
    case 'constant':
      return rule.value
    case 'state':
      return stateOf(rule.alarm) === rule.state
    case 'at least': {
      const { alarms, count, percent, state, negated } = rule
      const there = alarms.filter((alarm) => (stateOf(alarm) === state) !== negated).length
      return there >= (percent ? (count / 100) * alarms.length : count)
    }
    case 'not':
      return !ruleHolds(rule.rule, stateOf)
    case 'and':
      return rule.rules.every((part) => ruleHolds(part, stateOf))
    case 'or':
      return rule.rules.some((part) => ruleHolds(part, stateOf))
  }
}

class Reader {
  readonly #text: string
  #at = 0
  #elements = 0

  constructor(text: string) {
    this.#text = text
  }

  either(): AlarmRule {
    const rules = [this.#both()]
    while (this.#word('OR')) rules.push(this.#both())
    return joined('or', rules)
  }

  end(): void {
    this.#skip()
    if (this.#at < this.#text.length) this.#fail('has something left over')
  }

  #both(): AlarmRule {
    const rules = [this.#one()]
    while (this.#word('AND')) rules.push(this.#one())
    return joined('and', rules)
  }

  #one(): AlarmRule {
    this.#elements++
    if (this.#elements > elementsMax)
      throw new AlarmRuleError(`must not have more than ${elementsMax} elements`)
    if (this.#word('NOT')) return { kind: 'not', rule: this.#one() }
    if (this.#sign('(')) {
      const rule = this.either()
      this.#expect(')')
      return rule
    }
    if (this.#word('TRUE')) return { kind: 'constant', value: true }
    if (this.#word('FALSE')) return { kind: 'constant', value: false }
    if (this.#word('AT_LEAST')) return this.#atLeast()
    const state = this.#state()
    if (!state) return this.#fail('expects a state, TRUE, FALSE, NOT or a parenthesis')
    this.#expect('(')
    const alarm = this.#name()
    this.#expect(')')
    return { kind: 'state', state, alarm }
  }

  #atLeast(): AlarmRule {
    this.#expect('(')
    const number = this.#match(/(\d+)(%?)/y)
    if (!number) return this.#fail('expects a number')
    this.#expect(',')
    const negated = this.#word('NOT')
    const state = this.#state()
    if (!state) return this.#fail('expects a state')
    this.#expect(',')
    this.#expect('(')
    const alarms = [this.#name()]
    while (this.#sign(',')) alarms.push(this.#name())
    this.#expect(')')
    this.#expect(')')
    return { kind: 'at least', count: Number(number[1]), percent: number[2] === '%', state, negated, alarms }
  }

  #state(): StateValue | undefined {
    return states.find((state) => this.#word(state))
  }

  #name(): string {
    const quoted = this.#match(/"((?:[^"\\]|\\.)*)"/y)
    if (quoted) return (quoted[1] ?? '').replace(/\\(.)/g, '$1')
    const bare = this.#match(/[^\s(),"]+/y)
    if (!bare) return this.#fail('expects the name of an alarm')
    return bare[0]
  }

  #word(word: string): boolean {
    this.#skip()
    const next = this.#text[this.#at + word.length]
    if (!this.#text.startsWith(word, this.#at) || (next !== undefined && /\w/.test(next))) return false
    this.#at += word.length
    return true
  }

  #sign(sign: string): boolean {
    this.#skip()
    if (this.#text[this.#at] !== sign) return false
    this.#at++
    return true
  }

  #expect(sign: string): void {
    if (!this.#sign(sign)) this.#fail(`expects '${sign}'`)
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    this.#skip()
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found) this.#at += found[0].length
    return found ?? undefined
  }

  #skip(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #fail(what: string): never {
    throw new AlarmRuleError(`${what} at position ${this.#at}`)
  }
}

function joined(kind: 'and' | 'or', rules: readonly AlarmRule[]): AlarmRule {
  const [first] = rules
  return rules.length === 1 && first ? first : { kind, rules }
}
