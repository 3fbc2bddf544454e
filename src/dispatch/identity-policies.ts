import type { Principal } from '../aws/principal.ts'
import type { PolicyDocument, PrincipalPolicies } from '../engines/policy/index.ts'

/** What IAM knows of a principal, beside what narrows its session. */
export interface IdentityPolicies extends Pick<PrincipalPolicies, 'identity' | 'boundary'> {
  /** Of the user, or of the role behind a session. */
  readonly tags: ReadonlyMap<string, string>
}

/** Finds the policies of principals; `app` fills it in from the service that keeps them. */
export interface IdentityPolicySource {
  /** Undefined: there is no such user or role. */
  find(principal: Principal): Promise<IdentityPolicies | undefined>
  /** A managed policy of the account or of AWS, for session policies. Undefined: there is none. */
  findManaged(principal: Principal, policyArn: string): Promise<PolicyDocument | undefined>
}

/** For rooms whose principals are not looked up: everybody may do everything. */
export const everybodyMay: IdentityPolicySource = {
  find: async () => ({ identity: 'everything', tags: new Map() }),
  findManaged: async () => undefined,
}
