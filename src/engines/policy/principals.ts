import type { PrincipalElement, PrincipalEntry } from './document.ts'

/**
 * Who asks, in every form in which a policy may name them. Source: IAM User Guide, "AWS JSON policy elements:
 * Principal".
 */
export interface Requester {
  readonly accountId: string
  readonly partition: string
  /** ARNs and unique ids that name the requester itself: the session's, and its role's or its user's. */
  readonly names: readonly string[]
  /** Those of the names that are the role's behind a session; absent where there is no role. */
  readonly roleNames?: readonly string[]
  /** `lambda.amazonaws.com`, when an AWS service asks. */
  readonly service?: string
  /** The provider (an ARN, or `cognito-identity.amazonaws.com`) that vouches for a federated identity. */
  readonly federatedBy?: string
}

/** Whether the element names the requester; `NotPrincipal` names all that it does not list. */
export function principalMatches(element: PrincipalElement, requester: Requester): boolean {
  return element.entries.some((entry) => entryMatches(entry, requester)) !== element.negated
}

function entryMatches({ type, value }: PrincipalEntry, requester: Requester): boolean {
  switch (type) {
    case '*':
      return true
    case 'AWS':
      // All accounts are everyone: policies of queues let S3 in by it. Source: S3 User Guide, "Granting permissions to publish event notification messages".
      if (value === '*') return requester.federatedBy === undefined
      if (requester.service !== undefined || requester.federatedBy !== undefined) return false
      return accountNamedBy(value) === requester.accountId || requester.names.includes(value)
    case 'Service':
      return requester.service !== undefined && sameService(value, requester.service)
    case 'Federated':
      return value === requester.federatedBy
    case 'CanonicalUser':
      return false
  }
}

/** The account that `123456789012` or `arn:aws:iam::123456789012:root` stands for. */
export function accountNamedBy(principal: string): string | undefined {
  return /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1]
}

/** Services may be named with their region or partition (`states.us-east-1.amazonaws.com`), which is the same one. */
function sameService(named: string, asking: string): boolean {
  return named === asking || bareService(named) === bareService(asking)
}

function bareService(name: string): string {
  const match = /^([a-z0-9-]+)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?$/.exec(name)
  return match?.[1] ?? name
}
