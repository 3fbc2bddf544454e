import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { makeFunction, newAccount, refused } from './support.ts'

const server = testServer()

// Words and shapes: observed on AWS, 2024-04.
describe('permissions of functions', () => {
  it('are statements of a policy, each with its id', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f')
    const add = (more: object = {}) =>
      lambda.addPermission({
        FunctionName: 'f',
        StatementId: 's3',
        Action: 'lambda:InvokeFunction',
        Principal: 's3.amazonaws.com',
        ...more,
      })
    const { Statement } = await add({ SourceArn: 'arn:aws:s3:::bucket', SourceAccount: '123456789012' })
    const first = {
      Sid: 's3',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: arn('f'),
      Condition: {
        StringEquals: { 'AWS:SourceAccount': '123456789012' },
        ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::bucket' },
      },
    }
    assert.deepEqual(JSON.parse(Statement ?? ''), first)
    const { RevisionId } = await lambda.getFunctionConfiguration({ FunctionName: 'f' })
    await refused(
      add(),
      'ResourceConflictException',
      'The statement id (s3) provided already exists. Please provide a new statement id, or remove the existing statement.',
    )
    await add({ StatementId: 'account', Principal: '123456789012', RevisionId })
    await refused(add({ StatementId: 'late', RevisionId }), 'PreconditionFailedException')
    await add({ StatementId: 'all', Principal: '*', PrincipalOrgID: 'o-1234567890' })
    const { Policy, RevisionId: revision } = await lambda.getPolicy({ FunctionName: 'f' })
    const policy = JSON.parse(Policy ?? '')
    assert.deepEqual(
      policy.Statement.map(({ Principal }: { Principal: unknown }) => Principal),
      [{ Service: 's3.amazonaws.com' }, { AWS: 'arn:aws:iam::123456789012:root' }, '*'],
    )
    assert.deepEqual([policy.Version, policy.Id], ['2012-10-17', 'default'])
    assert.equal(revision, (await lambda.getFunctionConfiguration({ FunctionName: 'f' })).RevisionId)
    await refused(
      lambda.removePermission({ FunctionName: 'f', StatementId: 'none' }),
      'ResourceNotFoundException',
      'Statement none is not found in resource policy.',
    )
    for (const StatementId of ['s3', 'account', 'all'])
      await lambda.removePermission({ FunctionName: 'f', StatementId })
    const absent = 'The resource you requested does not exist.'
    await refused(lambda.getPolicy({ FunctionName: 'f' }), 'ResourceNotFoundException', absent)
    await refused(
      lambda.removePermission({ FunctionName: 'f', StatementId: 's3' }),
      'ResourceNotFoundException',
      'No policy is associated with the given resource.',
    )
  })

  it('belong to a version or an alias where they are given to one, and let another account in', async () => {
    const account = newAccount(server)
    const friend = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f', { Publish: true })
    await lambda.createAlias({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
    const invoke = (name: string) => friend.lambda.invoke({ FunctionName: name, InvocationType: 'DryRun' })
    const denied = /no resource-based policy allows the lambda:InvokeFunction action$/
    await refused(invoke(arn('f', 'live')), 'AccessDeniedException', denied)
    const { Statement } = await lambda.addPermission({
      FunctionName: 'f',
      Qualifier: 'live',
      StatementId: 'friend',
      Action: 'lambda:InvokeFunction',
      Principal: friend.id,
    })
    assert.equal(JSON.parse(Statement ?? '').Resource, arn('f', 'live'))
    assert.equal((await invoke(arn('f', 'live'))).StatusCode, 204)
    await refused(invoke(arn('f')), 'AccessDeniedException', denied)
    await refused(invoke(arn('f', '1')), 'AccessDeniedException', denied)
    await lambda.deleteAlias({ FunctionName: 'f', Name: 'live' })
    await lambda.createAlias({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
    await refused(invoke(arn('f', 'live')), 'AccessDeniedException', denied)
  })

  it('are refused in AWS’s words', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f')
    const add = (more: object) =>
      lambda.addPermission({
        FunctionName: 'f',
        StatementId: 'a',
        Action: 'lambda:InvokeFunction',
        Principal: '*',
        ...more,
      })
    await refused(
      add({ Principal: 'nonsense' }),
      'InvalidParameterValueException',
      'The provided principal was invalid. Please check the principal and try again.',
    )
    await refused(
      add({ Qualifier: '$LATEST' }),
      'InvalidParameterValueException',
      'We currently do not support adding policies for $LATEST.',
    )
    await refused(
      add({ Qualifier: '5' }),
      'ResourceNotFoundException',
      `Function not found: ${arn('f', '5')}`,
    )
    await refused(
      add({ Qualifier: 'live' }),
      'ResourceNotFoundException',
      `Cannot find alias arn: ${arn('f', 'live')}`,
    )
    await refused(add({ FunctionName: 'g' }), 'ResourceNotFoundException', `Function not found: ${arn('g')}`)
    await refused(
      lambda.removePermission({ FunctionName: 'g', StatementId: 'a' }),
      'ResourceNotFoundException',
      `No policy found for: ${arn('g')}`,
    )
    await refused(
      add({ StatementId: 'a b' }),
      'ValidationException',
      "1 validation error detected: Value 'a b' at 'statementId' failed to satisfy constraint: Member must satisfy regular expression pattern: ([a-zA-Z0-9-_]+)",
    )
    const long = (n: number) =>
      add({ StatementId: `${'s'.repeat(90)}${n}`, SourceArn: `arn:aws:s3:::${'b'.repeat(5000)}` })
    for (let n = 0; n < 3; n++) await long(n)
    await refused(
      long(3),
      'PolicyLengthExceededException',
      /^The final policy size \(\d+\) is bigger than the limit \(20480\)\.$/,
    )
  })
})

describe('resource policies', () => {
  it('are put, read and deleted as a whole', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f')
    const ResourceArn = arn('f')
    const absent = 'The resource you requested does not exist.'
    await refused(lambda.getResourcePolicy({ ResourceArn }), 'ResourceNotFoundException', absent)
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'a', Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: ResourceArn },
      ],
    })
    const put = await lambda.putResourcePolicy({ ResourceArn, Policy })
    assert.deepEqual(JSON.parse(put.Policy ?? ''), JSON.parse(Policy))
    const read = await lambda.getResourcePolicy({ ResourceArn })
    assert.deepEqual([read.Policy, read.RevisionId], [put.Policy, put.RevisionId])
    assert.deepEqual(
      JSON.parse((await lambda.getPolicy({ FunctionName: 'f' })).Policy ?? ''),
      JSON.parse(Policy),
    )
    const again = await lambda.putResourcePolicy({ ResourceArn, Policy, RevisionId: put.RevisionId })
    await refused(
      lambda.putResourcePolicy({ ResourceArn, Policy, RevisionId: put.RevisionId }),
      'PreconditionFailedException',
    )
    await refused(
      lambda.putResourcePolicy({ ResourceArn, Policy: '{"Statement":' }),
      'InvalidParameterValueException',
    )
    await lambda.deleteResourcePolicy({ ResourceArn, RevisionId: again.RevisionId })
    await refused(lambda.deleteResourcePolicy({ ResourceArn }), 'ResourceNotFoundException', absent)
  })
})
