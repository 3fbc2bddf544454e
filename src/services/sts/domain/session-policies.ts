import { validateIdentityPolicy } from '../../../engines/policy/index.ts'
import { malformedPolicy, packedPolicyTooLarge, validation } from '../errors.ts'
import { limits } from '../limits.ts'

/** Policies that narrow a session. */
export type SessionPolicies = { readonly inline?: string; readonly managed?: readonly string[] }

export interface SessionPolicyRequest {
  readonly Policy?: string | undefined
  readonly PolicyArns?: ReadonlyArray<{ arn?: string | undefined }> | undefined
}

/** Reads the session policies of a request; undefined when it has none. */
export function readSessionPolicies(
  { Policy: inline, PolicyArns }: SessionPolicyRequest,
  partition: string,
): SessionPolicies | undefined {
  const managed = (PolicyArns ?? []).flatMap(({ arn }) => (arn === undefined ? [] : [arn]))
  if (inline === undefined && managed.length === 0) return undefined
  if (managed.length > limits.managedSessionPolicies) {
    throw validation(
      `1 validation error detected: Value at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to ${limits.managedSessionPolicies}`,
    )
  }
  const stranger = managed.find((arn) => !/^arn:[^:]+:iam::(?:\d{12}|aws):policy\/.+$/.test(arn))
  if (stranger !== undefined) throw validation(`${stranger} is invalid`)
  if (inline !== undefined) {
    const validated = validateIdentityPolicy(inline, partition)
    if (!validated.ok) throw malformedPolicy(validated.message)
  }
  const percentage = share((inline ?? '').length + managed.join('').length)
  if (percentage > 100) throw packedPolicyTooLarge(percentage)
  return {
    ...(inline === undefined ? {} : { inline }),
    ...(managed.length === 0 ? {} : { managed }),
  }
}

/**
 * How much of the room for policies and tags is taken, in percent. AWS packs them in a way it does not tell; this is the
 * plain text's share, which is more than AWS says. It never refuses tags: AWS packs fifty of them.
 */
export function packedSize(
  policies: SessionPolicies | undefined,
  tags: Readonly<Record<string, string>>,
): number {
  const text = [policies?.inline ?? '', ...(policies?.managed ?? []), ...Object.entries(tags).flat()].join('')
  return Math.min(100, share(text.length))
}

function share(characters: number): number {
  return Math.ceil((characters * 100) / limits.sessionPolicyCharacters)
}
