import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { readDocument } from '../../../engines/policy/index.ts'
import { serviceLinkedRoleOf } from '../domain/service-linked-roles.ts'
import { awsManagedPolicies } from './aws-managed-policies.ts'

describe('the table of AWS managed policies', () => {
  it('has what serverless applications attach', async () => {
    const table = await awsManagedPolicies()
    const wanted = [
      '/AdministratorAccess',
      '/PowerUserAccess',
      '/ReadOnlyAccess',
      '/AWSXRayDaemonWriteAccess',
      '/CloudWatchLambdaInsightsExecutionRolePolicy',
      '/AWSLambda_FullAccess',
      '/AmazonDynamoDBFullAccess',
      '/AmazonS3ReadOnlyAccess',
      '/service-role/AWSLambdaBasicExecutionRole',
      '/service-role/AWSLambdaVPCAccessExecutionRole',
      '/service-role/AWSLambdaDynamoDBExecutionRole',
      '/service-role/AWSLambdaKinesisExecutionRole',
      '/service-role/AWSLambdaSQSQueueExecutionRole',
      '/service-role/AmazonAPIGatewayPushToCloudWatchLogs',
    ]
    for (const name of wanted) assert.ok(table.has(name), name)
  })

  it('has documents that can be read, dates and versions', async () => {
    for (const [name, policy] of await awsManagedPolicies()) {
      assert.ok(readDocument(policy.document).ok, name)
      assert.match(policy.versionId, /^v[1-9]\d*$/, name)
      assert.ok(policy.createdAt <= policy.versionCreatedAt, name)
    }
  })

  it('has the policies of the service-linked roles', async () => {
    const table = await awsManagedPolicies()
    for (const service of ['autoscaling', 'ecs', 'elasticloadbalancing', 'rds', 'ops.apigateway', 'spot']) {
      const role = serviceLinkedRoleOf(`${service}.amazonaws.com`)
      assert.ok(table.has(`/aws-service-role/${role?.policyName}`), role?.policyName ?? service)
    }
  })
})
