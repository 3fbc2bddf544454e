import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ECR } from '@aws-sdk/client-ecr'
import { testServer } from '../../support/server.ts'
import { created, newAccount, template } from './support.ts'

const server = testServer()

describe('drift', () => {
  it('is deletion where a resource is gone, and unknown where it may not be read', async () => {
    const { cfn, config } = newAccount(server)
    const ecr = new ECR(config)
    const repository = (RepositoryName: string) => ({
      Type: 'AWS::ECR::Repository',
      Properties: { RepositoryName, ImageTagMutability: 'MUTABLE' },
    })
    const resources = { Gone: repository('gone'), Hidden: repository('hidden'), There: repository('there') }
    await created(server, cfn, 'drifting', template(resources))
    await ecr.deleteRepository({ repositoryName: 'gone' })
    const deny = { Effect: 'Deny', Principal: '*', Action: 'ecr:DescribeRepositories' }
    const policyText = JSON.stringify({ Version: '2012-10-17', Statement: [deny] })
    await ecr.setRepositoryPolicy({ repositoryName: 'hidden', policyText })

    const StackName = 'drifting'
    const { StackDriftDetectionId } = await cfn.detectStackDrift({ StackName })
    const status = await cfn.describeStackDriftDetectionStatus({ StackDriftDetectionId })
    assert.deepEqual(
      [status.DetectionStatus, status.StackDriftStatus, status.DriftedStackResourceCount],
      ['DETECTION_FAILED', 'DRIFTED', 1],
    )
    assert.equal(status.DetectionStatusReason, 'Failed to detect drift on resource(s) [Hidden]')
    const { StackResourceDrifts = [] } = await cfn.describeStackResourceDrifts({ StackName })
    assert.deepEqual(
      StackResourceDrifts.map(({ LogicalResourceId, StackResourceDriftStatus }) => [
        LogicalResourceId,
        StackResourceDriftStatus,
      ]),
      [
        ['Gone', 'DELETED'],
        ['Hidden', 'UNKNOWN'],
        ['There', 'IN_SYNC'],
      ],
    )
    assert.match(StackResourceDrifts[1]?.DriftStatusReason ?? '', /HandlerErrorCode: AccessDenied/)
  })
})
