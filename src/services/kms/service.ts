import type { KMS } from '@aws-sdk/client-kms'
import { busNoticeHandler, busNoticeTryingMs } from '../../delivery/index.ts'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { dueHandler } from './due-work.ts'
import { cancelKeyDeletion } from './operations/cancel-key-deletion.ts'
import { createAlias } from './operations/create-alias.ts'
import { createGrant } from './operations/create-grant.ts'
import { createKey } from './operations/create-key.ts'
import { decapsulate } from './operations/decapsulate.ts'
import { decrypt } from './operations/decrypt.ts'
import { deleteAlias } from './operations/delete-alias.ts'
import { deleteImportedKeyMaterial } from './operations/delete-imported-key-material.ts'
import { deriveSharedSecret } from './operations/derive-shared-secret.ts'
import { describeKey } from './operations/describe-key.ts'
import { disableKey } from './operations/disable-key.ts'
import { disableKeyRotation } from './operations/disable-key-rotation.ts'
import { enableKey } from './operations/enable-key.ts'
import { enableKeyRotation } from './operations/enable-key-rotation.ts'
import { encapsulate } from './operations/encapsulate.ts'
import { encrypt } from './operations/encrypt.ts'
import { generateDataKey } from './operations/generate-data-key.ts'
import { generateDataKeyPair } from './operations/generate-data-key-pair.ts'
import { generateDataKeyPairWithoutPlaintext } from './operations/generate-data-key-pair-without-plaintext.ts'
import { generateDataKeyWithoutPlaintext } from './operations/generate-data-key-without-plaintext.ts'
import { generateMac } from './operations/generate-mac.ts'
import { generateRandom } from './operations/generate-random.ts'
import { getKeyPolicy } from './operations/get-key-policy.ts'
import { getKeyRotationStatus } from './operations/get-key-rotation-status.ts'
import { getParametersForImport } from './operations/get-parameters-for-import.ts'
import { getPublicKey } from './operations/get-public-key.ts'
import { importKeyMaterial } from './operations/import-key-material.ts'
import { listAliases } from './operations/list-aliases.ts'
import { listGrants } from './operations/list-grants.ts'
import { listKeyPolicies } from './operations/list-key-policies.ts'
import { listKeyRotations } from './operations/list-key-rotations.ts'
import { listKeys } from './operations/list-keys.ts'
import { listResourceTags } from './operations/list-resource-tags.ts'
import { listRetirableGrants } from './operations/list-retirable-grants.ts'
import { putKeyPolicy } from './operations/put-key-policy.ts'
import { reEncrypt } from './operations/re-encrypt.ts'
import { replicateKey } from './operations/replicate-key.ts'
import { retireGrant } from './operations/retire-grant.ts'
import { revokeGrant } from './operations/revoke-grant.ts'
import { rotateKeyOnDemand } from './operations/rotate-key-on-demand.ts'
import { scheduleKeyDeletion } from './operations/schedule-key-deletion.ts'
import { sign } from './operations/sign.ts'
import { tagResource } from './operations/tag-resource.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateAlias } from './operations/update-alias.ts'
import { updateKeyDescription } from './operations/update-key-description.ts'
import { updatePrimaryRegion } from './operations/update-primary-region.ts'
import { verify } from './operations/verify.ts'
import { verifyMac } from './operations/verify-mac.ts'
import { dueQueue, noticeQueue } from './records.ts'

/** AWS Key Management Service. */
export const service: ServiceDefinition = {
  prefix: 'kms',
  model: 'kms',
  operations: {
    CancelKeyDeletion: cancelKeyDeletion,
    CreateAlias: createAlias,
    CreateGrant: createGrant,
    CreateKey: createKey,
    Decapsulate: decapsulate,
    Decrypt: decrypt,
    DeleteAlias: deleteAlias,
    DeleteImportedKeyMaterial: deleteImportedKeyMaterial,
    DeriveSharedSecret: deriveSharedSecret,
    DescribeKey: describeKey,
    DisableKey: disableKey,
    DisableKeyRotation: disableKeyRotation,
    EnableKey: enableKey,
    EnableKeyRotation: enableKeyRotation,
    Encapsulate: encapsulate,
    Encrypt: encrypt,
    GenerateDataKey: generateDataKey,
    GenerateDataKeyPair: generateDataKeyPair,
    GenerateDataKeyPairWithoutPlaintext: generateDataKeyPairWithoutPlaintext,
    GenerateDataKeyWithoutPlaintext: generateDataKeyWithoutPlaintext,
    GenerateMac: generateMac,
    GenerateRandom: generateRandom,
    GetKeyPolicy: getKeyPolicy,
    GetKeyRotationStatus: getKeyRotationStatus,
    GetParametersForImport: getParametersForImport,
    GetPublicKey: getPublicKey,
    ImportKeyMaterial: importKeyMaterial,
    ListAliases: listAliases,
    ListGrants: listGrants,
    ListKeyPolicies: listKeyPolicies,
    ListKeyRotations: listKeyRotations,
    ListKeys: listKeys,
    ListResourceTags: listResourceTags,
    ListRetirableGrants: listRetirableGrants,
    PutKeyPolicy: putKeyPolicy,
    ReEncrypt: reEncrypt,
    ReplicateKey: replicateKey,
    RetireGrant: retireGrant,
    RevokeGrant: revokeGrant,
    RotateKeyOnDemand: rotateKeyOnDemand,
    ScheduleKeyDeletion: scheduleKeyDeletion,
    Sign: sign,
    TagResource: tagResource,
    UntagResource: untagResource,
    UpdateAlias: updateAlias,
    UpdateKeyDescription: updateKeyDescription,
    UpdatePrimaryRegion: updatePrimaryRegion,
    Verify: verify,
    VerifyMac: verifyMac,
  } satisfies OperationTable<KMS>,
  resourceTypes: {
    'AWS::KMS::Alias': async () => (await import('./resources/alias.ts')).alias,
    'AWS::KMS::Key': async () => (await import('./resources/key.ts')).key,
    'AWS::KMS::ReplicaKey': async () => (await import('./resources/key.ts')).replicaKey,
  },
  start: async (surroundings) => {
    surroundings.jobs.handle(dueQueue, dueHandler(surroundings))
    surroundings.jobs.handle(noticeQueue, busNoticeHandler(surroundings, 'kms.amazonaws.com'), {
      tryingMsMax: busNoticeTryingMs,
    })
    return undefined
  },
}
