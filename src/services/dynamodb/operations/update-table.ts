import type * as Api from '@aws-sdk/client-dynamodb'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readEncryption } from '../domain/encryption.ts'
import { readTableName } from '../domain/names.ts'
import { checkUpdate } from '../domain/table-update.ts'
import { invalidParameter, tableBeingUpdated, tableNotFound } from '../errors.ts'
import { changeTable, putTable } from '../tables/changing.ts'
import { describeTable } from '../tables/describe.ts'
import { encryptionKeyArn } from '../tables/encryption-key.ts'
import { updateIndexes } from '../tables/index-updates.ts'
import { checked } from '../tables/named-table.ts'
import { withBilling, withSettings, withStream } from '../tables/table-updates.ts'
import { refuseUnbuilt } from '../unbuilt.ts'

/** Changes a table. All but new indexes is there at once; the answer says UPDATING where AWS's does. */
export async function updateTable(
  input: Api.UpdateTableInput,
  context: OperationContext,
): Promise<Api.UpdateTableOutput> {
  const address = readTableName(input.TableName, context)
  refuseUnbuilt('UpdateTable', input, [
    'ReplicaUpdates',
    'MultiRegionConsistency',
    'GlobalTableWitnessUpdates',
    'GlobalTableSettingsReplicationMode',
    'VectorIndexUpdates',
    'DisassociationProtectionEnabled',
  ])
  checkUpdate(input)
  const keyId = readEncryption(input.SSESpecification)
  const kmsKeyArn = keyId === undefined ? undefined : await encryptionKeyArn(context, keyId)
  return changeTable(context, address, async (commit, stored) => {
    if (stored === undefined) throw tableNotFound(address.name)
    const { table } = checked(context, address, stored, 'dynamodb:UpdateTable')
    const onlyProtection = input.DeletionProtectionEnabled !== undefined
    if (table.status === 'UPDATING' && !onlyProtection) throw tableBeingUpdated(table.name)
    if (input.SSESpecification !== undefined) checkKeyChange(table.kmsKeyArn, kmsKeyArn, keyId)
    const settled = withSettings(withBilling(table, input, context.now), input, kmsKeyArn)
    const streamed = await withStream(commit, context, settled, input.StreamSpecification)
    const { table: next, said } = updateIndexes(commit, context, streamed, input)
    putTable(commit, next, stored)
    return {
      TableDescription: describeTable(context, next, {
        status: onlyProtection ? next.status : 'UPDATING',
        indexStatus: said,
      }),
    }
  })
}

/** Source of the words: recorded on AWS (ack-api-quirks, 2026-10). */
function checkKeyChange(before: string | undefined, after: string | undefined, keyId: string | undefined) {
  if (before === undefined && after === undefined) {
    throw invalidParameter('Table is already encrypted by default')
  }
  if (before !== undefined && before === after && keyId === after) {
    throw invalidParameter(
      'Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change Master Key',
    )
  }
}
