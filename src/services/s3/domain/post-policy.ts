/**
 * The policy of a form upload: what fields may say. Source: Amazon S3 API reference, "Creating a POST policy", "POST Object".
 */

/** A policy that was read. */
export interface PostPolicy {
  /** Unit: milliseconds since the epoch. */
  readonly expiresAt: number
  readonly conditions: readonly Condition[]
}

type Condition =
  | {
      readonly kind: 'eq' | 'starts-with'
      readonly field: string
      readonly value: string
      readonly text: string
    }
  | { readonly kind: 'length'; readonly min: number; readonly max: number }

/** What forbids an upload: a code and AWS's words. */
export interface PolicyFault {
  readonly code: 'AccessDenied' | 'EntityTooSmall' | 'EntityTooLarge' | 'InvalidPolicyDocument'
  readonly message: string
}

const invalid = (detail: string): PolicyFault => ({
  code: 'InvalidPolicyDocument',
  message: `Invalid Policy: ${detail}`,
})

/** Reads the document in JSON. */
export function readPostPolicy(json: string): PostPolicy | PolicyFault {
  let document: unknown
  try {
    document = JSON.parse(json)
  } catch {
    return invalid('Invalid JSON.')
  }
  if (document === null || typeof document !== 'object' || Array.isArray(document))
    return invalid('Invalid JSON.')
  const { expiration, conditions } = document as { expiration?: unknown; conditions?: unknown }
  if (typeof expiration !== 'string') return invalid('Policy missing expiration.')
  const expiresAt = Date.parse(expiration)
  if (!/^\d{4}-\d\d-\d\dT/.test(expiration) || Number.isNaN(expiresAt)) {
    return invalid(`Invalid 'expiration' value: '${expiration.slice(0, 64)}'`)
  }
  if (!Array.isArray(conditions)) return invalid('Policy missing conditions.')
  const read: Condition[] = []
  for (const condition of conditions) {
    const parts = readCondition(condition)
    if (parts === undefined)
      return invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.')
    read.push(...parts)
  }
  return { expiresAt, conditions: read }
}

function readCondition(condition: unknown): Condition[] | undefined {
  if (Array.isArray(condition)) {
    const [kind, field, value] = condition as unknown[]
    const name = String(kind).toLowerCase()
    if (name === 'content-length-range') {
      const [min, max] = [Number(field), Number(value)]
      return Number.isFinite(min) && Number.isFinite(max) ? [{ kind: 'length', min, max }] : undefined
    }
    if ((name !== 'eq' && name !== 'starts-with') || typeof field !== 'string' || !field.startsWith('$')) {
      return undefined
    }
    const text = `["${name}", "${field}", "${String(value)}"]`
    return [{ kind: name, field: field.slice(1).toLowerCase(), value: String(value), text }]
  }
  if (condition === null || typeof condition !== 'object') return undefined
  const entries = Object.entries(condition)
  if (entries.length !== 1) return undefined
  return entries.map(([field, value]) => ({
    kind: 'eq' as const,
    field: field.toLowerCase(),
    value: String(value),
    text: `["eq", "$${field}", "${String(value)}"]`,
  }))
}

/** Fields that need no condition. Source: "POST policy": all but these must be named. */
const free = new Set(['policy', 'x-amz-signature', 'file', 'awsaccesskeyid', 'signature', 'submit'])

/** Holds a form against its policy. Names of fields are in lower case; `bucket` and `key` are among them. */
export function policyFault(
  policy: PostPolicy,
  fields: ReadonlyMap<string, string>,
  now: number,
): PolicyFault | undefined {
  const denied = (detail: string): PolicyFault => ({
    code: 'AccessDenied',
    message: `Invalid according to Policy: ${detail}`,
  })
  if (policy.expiresAt <= now) return denied('Policy expired.')
  const named = new Set<string>()
  for (const condition of policy.conditions) {
    if (condition.kind === 'length') continue
    const { field, value, kind, text } = condition
    named.add(field)
    const given = fields.get(field) ?? ''
    const holds = kind === 'eq' ? given === value : startsWith(field, given, value)
    if (!holds) return denied(`Policy Condition failed: ${text}`)
  }
  const extra = [...fields.keys()].filter(
    (field) => !named.has(field) && !free.has(field) && !field.startsWith('x-ignore-') && field !== 'bucket',
  )
  return extra.length === 0 ? undefined : denied(`Extra input fields: ${extra[0]}`)
}

/** A list of content types is held part by part. */
function startsWith(field: string, given: string, value: string): boolean {
  return field === 'content-type'
    ? given.split(',').every((part) => part.startsWith(value))
    : given.startsWith(value)
}

/** The sizes that the policy allows. Unit: bytes. */
export function lengthRange(policy: PostPolicy): { readonly min: number; readonly max: number } | undefined {
  const ranges = policy.conditions.filter((condition) => condition.kind === 'length')
  if (ranges.length === 0) return undefined
  return {
    min: Math.max(...ranges.map(({ min }) => min)),
    max: Math.min(...ranges.map(({ max }) => max)),
  }
}
