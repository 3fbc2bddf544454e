import type { CredentialKind } from './credentials.ts'

/** Long-term keys belong to IAM, temporary ones to STS; their prefixes tell them apart (IAM User Guide, "Unique identifiers"). */
export const credentialKinds: readonly CredentialKind[] = []
