import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudFormation, StackEvent } from '@aws-sdk/client-cloudformation'
import { ECR } from '@aws-sdk/client-ecr'
import { type BusEvent, listenToBus } from '../../support/bus-events.ts'
import { testServer } from '../../support/server.ts'
import { created, newAccount, template } from './support.ts'

const server = testServer()

/** Source: CloudFormation User Guide, "CloudFormation events reference", stack and resource status changes. */
async function holdEvents(cfn: CloudFormation, StackName: string, heard: readonly BusEvent[]): Promise<void> {
  const { StackEvents = [] } = await cfn.describeStackEvents({ StackName })
  const ofStack = ({ PhysicalResourceId }: StackEvent) => PhysicalResourceId === StackName
  const sorted = (events: readonly object[]) => events.map((event) => JSON.stringify(event)).sort()
  assert.deepEqual(
    sorted(heard.map(({ 'detail-type': type, detail, resources }) => [type, detail, resources])),
    sorted(
      StackEvents.map((event) => [
        ofStack(event) ? 'CloudFormation Stack Status Change' : 'CloudFormation Resource Status Change',
        {
          'stack-id': StackName,
          'status-details': {
            status: event.ResourceStatus,
            'status-reason': event.ResourceStatusReason ?? '',
          },
          'client-request-token': event.ClientRequestToken ?? '',
          ...(ofStack(event)
            ? {}
            : {
                'logical-resource-id': event.LogicalResourceId,
                'physical-resource-id': event.PhysicalResourceId,
                'resource-type': event.ResourceType,
              }),
        },
        [StackName],
      ]),
    ),
  )
}

describe('drift', () => {
  it('is deletion where a resource is gone, and unknown where it may not be read', async () => {
    const { cfn, config, account } = newAccount(server)
    const heard = await listenToBus(server, account, 'aws.cloudformation')
    const ecr = new ECR(config)
    const repository = (RepositoryName: string) => ({
      Type: 'AWS::ECR::Repository',
      Properties: { RepositoryName, ImageTagMutability: 'MUTABLE' },
    })
    const resources = { Gone: repository('gone'), Hidden: repository('hidden'), There: repository('there') }
    const { StackId = '' } = await created(server, cfn, 'drifting', template(resources))
    await holdEvents(cfn, StackId, await heard())
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
    // Source: CloudFormation User Guide, "CloudFormation events reference", drift detection status changes.
    const [told, ...others] = await heard()
    assert.deepEqual(
      [told?.['detail-type'], told?.detail, others],
      [
        'CloudFormation Drift Detection Status Change',
        {
          'stack-id': StackId,
          'stack-drift-detection-id': StackDriftDetectionId,
          'status-details': { 'stack-drift-status': 'DRIFTED', 'detection-status': 'DETECTION_FAILED' },
          'drift-detection-details': { 'drifted-stack-resource-count': 1 },
        },
        [],
      ],
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
