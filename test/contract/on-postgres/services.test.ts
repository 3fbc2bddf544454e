/**
 * What the tests of services say on PostgreSQL: the same files once more, in one process, each server with a database of its
 * own. A service's tests come here when its folder is listed.
 */
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe } from 'node:test'
import { testOnPostgres } from '../../support/test-stores.ts'

const root = join(import.meta.dirname, '../../..')
const files = [
  'test/contract/apigateway/{apis-and-resources,importing,keys-and-plans,stages,usage}.test.ts',
  'test/contract/apigateway/{access,checked-requests,proxy-requests,stages-in-use}.test.ts',
  'test/contract/apigatewayv2/{api,websocket-parts}.test.ts',
  'test/contract/cloudcontrolapi/*.test.ts',
  'test/contract/codedeploy/*.test.ts',
  'test/contract/cognito-idp/{pools,sign-in,users}.test.ts',
  'test/contract/dynamodb/{concurrency,indexes,items,streams-and-expiry,tables,transactions}.test.ts',
  'test/contract/iam/{access-keys,policies,roles,signed-requests,users}.test.ts',
  'test/contract/{logs,ssm,sts}/*.test.ts',
  'test/contract/s3/{objects,replication,versions}.test.ts',
  'test/contract/sns/{failures,fifo,publish,subscriptions}.test.ts',
  'test/contract/sqs/{dead-letters,fifo,long-polling}.test.ts',
  'test/contract/kinesis/{consumers,records,resharding}.test.ts',
  'test/contract/kms/{keys,over-time,permissions}.test.ts',
  'test/contract/secretsmanager/secrets.test.ts',
  'test/contract/lambda/{functions,versions-and-aliases,layers,permissions,concurrency-and-tags,invoke}.test.ts',
  'test/contract/events/{archives,put-events,rules}.test.ts',
  'test/contract/scheduler/*.test.ts',
  'test/contract/states/{executions,integrations,machines,map-runs,tasks}.test.ts',
  'test/contract/cloudformation/{stacks,change-sets,gradual-state-machines}.test.ts',
  'test/contract/delivery/{dynamodb,kinesis,sqs}.test.ts',
  'src/delivery/{queue,stream}-poller.test.ts',
  'test/contract/pipes/pipes.test.ts',
  'src/services/dynamodb/tables/backup-work.test.ts',
  'src/services/events/deliveries.test.ts',
  'src/services/logs/{background,reading}.test.ts',
  'src/services/ssm/{encryption,expiration-work}.test.ts',
  'src/services/iam/adapters/credentials.test.ts',
]
const missing = await testOnPostgres()

for (const file of files.flatMap((pattern) => globSync(pattern, { cwd: root }).sort())) {
  describe(file, { skip: missing ?? false }, async () => {
    await import(join(root, file))
  })
}
