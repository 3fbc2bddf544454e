/**
 * Quotas of IAM, AWS's defaults. Source: IAM User Guide, "IAM and AWS STS quotas", and what GetAccountSummary answers
 * on a new account (February 2026). Sizes count characters without white space.
 */
export const limits = {
  usersPerAccount: 5000,
  groupsPerAccount: 300,
  rolesPerAccount: 1000,
  policiesPerAccount: 1500,
  instanceProfilesPerAccount: 1000,
  serverCertificatesPerAccount: 20,
  samlProvidersPerAccount: 100,
  openIdProvidersPerAccount: 100,
  accessKeysPerUser: 2,
  groupsPerUser: 10,
  policiesPerEntity: 10,
  versionsPerPolicy: 5,
  policyVersionsPerAccount: 10_000,
  rolesPerInstanceProfile: 1,
  signingCertificatesPerUser: 2,
  tagsPerResource: 50,
  clientIdsPerOpenIdProvider: 100,
  thumbprintsPerOpenIdProvider: 5,
  trustPolicyCharacters: 2048,
  managedPolicyCharacters: 6144,
  userPolicyCharacters: 2048,
  groupPolicyCharacters: 5120,
  rolePolicyCharacters: 10_240,
} as const

/** What a listing answers when the caller names no number. Source: IAM API Reference, `MaxItems`. Unit: items. */
export const maxItemsDefault = 100

/** Default and least `MaxSessionDuration` of a role. Unit: seconds. Source: IAM API Reference, CreateRole. */
export const maxSessionDurationDefault = 3600

/**
 * How often a change is decided anew because another request changed the same record. Unit: tries. Source: chosen; one
 * try of many at once always succeeds, so this bounds how many may meet on one record.
 */
export const commitAttempts = 40

/** How long the record of a service-linked role's deletion is kept. Unit: milliseconds. Source: chosen. */
export const deletionTaskKeptMs = 30 * 24 * 3600 * 1000

/** Use of a key or a role is written at most this often. AWS's own figure lags by hours. Unit: milliseconds. Source: chosen. */
export const lastUsedPrecisionMs = 60_000

/** How many resources a simulation takes, each of which is asked about for each action. Unit: resources. Source: chosen. */
export const simulatedResourcesMax = 500
