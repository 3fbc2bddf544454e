/** Comparing one value of a message, a text or a number, with what a pattern says. */
import { compileRegex } from './regex/compile-regex.ts'
import type { Comparison, Operand, Operator } from './types.ts'

/** Tells whether a value meets a comparison. */
export type ScalarTest = (value: string | number) => boolean

/** Sign, decimal point and exponent as JSON and AWS's examples have them. Long texts are no numbers. */
const numberForm = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const numberCharacters = 64

/** The number that a text writes, if it writes one. */
export function readNumber(text: string): number | undefined {
  if (text.length > numberCharacters || !numberForm.test(text)) return undefined
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

/** Whether an operand can be measured against (`<`, `>=`): an unquoted number. */
export function isReadableNumber(operand: Operand): boolean {
  return operand.type === 'word' && readNumber(operand.text) !== undefined
}

/**
 * Compiles a comparison. A number is compared as a number with whatever reads as one, texts by characters, with
 * asterisks at the ends standing for anything; an asterisk in the middle is one.
 * Source: User Guide, "Matching terms in JSON log events"; the edition of 2021 tells of asterisks in the middle.
 */
export function compileComparison({ operator, operand }: Comparison): ScalarTest {
  if (operator === '=') return compileEquality(operand)
  if (operator === '!=') {
    const equal = compileEquality(operand)
    return (value) => !equal(value)
  }
  const limit = operand.type === 'word' ? readNumber(operand.text) : undefined
  if (limit === undefined) return () => false
  const holds = measures[operator]
  return (value) => {
    const number = typeof value === 'number' ? value : readNumber(value)
    return number !== undefined && holds(number, limit)
  }
}

const measures: Readonly<Record<Exclude<Operator, '=' | '!='>, (value: number, limit: number) => boolean>> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}

function compileEquality(operand: Operand): ScalarTest {
  if (operand.type === 'regex') {
    const found = compileRegex(operand.source)
    return (value) => found(String(value))
  }
  const wanted = operand.type === 'word' ? readNumber(operand.text) : undefined
  if (wanted !== undefined) {
    return (value) => (typeof value === 'number' ? value : readNumber(value)) === wanted
  }
  return compileText(operand.text)
}

function compileText(pattern: string): ScalarTest {
  if (/^\*+$/.test(pattern)) return () => true
  const open = pattern.startsWith('*')
  const openEnded = pattern.endsWith('*')
  const text = pattern.slice(open ? 1 : 0, openEnded ? -1 : undefined)
  if (open && openEnded) return (value) => String(value).includes(text)
  if (open) return (value) => String(value).endsWith(text)
  if (openEnded) return (value) => String(value).startsWith(text)
  return (value) => String(value) === text
}
