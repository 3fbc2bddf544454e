import { isObject } from '../../base/json.ts'
import type {
  Condition,
  PatternElement,
  PolicyDocument,
  PrincipalElement,
  PrincipalEntry,
  Statement,
} from './document.ts'
import { isOperator, splitOperator } from './operators.ts'

/**
 * Why a document is not one. `json`: not JSON at all, or not an object. `unknown` and `missing` name an element;
 * `syntax` is all else.
 */
export type DocumentProblem =
  | { readonly kind: 'json' | 'syntax' }
  | { readonly kind: 'unknown' | 'missing'; readonly element: string }

export type ReadDocument =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly problem: DocumentProblem }

class Refusal extends Error {
  readonly problem: DocumentProblem

  constructor(problem: DocumentProblem) {
    super(problem.kind)
    this.problem = problem
  }
}

/**
 * Reads a document by the grammar alone, whatever kind of policy it is for; the validators hold it against the rules
 * of a kind. Never throws.
 */
export function readDocument(text: string): ReadDocument {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { ok: false, problem: { kind: 'json' } }
  }
  if (!isObject(parsed)) return { ok: false, problem: { kind: 'json' } }
  try {
    return { ok: true, document: readTop(parsed) }
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problem: error.problem }
    throw error
  }
}

const topElements = new Set(['Version', 'Id', 'Statement'])

function readTop(top: Record<string, unknown>): PolicyDocument {
  onlyKnown(top, topElements)
  const { Version: version, Id: id, Statement: statement } = top
  if (version !== undefined && version !== '2008-10-17' && version !== '2012-10-17') refuse()
  if (statement === undefined) throw new Refusal({ kind: 'missing', element: 'Statement' })
  const statements = Array.isArray(statement) ? statement : [statement]
  if (statements.length === 0) refuse()
  return {
    ...(version === undefined ? {} : { version: version as '2008-10-17' | '2012-10-17' }),
    ...(id === undefined ? {} : { id: text(id) }),
    statements: statements.map(readStatement),
  }
}

const statementElements = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])

function readStatement(value: unknown): Statement {
  if (!isObject(value)) refuse()
  onlyKnown(value, statementElements)
  if (value.Effect === undefined) throw new Refusal({ kind: 'missing', element: 'Effect' })
  const effect = text(value.Effect)
  if (effect.toLowerCase() !== 'allow' && effect.toLowerCase() !== 'deny') refuse()
  const principal = eitherOf(value, 'Principal', 'NotPrincipal')
  const action = eitherOf(value, 'Action', 'NotAction')
  const resource = eitherOf(value, 'Resource', 'NotResource')
  return {
    ...(value.Sid === undefined ? {} : { sid: text(value.Sid) }),
    effect,
    ...(principal === undefined ? {} : { principal: readPrincipal(principal) }),
    ...(action === undefined ? {} : { action: readPatterns(action) }),
    ...(resource === undefined ? {} : { resource: readPatterns(resource) }),
    conditions: value.Condition === undefined ? [] : readConditions(value.Condition),
  }
}

interface Either {
  readonly negated: boolean
  readonly value: unknown
}

function eitherOf(holder: Record<string, unknown>, plain: string, negated: string): Either | undefined {
  if (holder[plain] !== undefined && holder[negated] !== undefined) refuse()
  if (holder[plain] !== undefined) return { negated: false, value: holder[plain] }
  return holder[negated] === undefined ? undefined : { negated: true, value: holder[negated] }
}

function readPatterns({ negated, value }: Either): PatternElement {
  return { negated, patterns: texts(value) }
}

const principalTypes = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser'])

function readPrincipal({ negated, value }: Either): PrincipalElement {
  if (value === '*') return { negated, entries: [{ type: '*', value: '*' }] }
  if (!isObject(value)) refuse()
  const entries = Object.entries(value).flatMap(([type, named]) => {
    if (!principalTypes.has(type)) refuse()
    return texts(named).map((entry) => ({ type: type as PrincipalEntry['type'], value: entry }))
  })
  return { negated, entries }
}

function readConditions(block: unknown): Condition[] {
  if (!isObject(block)) refuse()
  return Object.entries(block).flatMap(([name, keys]) => {
    if (!isObject(keys)) refuse()
    const parts = splitOperator(name)
    // An operator that does not exist passes as long as it asks for nothing, as AWS has it.
    if (Object.keys(keys).length > 0 && !isOperator(parts.operator)) refuse()
    return Object.entries(keys).map(([key, values]) => ({ ...parts, key, values: conditionValues(values) }))
  })
}

function conditionValues(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((item) => {
    if (typeof item === 'string') return item
    if (typeof item === 'boolean' || typeof item === 'number') return String(item)
    return refuse()
  })
}

function onlyKnown(holder: Record<string, unknown>, known: ReadonlySet<string>): void {
  const stranger = Object.keys(holder).find((name) => !known.has(name))
  if (stranger !== undefined) throw new Refusal({ kind: 'unknown', element: stranger })
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : refuse()
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(text) : [text(value)]
}

function refuse(): never {
  throw new Refusal({ kind: 'syntax' })
}
