import type { DynamoDB } from '@aws-sdk/client-dynamodb'
import type { OperationTable, ServiceDefinition } from '../../dispatch/index.ts'
import { asAwsError } from './errors.ts'
import { destinationHandler, destinationTryingMs } from './items/destinations.ts'
import { expiryHandler } from './items/expiry-work.ts'
import { countIntervalMs, requestBytes } from './limits.ts'
import { batchExecuteStatement } from './operations/batch-execute-statement.ts'
import { batchGetItem } from './operations/batch-get-item.ts'
import { batchWriteItem } from './operations/batch-write-item.ts'
import { createBackup } from './operations/create-backup.ts'
import { createTable } from './operations/create-table.ts'
import { deleteBackup } from './operations/delete-backup.ts'
import { deleteItem } from './operations/delete-item.ts'
import { deleteResourcePolicy } from './operations/delete-resource-policy.ts'
import { deleteTable } from './operations/delete-table.ts'
import { describeBackup } from './operations/describe-backup.ts'
import { describeContinuousBackups } from './operations/describe-continuous-backups.ts'
import { describeContributorInsights } from './operations/describe-contributor-insights.ts'
import { describeEndpoints } from './operations/describe-endpoints.ts'
import { describeKinesisStreamingDestination } from './operations/describe-kinesis-streaming-destination.ts'
import { describeLimits } from './operations/describe-limits.ts'
import { describeTable } from './operations/describe-table.ts'
import { describeTimeToLive } from './operations/describe-time-to-live.ts'
import { disableKinesisStreamingDestination } from './operations/disable-kinesis-streaming-destination.ts'
import { enableKinesisStreamingDestination } from './operations/enable-kinesis-streaming-destination.ts'
import { executeStatement } from './operations/execute-statement.ts'
import { executeTransaction } from './operations/execute-transaction.ts'
import { getItem } from './operations/get-item.ts'
import { getResourcePolicy } from './operations/get-resource-policy.ts'
import { listBackups } from './operations/list-backups.ts'
import { listContributorInsights } from './operations/list-contributor-insights.ts'
import { listTables } from './operations/list-tables.ts'
import { listTagsOfResource } from './operations/list-tags-of-resource.ts'
import { putItem } from './operations/put-item.ts'
import { putResourcePolicy } from './operations/put-resource-policy.ts'
import { query } from './operations/query.ts'
import { restoreTableFromBackup } from './operations/restore-table-from-backup.ts'
import { scan } from './operations/scan.ts'
import { tagResource } from './operations/tag-resource.ts'
import { transactGetItems } from './operations/transact-get-items.ts'
import { transactWriteItems } from './operations/transact-write-items.ts'
import { untagResource } from './operations/untag-resource.ts'
import { updateContinuousBackups } from './operations/update-continuous-backups.ts'
import { updateContributorInsights } from './operations/update-contributor-insights.ts'
import { updateItem } from './operations/update-item.ts'
import { updateKinesisStreamingDestination } from './operations/update-kinesis-streaming-destination.ts'
import { updateTable } from './operations/update-table.ts'
import { updateTimeToLive } from './operations/update-time-to-live.ts'
import {
  backfillQueue,
  backupQueue,
  destinationQueue,
  expiryQueue,
  removalQueue,
  restoreQueue,
} from './records.ts'
import { backfillHandler } from './tables/backfill-work.ts'
import { backupHandler } from './tables/backup-work.ts'
import { countTables } from './tables/counting.ts'
import { removalHandler } from './tables/removal-work.ts'
import { restoreHandler } from './tables/restore-work.ts'
import { streamTrimMs, trimStreams } from './tables/stream-trimming.ts'
import { validationStyle } from './validation.ts'

const operations = {
  BatchExecuteStatement: batchExecuteStatement,
  BatchGetItem: batchGetItem,
  BatchWriteItem: batchWriteItem,
  CreateBackup: createBackup,
  CreateTable: createTable,
  DeleteBackup: deleteBackup,
  DeleteItem: deleteItem,
  DeleteResourcePolicy: deleteResourcePolicy,
  DeleteTable: deleteTable,
  DescribeBackup: describeBackup,
  DescribeContinuousBackups: describeContinuousBackups,
  DescribeContributorInsights: describeContributorInsights,
  DescribeEndpoints: describeEndpoints,
  DescribeKinesisStreamingDestination: describeKinesisStreamingDestination,
  DescribeLimits: describeLimits,
  DescribeTable: describeTable,
  DescribeTimeToLive: describeTimeToLive,
  DisableKinesisStreamingDestination: disableKinesisStreamingDestination,
  EnableKinesisStreamingDestination: enableKinesisStreamingDestination,
  ExecuteStatement: executeStatement,
  ExecuteTransaction: executeTransaction,
  GetItem: getItem,
  GetResourcePolicy: getResourcePolicy,
  ListBackups: listBackups,
  ListContributorInsights: listContributorInsights,
  ListTables: listTables,
  ListTagsOfResource: listTagsOfResource,
  PutItem: putItem,
  PutResourcePolicy: putResourcePolicy,
  Query: query,
  RestoreTableFromBackup: restoreTableFromBackup,
  Scan: scan,
  TagResource: tagResource,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  UntagResource: untagResource,
  UpdateContinuousBackups: updateContinuousBackups,
  UpdateContributorInsights: updateContributorInsights,
  UpdateItem: updateItem,
  UpdateKinesisStreamingDestination: updateKinesisStreamingDestination,
  UpdateTable: updateTable,
  UpdateTimeToLive: updateTimeToLive,
} satisfies OperationTable<DynamoDB>

/** Amazon DynamoDB. */
export const service: ServiceDefinition = {
  prefix: 'dynamodb',
  model: 'dynamodb',
  resourceTypes: {
    'AWS::DynamoDB::GlobalTable': async () => (await import('./resources/global-table.ts')).globalTable,
    'AWS::DynamoDB::Table': async () => (await import('./resources/table.ts')).table,
  },
  operations,
  wordError: asAwsError,
  validation: validationStyle,
  requestBytesMax: requestBytes,
  answersWithCrc32: true,
  start: async (surroundings) => {
    const { jobs } = surroundings
    jobs.handle(removalQueue, removalHandler(surroundings))
    jobs.handle(backfillQueue, backfillHandler(surroundings))
    jobs.handle(backupQueue, backupHandler(surroundings))
    jobs.handle(restoreQueue, restoreHandler(surroundings))
    jobs.handle(expiryQueue, expiryHandler(surroundings))
    jobs.handle(destinationQueue, destinationHandler(surroundings), { tryingMsMax: destinationTryingMs })
    jobs.every('dynamodb.counts', countIntervalMs, ({ signal }) => countTables(surroundings, signal))
    jobs.every('dynamodb.stream-trimming', streamTrimMs, ({ signal }) => trimStreams(surroundings, signal))
    return undefined
  },
}
