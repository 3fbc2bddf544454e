import type { Principal } from '../aws/principal.ts'
import type { IdentityPolicies, IdentityPolicySource } from '../dispatch/index.ts'
import { type PolicyDocument, readDocument } from '../engines/policy/index.ts'
import type { Store } from '../store/index.ts'
import { loadedOnce } from './loaded-once.ts'

/** How many principals' policies are remembered. Unit: principals. Source: chosen; one takes some 10 KiB. */
const rememberedMax = 1_000

/**
 * The policies of principals as IAM keeps them, read once and remembered until a commit touches users, groups, roles or policies, on this node
 * or another: requests to APIs with IAM ask each time.
 */
export class IdentityPolicyCache implements IdentityPolicySource {
  readonly #store: Store
  readonly #known = new Map<string, Promise<unknown>>()
  readonly #unsubscribe: Array<() => void> = []
  readonly #iam = loadedOnce(async () => {
    const iam = await import('../services/iam/adapters/identity-policies.ts')
    for (const prefix of iam.identityPolicyRecords)
      this.#unsubscribe.push(this.#store.subscribe({ type: 'record', prefix }, () => this.#known.clear()))
    return iam
  })

  constructor(store: Store) {
    this.#store = store
  }

  find(principal: Principal): Promise<IdentityPolicies | undefined> {
    const { type, accountId, arn, roleArn = '', issuerArn = '' } = principal
    if (type === 'service' || type === 'anonymous') return Promise.resolve(nothing)
    // A role has many sessions.
    const named = type === 'assumed-role' ? roleArn : arn
    return this.#remember(`${type} ${accountId} ${named} ${issuerArn}`, async () => {
      const { findGrantedPolicies } = await this.#iam()
      const found = await findGrantedPolicies(this.#store, principal)
      if (!found) return undefined
      const { identity, boundary, tags } = found
      return {
        identity: identity === 'everything' ? identity : identity.map(({ document }) => readPolicy(document)),
        ...(boundary === undefined ? {} : { boundary: readPolicy(boundary.document) }),
        tags: new Map(tags),
      }
    })
  }

  findManaged({ accountId }: Principal, policyArn: string): Promise<PolicyDocument | undefined> {
    return this.#remember(`policy ${accountId} ${policyArn}`, async () => {
      const { findManagedDocument } = await this.#iam()
      const found = await findManagedDocument(this.#store, accountId, policyArn)
      return found && readPolicy(found.document)
    })
  }

  /** Lets go of the store. */
  close(): void {
    for (const stop of this.#unsubscribe) stop()
  }

  #remember<Value>(name: string, read: () => Promise<Value>): Promise<Value> {
    const known = this.#known.get(name) as Promise<Value> | undefined
    if (known) return known
    if (this.#known.size >= rememberedMax) this.#known.clear()
    const reading = Promise.resolve(this.#iam()).then(read)
    this.#known.set(name, reading)
    reading.catch(() => this.#known.delete(name))
    return reading
  }
}

const nothing: IdentityPolicies = { identity: [], tags: new Map() }

/** IAM has held it against the grammar when it was put; one that says nothing stands for what cannot be read. */
function readPolicy(text: string): PolicyDocument {
  const read = readDocument(text)
  return read.ok ? read.document : { statements: [] }
}
