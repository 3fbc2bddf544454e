/**
 * The condition operators: how one wanted value is held against one actual value.
 * Source: IAM User Guide, "IAM JSON policy elements: Condition operators".
 */
import { readDate } from './dates.ts'
import { type GlobToken, globTokens, many, matchTokens, one } from './glob.ts'
import { inRange } from './ip-ranges.ts'

/** Compares the request's value with the policy's, whose variables have been filled in. */
type Comparison = (actual: string, wanted: readonly GlobToken[]) => boolean

interface Operator {
  readonly compare: Comparison
  /** Met when no wanted value compares (`StringNotEquals`), also when the key is absent. */
  readonly negated: boolean
}

const operators = new Map<string, Operator>()

/** Puts wildcards back as the characters they were: most operators know none. */
function plain(tokens: readonly GlobToken[]): string {
  return tokens.map((token) => (token === many ? '*' : token === one ? '?' : token)).join('')
}

function pair(positive: string, negative: string, compare: Comparison): void {
  operators.set(positive, { compare, negated: false })
  operators.set(negative, { compare, negated: true })
}

function single(name: string, compare: Comparison): void {
  operators.set(name, { compare, negated: false })
}

pair('StringEquals', 'StringNotEquals', (actual, wanted) => actual === plain(wanted))
pair(
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  (actual, wanted) => actual.toLowerCase() === plain(wanted).toLowerCase(),
)
pair('StringLike', 'StringNotLike', (actual, wanted) => matchTokens(wanted, actual))

const numeric =
  (holds: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) => {
    const numbers = [actual, plain(wanted)].map((text) => (text.trim() === '' ? Number.NaN : Number(text)))
    const [left = Number.NaN, right = Number.NaN] = numbers
    return !Number.isNaN(left) && !Number.isNaN(right) && holds(left, right)
  }
const dated =
  (holds: (actual: number, wanted: number) => boolean): Comparison =>
  (actual, wanted) => {
    const left = readDate(actual)
    const right = readDate(plain(wanted))
    return left !== undefined && right !== undefined && holds(left, right)
  }
for (const [prefix, build] of [
  ['Numeric', numeric],
  ['Date', dated],
] as const) {
  pair(
    `${prefix}Equals`,
    `${prefix}NotEquals`,
    build((actual, wanted) => actual === wanted),
  )
  single(
    `${prefix}LessThan`,
    build((actual, wanted) => actual < wanted),
  )
  single(
    `${prefix}LessThanEquals`,
    build((actual, wanted) => actual <= wanted),
  )
  single(
    `${prefix}GreaterThan`,
    build((actual, wanted) => actual > wanted),
  )
  single(
    `${prefix}GreaterThanEquals`,
    build((actual, wanted) => actual >= wanted),
  )
}

single('Bool', (actual, wanted) => actual.toLowerCase() === plain(wanted).toLowerCase())
single('BinaryEquals', (actual, wanted) => actual === plain(wanted))
pair('IpAddress', 'NotIpAddress', (actual, wanted) => inRange(actual, plain(wanted)))

/** The six parts of an ARN match each for itself, so that a `*` does not run over a colon; the last holds the rest. */
function matchArn(actual: string, wanted: readonly GlobToken[]): boolean {
  const actualParts = splitColons(actual)
  const wantedParts = splitTokens(wanted)
  return (
    wantedParts.length === actualParts.length &&
    wantedParts.every((part, index) => matchTokens(part, actualParts[index] ?? ''))
  )
}

function splitColons(text: string): string[] {
  const parts = text.split(':')
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')]
}

function splitTokens(tokens: readonly GlobToken[]): GlobToken[][] {
  const parts: GlobToken[][] = [[]]
  for (const token of tokens) {
    if (typeof token !== 'string') {
      parts.at(-1)?.push(token)
      continue
    }
    const pieces = token.split(':')
    const room = 6 - parts.length
    const kept = pieces.length - 1 <= room ? pieces : [...pieces.slice(0, room), pieces.slice(room).join(':')]
    kept.forEach((piece, index) => {
      if (index > 0) parts.push([])
      if (piece !== '') parts.at(-1)?.push(piece)
    })
  }
  return parts
}

// ArnEquals and ArnLike behave the same (IAM User Guide, "Amazon Resource Name (ARN) condition operators").
pair('ArnLike', 'ArnNotLike', matchArn)
pair('ArnEquals', 'ArnNotEquals', matchArn)

/** Finds an operator by its bare name. `Null` is not among them: it asks for presence, not for a value. */
export function findOperator(name: string): Operator | undefined {
  return operators.get(name)
}

export function isOperator(name: string): boolean {
  return name === 'Null' || operators.has(name)
}

/** Cuts `ForAnyValue:StringLikeIfExists` into its parts. */
export function splitOperator(name: string): {
  quantifier?: 'ForAnyValue' | 'ForAllValues'
  operator: string
  ifExists: boolean
} {
  const [, quantifier, rest = name] = /^(ForAnyValue|ForAllValues):(.*)$/s.exec(name) ?? []
  const ifExists = rest.endsWith('IfExists')
  return {
    ...(quantifier === undefined ? {} : { quantifier: quantifier as 'ForAnyValue' | 'ForAllValues' }),
    operator: ifExists ? rest.slice(0, -'IfExists'.length) : rest,
    ifExists,
  }
}

/** A wanted value without variables. */
export function literal(text: string): GlobToken[] {
  return globTokens(text)
}
