import type * as Api from '@aws-sdk/client-dynamodb'
import { randomHex, randomUuid } from '../../../base/random.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readEncryption } from '../domain/encryption.ts'
import { readTableName } from '../domain/names.ts'
import { readTableDefinition } from '../domain/table-definition.ts'
import { withTags } from '../domain/tags.ts'
import { tableExists } from '../errors.ts'
import type { Table } from '../records.ts'
import { changeTable, putTable } from '../tables/changing.ts'
import { describeTable } from '../tables/describe.ts'
import { encryptionKeyArn } from '../tables/encryption-key.ts'
import { readPolicy } from '../tables/policy.ts'
import { startStream } from '../tables/streams.ts'
import { refuseUnbuilt } from '../unbuilt.ts'

/** Makes a table. It can be used at once; the answer says CREATING, as AWS's does. */
export async function createTable(
  input: Api.CreateTableInput,
  context: OperationContext,
): Promise<Api.CreateTableOutput> {
  const address = readTableName(input.TableName, context)
  refuseUnbuilt('CreateTable', input, [
    'VectorIndexes',
    'GlobalTableSourceArn',
    'GlobalTableSettingsReplicationMode',
  ])
  const definition = readTableDefinition(input)
  const keyId = readEncryption(input.SSESpecification)
  const tags = withTags({}, input.Tags ?? [])
  const policy = input.ResourcePolicy === undefined ? undefined : readPolicy(input.ResourcePolicy, context)
  const kmsKeyArn = keyId === undefined ? undefined : await encryptionKeyArn(context, keyId)
  const { stream, indexes, ...defined } = definition
  return changeTable(
    context,
    address,
    (commit, stored) => {
      if (stored !== undefined) throw tableExists(address.name)
      const made: Table = {
        ...address,
        ...defined,
        id: randomUuid(context.random),
        createdAt: context.now,
        status: 'ACTIVE',
        indexes: indexes.map((index) => ({ ...index, id: randomHex(context.random, 6), status: 'ACTIVE' })),
        ...(defined.billing === 'PAY_PER_REQUEST' ? { onDemandSince: context.now } : {}),
        tableClass: input.TableClass ?? 'STANDARD',
        tableClassNamed: input.TableClass !== undefined,
        deletionProtected: input.DeletionProtectionEnabled === true,
        ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
        tags,
        ...(policy === undefined ? {} : { policy }),
      }
      const table = stream === undefined ? made : startStream(commit, context, made, stream)
      putTable(commit, table, undefined)
      return { TableDescription: describeTable(context, table, { status: 'CREATING' }) }
    },
    'given',
  )
}
