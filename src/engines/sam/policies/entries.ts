import { InvalidTemplate } from '../errors.ts'
import { isIf, isIntrinsic, isNoValue, onlyKey } from '../intrinsics/build.ts'
import { isDict, isTruthy, type Value } from '../python/values.ts'

/** What an entry of `Policies` is: a managed policy, a document, one of SAM's policy templates, or neither. */
export type PolicyKind = 'managed' | 'statement' | 'template' | 'unknown'

/** An entry of `Policies`. */
export interface PolicyEntry {
  readonly kind: PolicyKind
  readonly value: Value
}

/**
 * The entries of a `Policies` property. `isTemplate` says which names are policy templates.
 * @throws InvalidTemplate when both cases of an Fn::If are of different kinds
 */
export function policyEntries(
  policies: Value | undefined,
  isTemplate: (name: string) => boolean,
): PolicyEntry[] {
  if (!isTruthy(policies)) return []
  const list = Array.isArray(policies) ? policies : [policies as Value]
  return list.map((value) => ({ kind: kindOf(value, isTemplate), value }))
}

function kindOf(value: Value | undefined, isTemplate: (name: string) => boolean): PolicyKind {
  if (typeof value === 'string') return 'managed'
  if (isIf(value)) return kindOfIf(value['Fn::If'], isTemplate)
  if (isIntrinsic(value)) return 'managed'
  if (isDict(value) && 'Statement' in value) return 'statement'
  const name = onlyKey(value)
  return name !== undefined && isTemplate(name) ? 'template' : 'unknown'
}

function kindOfIf(parts: Value | undefined, isTemplate: (name: string) => boolean): PolicyKind {
  if (!Array.isArray(parts) || parts.length !== 3) throw new InvalidTemplate('Fn::If requires 3 arguments')
  const [, whenTrue, whenFalse] = parts
  const kinds = [kindOf(whenTrue, isTemplate), kindOf(whenFalse, isTemplate)] as const
  if (kinds[0] === kinds[1]) return kinds[0]
  if (isNoValue(whenTrue)) return kinds[1]
  if (isNoValue(whenFalse)) return kinds[0]
  throw new InvalidTemplate(
    'Different policy types within the same Fn::If statement is unsupported. Separate different policy types into different Fn::If statements',
  )
}
