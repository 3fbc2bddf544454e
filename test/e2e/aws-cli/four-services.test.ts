/** The AWS CLI, as anybody has it, uses the four services from end to end. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { AwsCli, type Keys, majorVersion } from './aws.ts'

const server = testServer()
const account = '111122223333'
const cli = () => new AwsCli(server.endpoint, { AccessKeyId: account, SecretAccessKey: 'secret' })

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
})
const permissions = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }],
})

const version = await majorVersion()
const skip = version === undefined && 'SKIPPED: there is no AWS CLI; `npm test` installs one where it can'

describe('the AWS CLI', { concurrency: true, skip }, () => {
  it('makes a role, takes it on, and takes it away', async () => {
    const aws = cli()
    const [caller, role, policy] = await Promise.all([
      aws.json('sts', 'get-caller-identity'),
      aws.json<{ Role: { Arn: string } }>(
        'iam',
        'create-role',
        '--role-name',
        'cli',
        '--assume-role-policy-document',
        trust,
      ),
      aws.json<{ Policy: { Arn: string } }>(
        'iam',
        'create-policy',
        '--policy-name',
        'p',
        '--policy-document',
        permissions,
      ),
    ])
    assert.deepEqual(caller, { UserId: account, Account: account, Arn: `arn:aws:iam::${account}:root` })
    assert.equal(role.Role.Arn, `arn:aws:iam::${account}:role/cli`)
    await aws.json('iam', 'attach-role-policy', '--role-name', 'cli', '--policy-arn', policy.Policy.Arn)
    const [attached, session] = await Promise.all([
      aws.json('iam', 'list-attached-role-policies', '--role-name', 'cli'),
      aws.json<{ Credentials: Keys }>(
        'sts',
        'assume-role',
        '--role-arn',
        role.Role.Arn,
        '--role-session-name',
        'me',
      ),
    ])
    assert.deepEqual(attached.AttachedPolicies, [{ PolicyName: 'p', PolicyArn: policy.Policy.Arn }])
    const asRole = await new AwsCli(server.endpoint, session.Credentials).json('sts', 'get-caller-identity')
    assert.equal(asRole.Arn, `arn:aws:sts::${account}:assumed-role/cli/me`)
    await aws.json('iam', 'detach-role-policy', '--role-name', 'cli', '--policy-arn', policy.Policy.Arn)
    await aws.json('iam', 'delete-role', '--role-name', 'cli')
    const gone = await aws.run('iam', 'get-role', '--role-name', 'cli')
    assert.ok([254, 255].includes(gone.code), String(gone.code))
    assert.match(
      gone.stderr,
      /An error occurred \(NoSuchEntity\) when calling the GetRole operation: The role with name cli cannot be found\./,
    )
  })

  it('writes log events and reads them back', async (test) => {
    const aws = cli()
    const stream = ['--log-group-name', '/app', '--log-stream-name', 's']
    await aws.json('logs', 'create-log-group', '--log-group-name', '/app')
    await aws.json('logs', 'create-log-stream', ...stream)
    const now = Date.now()
    const events = ['INFO fine', 'ERROR broken'].map((message, index) => ({
      timestamp: now + index,
      message,
    }))
    await aws.json('logs', 'put-log-events', ...stream, '--log-events', JSON.stringify(events))
    const [got, filtered] = await Promise.all([
      aws.json<{ events: Array<{ message: string; timestamp: number }> }>(
        'logs',
        'get-log-events',
        ...stream,
      ),
      aws.json<{ events: Array<{ message: string }> }>(
        'logs',
        'filter-log-events',
        '--log-group-name',
        '/app',
        '--filter-pattern',
        'ERROR',
      ),
    ])
    assert.deepEqual(
      got.events.map(({ message, timestamp }) => ({ timestamp, message })),
      events,
    )
    assert.deepEqual(
      filtered.events.map(({ message }) => message),
      ['ERROR broken'],
    )
    if (version !== undefined && version < 2)
      return test.diagnostic('This CLI has no `logs tail`, which came with version 2.')
    const tail = await aws.run('logs', 'tail', '/app', '--since', '5m')
    assert.match(tail.stdout, /s INFO fine\n.*s ERROR broken\n/)
  })

  it('keeps parameters, with versions, labels and secrets', async () => {
    const aws = cli()
    const put = (value: string, ...more: string[]) =>
      aws.json('ssm', 'put-parameter', '--name', '/app/url', '--value', value, ...more)
    assert.deepEqual(await put('one', '--type', 'String'), { Version: 1, Tier: 'Standard' })
    const secret = ['--name', '/app/secret', '--value', 'hidden', '--type', 'SecureString']
    await Promise.all([put('two', '--overwrite'), aws.json('ssm', 'put-parameter', ...secret)])
    await aws.json(
      'ssm',
      'label-parameter-version',
      '--name',
      '/app/url',
      '--parameter-version',
      '1',
      '--labels',
      'old',
    )
    const [labelled, byPath, history, refused] = await Promise.all([
      aws.json<{ Parameter: { Value: string } }>('ssm', 'get-parameter', '--name', '/app/url:old'),
      aws.json<{ Parameters: Array<{ Name: string; Value: string }> }>(
        'ssm',
        'get-parameters-by-path',
        '--path',
        '/app',
        '--with-decryption',
      ),
      aws.json<{ Parameters: Array<{ Version: number; Labels: string[] }> }>(
        'ssm',
        'get-parameter-history',
        '--name',
        '/app/url',
      ),
      aws.run('ssm', 'put-parameter', '--name', '/app/url', '--value', 'x', '--type', 'String'),
    ])
    assert.equal(labelled.Parameter.Value, 'one')
    assert.deepEqual(
      byPath.Parameters.map(({ Name, Value }) => [Name, Value]),
      [
        ['/app/secret', 'hidden'],
        ['/app/url', 'two'],
      ],
    )
    assert.deepEqual(
      history.Parameters.map(({ Version, Labels }) => [Version, Labels]),
      [
        [1, ['old']],
        [2, []],
      ],
    )
    assert.ok([254, 255].includes(refused.code), String(refused.code))
    assert.match(
      refused.stderr,
      /\(ParameterAlreadyExists\) when calling the PutParameter operation: The parameter already/,
    )
  })
})
