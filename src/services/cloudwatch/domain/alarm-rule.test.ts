import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { StateValue } from './alarm.ts'
import { type AlarmRule, AlarmRuleError, alarmsOf, parseAlarmRule, ruleHolds } from './alarm-rule.ts'

const states = new Map<string, StateValue>([
  ['a', 'ALARM'],
  ['b', 'OK'],
  ['with space', 'INSUFFICIENT_DATA'],
])
const holds = (text: string) => ruleHolds(parseAlarmRule(text), (name) => states.get(name))

describe('rules of composite alarms', () => {
  it('hold or do not', () => {
    for (const [text, expected] of [
      ['ALARM(a)', true],
      ['ALARM("a") AND ALARM(b)', false],
      ['ALARM(a) OR ALARM(b) AND FALSE', true],
      ['(ALARM(a) OR ALARM(b)) AND FALSE', false],
      ['NOT OK(a) AND NOT ALARM(b)', true],
      ['INSUFFICIENT_DATA("with space")', true],
      ['AT_LEAST(2, ALARM, (a, b))', false],
      ['AT_LEAST(50%, ALARM, (a, b))', true],
      ['AT_LEAST(1, NOT ALARM, (a, b))', true],
      ['ALARM(nobody)', false],
      ['TRUE', true],
    ] as const)
      assert.equal(holds(text), expected, text)
    assert.deepEqual(alarmsOf(parseAlarmRule('ALARM(a) AND (OK("b") OR AT_LEAST(1, OK, (c, d)))')), [
      'a',
      'b',
      'c',
      'd',
    ])
  })

  it('are read as they were written', () => {
    const leaf = fc.oneof(
      fc.boolean().map((value): AlarmRule => ({ kind: 'constant', value })),
      fc
        .tuple(
          fc.constantFrom<StateValue>('OK', 'ALARM', 'INSUFFICIENT_DATA'),
          fc.string({ minLength: 1, maxLength: 8 }),
        )
        .map(([state, alarm]): AlarmRule => ({ kind: 'state', state, alarm })),
    )
    const rule = fc.letrec<{ rule: AlarmRule }>((tie) => ({
      rule: fc.oneof(
        { depthSize: 'small' },
        leaf,
        tie('rule').map((part): AlarmRule => ({ kind: 'not', rule: part })),
        fc
          .tuple(
            fc.constantFrom('and' as const, 'or' as const),
            fc.array(tie('rule'), { minLength: 2, maxLength: 3 }),
          )
          .map(([kind, rules]): AlarmRule => ({ kind, rules })),
      ),
    })).rule
    fc.assert(
      fc.property(rule, (written) => {
        assert.deepEqual(parseAlarmRule(print(written)), written)
      }),
    )
  })

  it('that are none are refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseAlarmRule(text)
        } catch (error) {
          assert.ok(error instanceof AlarmRuleError)
        }
      }),
    )
    for (const text of [
      '',
      'ALARM',
      'ALARM()',
      'ALARM(a) ALARM(b)',
      'TRUEE',
      '('.repeat(5_000),
      'NOT '.repeat(2_000),
    ])
      assert.throws(() => parseAlarmRule(text), AlarmRuleError, text.slice(0, 30))
  })
})

function print(rule: AlarmRule): string {
  switch (rule.kind) {
    case 'constant':
      return rule.value ? 'TRUE' : 'FALSE'
    case 'state':
      return `${rule.state}("${rule.alarm.replace(/["\\]/g, '\\$&')}")`
    case 'not':
      return `NOT (${print(rule.rule)})`
    case 'and':
    case 'or':
      return rule.rules.map((part) => `(${print(part)})`).join(` ${rule.kind.toUpperCase()} `)
    default:
      throw new Error('not generated')
  }
}
