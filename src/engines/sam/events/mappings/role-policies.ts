import type { Resource } from '../../model/resource.ts'
import { type Dict, has, isDict, isEqual, type Value } from '../../python/values.ts'

/** Adds to a function's role what it needs to read a source, and to send what failed. Nothing is added twice. */
export function addPolicies(
  role: Resource,
  managed: string | undefined,
  policies: readonly Dict[],
  destination: Dict | undefined,
): void {
  const arns = role.properties.ManagedPolicyArns as Value[]
  if (managed !== undefined && !arns.some((arn) => arn === managed)) arns.push(managed)
  for (const policy of policies) {
    const inline = inlineOf(role)
    if (inline.some((known) => isEqual(known, policy))) continue
    // AWS's translator fails here on an Fn::If among the function's own policies.
    if (inline.some((known) => !isDict(known) || !has(known, 'PolicyDocument')))
      throw new TypeError('a policy without PolicyDocument')
    if (!hasDocument(inline, policy)) inline.push(policy)
  }
  if (!destination) return
  const inline = inlineOf(role)
  if (!inline.some((known) => isEqual(known, destination)) && !hasDocument(inline, destination))
    inline.push(destination)
}

function inlineOf(role: Resource): Value[] {
  role.properties.Policies ??= []
  return role.properties.Policies as Value[]
}

function hasDocument(inline: readonly Value[], policy: Dict): boolean {
  return inline.some((known) => isDict(known) && isEqual(known.PolicyDocument ?? {}, policy.PolicyDocument))
}
