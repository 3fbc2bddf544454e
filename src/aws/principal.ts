import type { AccountId } from './identifiers.ts'

/**
 * Who makes a request. `arn` and `userId` are what GetCallerIdentity answers.
 * Source: IAM User Guide, "AWS JSON policy elements: Principal" and "IAM identifiers".
 */
export interface Principal {
  readonly type: 'root' | 'user' | 'assumed-role' | 'federated-user' | 'service' | 'anonymous'
  readonly accountId: AccountId
  /** As `arn:aws:iam::123456789012:user/Anna`; for a service, its name (`lambda.amazonaws.com`). */
  readonly arn: string
  /** As `AIDA...`, `AROA...:session`, or the account for root. */
  readonly userId: string
  /** The access key that signed the request; absent for services and anonymous requests. */
  readonly accessKeyId?: string
  /** The role behind a session (`arn:aws:iam::123456789012:role/path/Name`). */
  readonly roleArn?: string
  /** The user (or root user) that vouches for a federated one. */
  readonly issuerArn?: string
  /** `aws:SourceIdentity`, once set by AssumeRole. */
  readonly sourceIdentity?: string
  /** `aws:PrincipalTag/...` of the session. */
  readonly sessionTags?: Readonly<Record<string, string>>
  /** Session policies (documents as JSON text, managed policies as ARNs) that narrow what the session may do. */
  readonly sessionPolicies?: { readonly inline?: string; readonly managed?: readonly string[] }
  /** When a temporary credential ends. Unit: milliseconds since the epoch. */
  readonly expiresAt?: number
  /** When multi-factor authentication was given. Unit: milliseconds since the epoch. */
  readonly multiFactorAt?: number
}

/** A secret that signs requests, with who it speaks for. */
export interface Credential {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  /** Present for temporary credentials: the exact token that must come along. */
  readonly sessionToken?: string
  readonly principal: Principal
  /** Of a service's own: the resource that it acts for. */
  readonly source?: { readonly arn: string; readonly accountId: AccountId }
}
