import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs'
import { EventBridge } from '@aws-sdk/client-eventbridge'
import { S3 } from '@aws-sdk/client-s3'
import { SFN } from '@aws-sdk/client-sfn'
import { testServer } from '../../../support/server.ts'
import { until } from '../../../support/until.ts'
import { Resources, refused } from '../../cloudcontrolapi/support.ts'
import { created, deleted, history } from '../support.ts'
import { outputsOf } from './support.ts'

const server = testServer()
const roleArn = (account: string) => `arn:aws:iam::${account}:role/machine`
const noop = JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } })

describe('Resource types of Step Functions', () => {
  it('StateMachine: definitions with substitutions, logging and tags, changed in place', async () => {
    const account = '330000000041'
    const config = server.config({ account })
    const resources = new Resources(config)
    const sfn = new SFN(config)
    const type = 'AWS::StepFunctions::StateMachine'
    await new CloudWatchLogs(config).createLogGroup({ logGroupName: 'orders' })
    const arn = await resources.create(type, {
      StateMachineName: 'orders',
      RoleArn: roleArn(account),
      Definition: { StartAt: 'A', States: { A: { Type: 'Pass', Result: '${said} ${kept}', End: true } } },
      DefinitionSubstitutions: { said: 'he said "hi"' },
      LoggingConfiguration: {
        Level: 'ALL',
        IncludeExecutionData: true,
        Destinations: [
          {
            CloudWatchLogsLogGroup: {
              LogGroupArn: `arn:aws:logs:us-east-1:${account}:log-group:orders:*`,
            },
          },
        ],
      },
      TracingConfiguration: { Enabled: true },
      Tags: [{ Key: 'team', Value: 'a' }],
    })
    assert.equal(arn, `arn:aws:states:us-east-1:${account}:stateMachine:orders`)
    const made = await sfn.describeStateMachine({ stateMachineArn: arn })
    assert.deepEqual(JSON.parse(made.definition ?? '').States.A.Result, 'he said "hi" ${kept}')
    assert.equal(made.loggingConfiguration?.level, 'ALL')
    assert.equal(made.tracingConfiguration?.enabled, true)
    const model = await resources.read(type, arn)
    assert.equal(model.StateMachineRevisionId, 'INITIAL')
    assert.deepEqual(model.Tags, [{ Key: 'team', Value: 'a' }])
    const failed = await resources.createFails(type, {
      StateMachineName: 'orders',
      RoleArn: roleArn(account),
      DefinitionString: noop,
    })
    assert.equal(failed.ErrorCode, 'AlreadyExists')
    await resources.update(type, arn, {
      DefinitionString: noop,
      LoggingConfiguration: null,
      Tags: [{ Key: 'team', Value: 'b' }],
    })
    const changed = await sfn.describeStateMachine({ stateMachineArn: arn })
    assert.equal(changed.definition, noop)
    assert.equal(changed.loggingConfiguration?.level, 'OFF')
    assert.deepEqual((await sfn.listTagsForResource({ resourceArn: arn })).tags, [
      { key: 'team', value: 'b' },
    ])
    assert.deepEqual(await resources.list(type), [arn])
    await resources.remove(type, arn)
    await refused(sfn.describeStateMachine({ stateMachineArn: arn }), 'StateMachineDoesNotExist')
  })

  it('StateMachineVersion, StateMachineAlias and Activity', async () => {
    const account = '330000000042'
    const config = server.config({ account })
    const resources = new Resources(config)
    const sfn = new SFN(config)
    const machine = await resources.create('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'm',
      RoleArn: roleArn(account),
      DefinitionString: noop,
    })
    const version = await resources.create('AWS::StepFunctions::StateMachineVersion', {
      StateMachineArn: machine,
      Description: 'first',
    })
    assert.equal(version, `${machine}:1`)
    const again = await resources.createFails('AWS::StepFunctions::StateMachineVersion', {
      StateMachineArn: machine,
    })
    assert.equal(again.ErrorCode, 'AlreadyExists')
    const alias = await resources.create('AWS::StepFunctions::StateMachineAlias', {
      Name: 'live',
      DeploymentPreference: { StateMachineVersionArn: version, Type: 'ALL_AT_ONCE' },
    })
    assert.equal(alias, `${machine}:live`)
    await resources.update('AWS::StepFunctions::StateMachineAlias', alias, { Description: 'now' })
    const described = await sfn.describeStateMachineAlias({ stateMachineAliasArn: alias })
    assert.equal(described.description, 'now')
    assert.deepEqual(described.routingConfiguration, [{ stateMachineVersionArn: version, weight: 100 }])
    const activity = await resources.create('AWS::StepFunctions::Activity', { Name: 'pack' })
    assert.equal((await sfn.describeActivity({ activityArn: activity })).name, 'pack')
    await resources.remove('AWS::StepFunctions::Activity', activity)
    await resources.remove('AWS::StepFunctions::StateMachineAlias', alias)
    await resources.remove('AWS::StepFunctions::StateMachineVersion', version)
    await refused(sfn.describeActivity({ activityArn: activity }), 'ActivityDoesNotExist')
  })
})

describe('AWS::Serverless::StateMachine', () => {
  const account = '330000000043'

  it('is deployed with its file, substitutions, events, role and alias, and runs', async () => {
    const config = server.config({ account })
    const cloudformation = new CloudFormation(config)
    const sfn = new SFN(config)
    const s3 = new S3(config)
    await s3.createBucket({ Bucket: 'definitions' })
    await s3.putObject({
      Bucket: 'definitions',
      Key: 'work.asl.yaml',
      Body: `
StartAt: Put
States:
  Put:
    Type: Task
    Resource: arn:aws:states:::dynamodb:putItem
    Parameters:
      TableName: "\${Table}"
      Item: { id: { "S.$": "$.detail.id" } }
    ResultPath: null
    End: true
`,
    })
    const template = {
      AWSTemplateFormatVersion: '2010-09-09',
      Transform: 'AWS::Serverless-2016-10-31',
      Resources: {
        Table: { Type: 'AWS::Serverless::SimpleTable' },
        Work: {
          Type: 'AWS::Serverless::StateMachine',
          Properties: {
            DefinitionUri: 's3://definitions/work.asl.yaml',
            DefinitionSubstitutions: { Table: { Ref: 'Table' } },
            AutoPublishAlias: 'live',
            Policies: [{ DynamoDBWritePolicy: { TableName: { Ref: 'Table' } } }],
            Events: {
              Orders: { Type: 'EventBridgeRule', Properties: { Pattern: { source: ['shop'] } } },
              Nightly: {
                Type: 'ScheduleV2',
                Properties: { ScheduleExpression: 'rate(1 day)', Input: '{"detail":{"id":"night"}}' },
              },
            },
          },
        },
      },
      Outputs: { Arn: { Value: { Ref: 'Work' } }, Table: { Value: { Ref: 'Table' } } },
    }
    const stack = await created(server, cloudformation, 'machines', JSON.stringify(template), {
      Capabilities: ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND'],
    })
    const events = await history(cloudformation, 'machines')
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', events.join('\n'))
    const { Arn = '', Table = '' } = outputsOf(stack)
    const { stateMachineVersions } = await sfn.listStateMachineVersions({ stateMachineArn: Arn })
    assert.equal(stateMachineVersions?.length, 1)
    const alias = await sfn.describeStateMachineAlias({ stateMachineAliasArn: `${Arn}:live` })
    assert.equal(alias.routingConfiguration?.[0]?.weight, 100)
    await new EventBridge(config).putEvents({
      Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{"id":"o1"}' }],
    })
    await until(async () => {
      const { executions = [] } = await sfn.listExecutions({ stateMachineArn: Arn })
      return executions.some(({ status }) => status === 'SUCCEEDED')
    }, 'the execution of the event')
    assert.notEqual(Table, '')
    const gone = await deleted(server, cloudformation, stack)
    assert.equal(gone.StackStatus, 'DELETE_COMPLETE')
    await refused(sfn.describeStateMachine({ stateMachineArn: Arn }), 'StateMachineDoesNotExist')
  })
})
