/** Quotas of KMS. Source: KMS Developer Guide, "Quotas"; API Reference, where an operation is named. */

/** Unit: tags on one key. */
export const tagCount = 50
/** Unit: bytes of a key policy. */
export const policyBytes = 32_768
/** Unit: grants on one key. */
export const grantCount = 50_000
/** Unit: aliases of one account in a region, other than AWS's own. */
export const aliasCount = 10_000
/** Unit: rotations on demand of one key. API Reference, RotateKeyOnDemand. */
export const onDemandRotations = 25
/** Unit: days between automatic rotations when nobody says otherwise. API Reference, EnableKeyRotation. */
export const rotationDays = 365
/** Unit: days of waiting before a key is deleted: default and most, and least. API Reference, ScheduleKeyDeletion. */
export const deletionDaysMax = 30
export const deletionDaysMin = 7
/** Unit: milliseconds for which an import token can be used. API Reference, GetParametersForImport. */
export const importTokenMs = 86_400_000
/** Unit: milliseconds for which key material that expires may be imported: 365 days. API Reference, ImportKeyMaterial. */
export const importExpiryMs = 365 * 86_400_000
/** Unit: items on a page when nobody says otherwise. */
export const pageItems = 100
/** Unit: items on a page of aliases, grants and tags when nobody says otherwise. */
export const shortPageItems = 50
/** A change is tried this often when others change the same record meanwhile. Ours. */
export const commitAttempts = 20
/** Unit: milliseconds in a day. */
export const dayMs = 86_400_000
