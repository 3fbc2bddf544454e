/** Resource policies of functions, their versions and aliases. */
import { type RandomSource, randomUuid } from '../../base/random.ts'
import type { Soon } from '../../base/soon.ts'
import { type Atomic, Remembered, type Store, type Stored } from '../../store/index.ts'
import type { FunctionAddress } from './domain/names.ts'
import { policyLengthExceeded } from './errors.ts'
import { policyBytes } from './limits.ts'
import type { Target } from './lookups.ts'
import { aliases, type FunctionPolicyRecord, functionPolicies, functions, versions } from './records.ts'

/** The policy of a function (empty qualifier), or of one of its versions or aliases; undefined when it has none. */
export function policyOf(
  store: Store,
  { accountId, region, name }: Pick<FunctionAddress, 'accountId' | 'region' | 'name'>,
  qualifier: string,
): Promise<Stored<FunctionPolicyRecord> | undefined> {
  return functionPolicies.get(store, [accountId, region, name, qualifier])
}

const remembered = new WeakMap<Store, Remembered<string | undefined>>()

/** Policies that are remembered. Ours. */
const rememberedMax = 1_000

/**
 * The text of a policy, for invocations by services: it is remembered until any policy changes, as what addresses mean is
 * (target-cache.ts).
 */
export function rememberedPolicy(
  store: Store,
  address: Pick<FunctionAddress, 'accountId' | 'region' | 'name'>,
  qualifier: string,
): Soon<string | undefined> {
  let policies = remembered.get(store)
  if (!policies) {
    policies = new Remembered(store, functionPolicies.storeKey([]), rememberedMax)
    remembered.set(store, policies)
  }
  const { accountId, region, name } = address
  return policies.find(`${accountId}/${region}/${name}/${qualifier}`, async () => {
    const policy = await policyOf(store, address, qualifier)
    return policy && policyText(policy.value)
  })
}

/** A policy as GetPolicy answers it. */
export function policyText({
  version,
  id,
  statements,
}: Pick<FunctionPolicyRecord, 'version' | 'id' | 'statements'>): string {
  return JSON.stringify({ Version: version, ...(id === undefined ? {} : { Id: id }), Statement: statements })
}

/** Adds a policy to a commit. Fails with PolicyLengthExceededException. */
export function putPolicy(
  commit: Atomic,
  policy: FunctionPolicyRecord,
  before: Stored<FunctionPolicyRecord> | undefined,
): void {
  const bytes = Buffer.byteLength(policyText(policy))
  if (bytes > policyBytes)
    throw policyLengthExceeded(`The final policy size (${bytes}) is bigger than the limit (${policyBytes}).`)
  functionPolicies.put(commit, policy, before)
}

/** The revision that AddPermission and RemovePermission go by: that of what the policy belongs to. */
export function revisionOf({ version, alias }: Target): string {
  return alias?.value.revisionId ?? version.revisionId
}

/** Adds to a commit that a version's or alias's revision changes, as its policy does. */
export function renewRevision(commit: Atomic, random: RandomSource, target: Target): void {
  const revisionId = randomUuid(random)
  const { alias, published } = target
  if (alias) aliases.put(commit, { ...alias.value, revisionId }, alias)
  else if (published) {
    const content = { ...published.value.content, revisionId }
    versions.put(commit, { ...published.value, content }, published)
  } else {
    const { value } = target.function
    functions.put(commit, { ...value, latest: { ...value.latest, revisionId } }, target.function)
  }
}
