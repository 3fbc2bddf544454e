/**
 * Whether a text is a filter pattern of an event source mapping. What it matches is decided where events are polled.
 * Source: Lambda Developer Guide, "Control which events Lambda sends to your function", filter rule syntax.
 */

/** Filters of one mapping. Source: Developer Guide: five, ten on request. */
export const filtersMax = 10

const comparisons = [
  'prefix',
  'suffix',
  'equals-ignore-case',
  'anything-but',
  'numeric',
  'exists',
  'wildcard',
  'cidr',
]
const numericOperators = ['<', '<=', '>', '>=', '=']

/** Whether a pattern can be used. */
export function isFilterPattern(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return isRecord(value) && isFields(value)
  } catch {
    return false
  }
}

function isFields(fields: Record<string, unknown>): boolean {
  const entries = Object.entries(fields)
  return entries.length > 0 && entries.every(([name, value]) => isRule(name, value))
}

function isRule(name: string, value: unknown): boolean {
  if (name === '$or')
    return Array.isArray(value) && value.length > 1 && value.every((item) => isRecord(item) && isFields(item))
  if (Array.isArray(value)) return value.length > 0 && value.every(isMatcher)
  return isRecord(value) && isFields(value)
}

function isMatcher(value: unknown): boolean {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true
  if (!isRecord(value)) return false
  const [[operator, operand] = [], ...more] = Object.entries(value)
  if (operator === undefined || more.length > 0 || !comparisons.includes(operator)) return false
  if (operator === 'exists') return typeof operand === 'boolean'
  if (operator === 'numeric') return isNumericRule(operand)
  if (operator === 'anything-but') return isExclusion(operand)
  return (
    typeof operand === 'string' || (isRecord(operand) && typeof operand['equals-ignore-case'] === 'string')
  )
}

function isExclusion(operand: unknown): boolean {
  const plain = (item: unknown) => typeof item === 'string' || typeof item === 'number'
  if (Array.isArray(operand)) return operand.length > 0 && operand.every(plain)
  return plain(operand) || (isRecord(operand) && isMatcher(operand))
}

/** `["=", 5]`, or `[">", 0, "<=", 5]`. */
function isNumericRule(operand: unknown): boolean {
  if (!Array.isArray(operand) || operand.length === 0 || operand.length > 4 || operand.length % 2 !== 0)
    return false
  return operand.every((item, index) =>
    index % 2 === 0 ? numericOperators.includes(item as string) : typeof item === 'number',
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
