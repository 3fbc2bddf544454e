/** The user, group or role whose policies a simulation is about. */
import type { PolicyIdentifier } from '@aws-sdk/client-iam'
import { parseArn } from '../../aws/arn.ts'
import { parseAccountId } from '../../aws/identifiers.ts'
import type { OperationContext } from '../../dispatch/index.ts'
import {
  findGrantedPolicies,
  type GrantedPolicies,
  type HeldPolicy,
  policiesOf,
} from './adapters/identity-policies.ts'
import type { SimulatedPolicy } from './domain/simulation.ts'
import { invalidInput, noSuchEntity } from './errors.ts'
import { groups } from './records.ts'
import { type SimulatedCaller, simulatedPolicy } from './simulating.ts'

/** All that the one behind an ARN has, without what is to be left out. Fails with InvalidInput and NoSuchEntity. UNVERIFIED: the words. */
export async function simulatedSource(
  arn: string,
  context: OperationContext,
  excluded: readonly PolicyIdentifier[] = [],
): Promise<SimulatedCaller> {
  const { identity, boundary, tags } = await grantedTo(arn, context)
  const isLeftOut = exclusion(excluded)
  const kept = identity === 'everything' ? [] : identity.filter((policy) => !isLeftOut(policy))
  const isBounded = boundary !== undefined && !isLeftOut(boundary, 'permission-boundary')
  return {
    arn,
    identity: kept.map(simulated),
    ...(isBounded ? { boundary: simulated(boundary) } : {}),
    tags: new Map(tags),
  }
}

async function grantedTo(arn: string, { store, accountId }: OperationContext): Promise<GrantedPolicies> {
  const parsed = parseArn(arn)
  const [, kind, path = '', name = ''] =
    /^(user|group|role)(\/(?:.*\/)?)([^/]+)$/.exec(parsed?.resource ?? '') ?? []
  if (parsed?.service !== 'iam' || kind === undefined) throw invalidInput(`Invalid Entity Arn: ${arn}`)
  const owner = parseAccountId(parsed.accountId)
  if (owner !== accountId) throw noSuchEntity(`No such entity: ${arn}`)
  if (kind === 'group') {
    const group = (await groups.get(store, [accountId, name.toLowerCase()]))?.value
    if (group?.name !== name || group.path !== path) throw noSuchEntity(`No such entity: ${arn}`)
    return { identity: await policiesOf(store, 'group', group), tags: [] }
  }
  const principal =
    kind === 'user'
      ? ({ type: 'user', accountId, arn } as const)
      : ({ type: 'assumed-role', accountId, arn, roleArn: arn } as const)
  const found = await findGrantedPolicies(store, principal)
  if (!found) throw noSuchEntity(`No such entity: ${arn}`)
  return found
}

/** Source of the ids: answers of AWS that users have published (`role_NAME_POLICY`, `AdministratorAccess`). */
function simulated({ holder, name, document }: HeldPolicy): SimulatedPolicy {
  return simulatedPolicy(holder ? `${holder.kind}_${holder.name}_${name}` : name, document)
}

/** Whether a policy is among those to be left out. Fails with InvalidInput for an identifier that cannot be one. */
function exclusion(
  excluded: readonly PolicyIdentifier[],
): (policy: HeldPolicy, use?: 'permission-boundary') => boolean {
  const tests = excluded.map((identifier) => {
    const { PolicyType: type, PolicyArn: arn, InlinePolicyIdentifier: inline } = identifier
    if (type !== undefined) return (policy: HeldPolicy, use?: string) => (use ?? typeOf(policy)) === type
    if (arn !== undefined) {
      if (!/^arn:[\w-]+:iam::(?:\d{12}|aws):policy\/[^*]*\*?[^*]*$/.test(arn))
        throw invalidInput(`Invalid ARN: ${arn}`)
      const matches = globOf(arn)
      return ({ arn: held }: HeldPolicy) => held !== undefined && matches(held)
    }
    const { PolicyName, AttachmentType, AttachmentName = '' } = inline ?? {}
    if (!/^[\w+=,.@?-]*\*?[\w+=,.@?-]*$/.test(AttachmentName))
      throw invalidInput(`Invalid name: ${AttachmentName}`)
    const matches = globOf(AttachmentName)
    return ({ holder, name }: HeldPolicy) =>
      holder !== undefined && name === PolicyName && holder.kind === AttachmentType && matches(holder.name)
  })
  return (policy, use) => tests.some((test) => test(policy, use))
}

function typeOf({ holder, arn }: HeldPolicy): string {
  if (holder) return 'inline'
  return arn?.includes(':iam::aws:') ? 'aws-managed' : 'user-managed'
}

/** With one `*` at most and any number of `?`. */
function globOf(pattern: string): (text: string) => boolean {
  const [head = '', tail] = pattern.split('*')
  const same = (part: string, text: string) =>
    part.length === text.length &&
    [...part].every((character, at) => character === '?' || character === text[at])
  return (text) =>
    tail === undefined
      ? same(head, text)
      : text.length >= head.length + tail.length &&
        same(head, text.slice(0, head.length)) &&
        same(tail, text.slice(text.length - tail.length))
}
