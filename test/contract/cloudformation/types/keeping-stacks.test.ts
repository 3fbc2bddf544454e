/**
 * Keys, secrets, parameters, alarms and logs in stacks: what Ref and GetAtt give, what is changed in place, what cannot be changed.
 * Sources: CloudFormation template reference, "Return values" of each type.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CloudFormation } from '@aws-sdk/client-cloudformation'
import { SecretsManager } from '@aws-sdk/client-secrets-manager'
import { testServer } from '../../../support/server.ts'
import { created, deleted, history, template, updated } from '../support.ts'
import { att, outputs, outputsOf, ref } from './support.ts'

const server = testServer()
const account = '330000000012'
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`

function resources(value: string, secret: object, keySpec = 'SYMMETRIC_DEFAULT') {
  return {
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: { Description: value, KeySpec: keySpec, KeyUsage: 'ENCRYPT_DECRYPT' },
    },
    Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/kept', TargetKeyId: ref('Key') } },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { KmsKeyId: ref('Key'), ...secret } },
    Attachment: {
      Type: 'AWS::SecretsManager::SecretTargetAttachment',
      Properties: { SecretId: ref('Secret'), TargetId: 'db', TargetType: 'AWS::RDS::DBInstance' },
    },
    Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: value } },
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: '7' } },
    Filter: {
      Type: 'AWS::Logs::MetricFilter',
      Properties: {
        LogGroupName: ref('Group'),
        FilterPattern: 'ERROR',
        MetricTransformations: [
          { MetricName: 'Errors', MetricNamespace: 'Shop', MetricValue: '1', DefaultValue: '0' },
        ],
      },
    },
    LogStream: { Type: 'AWS::Logs::LogStream', Properties: { LogGroupName: ref('Group') } },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        Namespace: 'Shop',
        MetricName: 'Errors',
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: '1',
        Period: '60',
        Statistic: 'Sum',
        Threshold: '1',
      },
    },
    Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: '{"widgets":[]}' } },
  }
}

describe('stacks of what is kept', () => {
  it('give what AWS gives, and change what can be changed', async () => {
    const config = server.config({ account })
    const cfn = new CloudFormation(config)
    const out = outputs(
      'Key',
      'Key.Arn',
      'Alias',
      'Secret',
      'Secret.Id',
      'Attachment',
      'Parameter',
      'Parameter.Value',
      'Group',
      'Group.Arn',
      'Filter',
      'LogStream',
      'Alarm',
      'Alarm.Arn',
      'Dashboard',
    )
    const generating = { GenerateSecretString: { PasswordLength: 16 } }
    const stack = await created(server, cfn, 'kept', template(resources('red', generating), out))
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const found = outputsOf(stack)
    const generated = (name: string) => new RegExp(`^kept-${name}-[A-Za-z0-9]{10,}$`)
    assert.match(found.Key ?? '', /^[0-9a-f-]{36}$/)
    assert.equal(found.KeyArn, arn('kms', `key/${found.Key}`))
    assert.equal(found.Alias, 'alias/kept')
    assert.match(
      found.Secret ?? '',
      /^arn:aws:secretsmanager:.*:secret:[A-Za-z-]+-[A-Za-z0-9]+-[A-Za-z0-9]{6}$/,
    )
    assert.equal(found.SecretId, found.Secret)
    assert.equal(found.Attachment, found.Secret)
    assert.match(found.Parameter ?? '', /^CFN-Parameter-[A-Za-z0-9]+$/)
    assert.equal(found.ParameterValue, 'red')
    assert.match(found.Group ?? '', generated('Group'))
    assert.equal(found.GroupArn, arn('logs', `log-group:${found.Group}:*`))
    assert.match(found.Filter ?? '', generated('Filter'))
    assert.match(found.LogStream ?? '', generated('LogStream'))
    assert.match(found.Alarm ?? '', generated('Alarm'))
    assert.equal(found.AlarmArn, arn('cloudwatch', `alarm:${found.Alarm}`))
    assert.match(found.Dashboard ?? '', generated('Dashboard'))

    const next = await updated(
      server,
      cfn,
      'kept',
      template(resources('blue', { SecretString: 'plain' }), out),
    )
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    const { ParameterValue, ...rest } = outputsOf(next)
    assert.equal(ParameterValue, 'blue')
    assert.deepEqual({ ...rest, ParameterValue: 'red' }, found)
    const secrets = new SecretsManager(config)
    assert.equal((await secrets.getSecretValue({ SecretId: found.Secret })).SecretString, 'plain')

    const refusedUpdate = await updated(
      server,
      cfn,
      'kept',
      template(resources('blue', { SecretString: 'plain' }, 'RSA_2048'), out),
    )
    assert.equal(refusedUpdate.StackStatus, 'UPDATE_ROLLBACK_COMPLETE')
    assert.ok((await history(cfn, 'kept')).some((line) => /^Key UPDATE_FAILED .*KeySpec/.test(line)))
    const end = await deleted(server, cfn, refusedUpdate)
    assert.equal(end.StackStatus, 'DELETE_COMPLETE', end.StackStatusReason)
  })

  it('rotate secrets by functions', async () => {
    const config = server.config({ account })
    const cfn = new CloudFormation(config)
    const rotating = (days: number) => ({
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
            ],
          },
        },
      },
      Rotator: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Role: att('Role.Arn'),
          Runtime: 'python3.13',
          Handler: 'index.handler',
          Code: { ZipFile: 'def handler(event, context):\n    return None\n' },
        },
      },
      Permission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          FunctionName: ref('Rotator'),
          Action: 'lambda:InvokeFunction',
          Principal: 'secretsmanager.amazonaws.com',
        },
      },
      Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: {} } },
      Rotation: {
        Type: 'AWS::SecretsManager::RotationSchedule',
        DependsOn: 'Permission',
        Properties: {
          SecretId: ref('Secret'),
          RotationLambdaARN: att('Rotator.Arn'),
          RotationRules: { AutomaticallyAfterDays: days },
          RotateImmediatelyOnUpdate: false,
        },
      },
    })
    const out = outputs('Secret', 'Rotation')
    const more = { Capabilities: ['CAPABILITY_IAM'] }
    const stack = await created(server, cfn, 'rotating', template(rotating(30), out), more)
    assert.equal(stack.StackStatus, 'CREATE_COMPLETE', stack.StackStatusReason)
    const { Secret, Rotation } = outputsOf(stack)
    assert.equal(Rotation, Secret)
    const next = await updated(server, cfn, 'rotating', template(rotating(7), out), more)
    assert.equal(next.StackStatus, 'UPDATE_COMPLETE', next.StackStatusReason)
    const secrets = new SecretsManager(config)
    const { RotationRules } = await secrets.describeSecret({ SecretId: Secret })
    assert.equal(RotationRules?.AutomaticallyAfterDays, 7)
    assert.equal((await deleted(server, cfn, next)).StackStatus, 'DELETE_COMPLETE')
  })
})
