/** Quotas of Secrets Manager. Source: User Guide, "AWS Secrets Manager quotas"; API Reference, where an operation is named. */

/** Unit: bytes of a secret value. */
export const valueBytes = 65_536
/** Unit: versions of one secret that are kept. Those of the last day are kept even if they are more. */
export const versionCount = 100
/** Unit: staging labels on all versions of one secret. */
export const labelCount = 20
/** Unit: tags on one secret. */
export const tagCount = 50
/** Unit: bytes of a resource policy. */
export const policyBytes = 20_480
/** Unit: days in which a deleted secret can be restored: default and most, and least. API Reference, DeleteSecret. */
export const recoveryDaysMax = 30
export const recoveryDaysMin = 7
/** Unit: secrets on a page of ListSecrets, and versions on one of ListSecretVersionIds, when nobody says otherwise. */
export const pageItems = 100
/** Unit: secrets on a page of BatchGetSecretValue. */
export const batchItems = 20
/** Unit: secrets looked at for one page. Ours: bounds the work of a request. */
export const scannedSecrets = 2_000
/** Unit: hours between rotations, at least. User Guide, "Rotation schedules". */
export const rotationHoursMin = 4
/** Unit: days between rotations, at most. */
export const rotationDaysMax = 999
/** A step of a rotation is tried this often before the rotation is given up until the next. Ours: AWS names no figure. */
export const rotationAttempts = 5
/** A change is tried this often when others change the same record meanwhile. Ours. */
export const commitAttempts = 20
/** Unit: milliseconds in a day. */
export const dayMs = 86_400_000
