/**
 * Quotas of STS. Unit of durations: seconds. Source: STS API Reference (AssumeRole, GetSessionToken,
 * GetFederationToken), and IAM User Guide, "IAM and AWS STS quotas".
 */
export const limits = {
  roleSessionDefault: 3600,
  /** A role that is assumed with temporary credentials, whatever the role allows. */
  chainedRoleSession: 3600,
  userSessionDefault: 43_200,
  rootSession: 3600,
  /** Inline and managed session policies together, in characters. */
  sessionPolicyCharacters: 2048,
  managedSessionPolicies: 10,
} as const

/** How long a session's record outlives it, so that its key is known to have expired. Unit: milliseconds. Source: chosen. */
export const expiredSessionKeptMs = 24 * 3600 * 1000

/** A session token's bytes before base 64, unless the caller asks for more. Source: chosen; AWS's have some 350. */
export const sessionTokenBytes = 192
