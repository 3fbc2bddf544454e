import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { type Account, makeActive, newAccount, refused, untilUpdated } from './support.ts'

const server = testServer()

async function change(account: Account, Description: string): Promise<void> {
  await account.lambda.updateFunctionConfiguration({ FunctionName: 'f', Description })
  await untilUpdated(account, 'f')
}

// Words and shapes: observed on AWS, 2023-11-20.
describe('versions', () => {
  it('are published once for what is there', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeActive(account, 'f')
    const first = await lambda.publishVersion({ FunctionName: 'f', Description: 'first' })
    assert.equal(first.$metadata.httpStatusCode, 201)
    assert.deepEqual(
      [first.Version, first.FunctionArn, first.State, first.LastUpdateStatus, first.Description],
      ['1', arn('f', '1'), 'Active', 'Successful', 'first'],
    )
    const again = await lambda.publishVersion({ FunctionName: 'f', Description: 'other' })
    assert.deepEqual([again.Version, again.RevisionId], ['1', first.RevisionId])
    await change(account, 'second')
    const second = await lambda.publishVersion({ FunctionName: 'f' })
    assert.deepEqual([second.Version, second.Description], ['2', 'second'])
    const old = await lambda.getFunctionConfiguration({ FunctionName: 'f', Qualifier: '1' })
    assert.deepEqual([old.Description, old.FunctionArn], ['first', arn('f', '1')])
    const { Versions } = await lambda.listVersionsByFunction({ FunctionName: 'f' })
    assert.deepEqual(
      Versions?.map(({ FunctionArn }) => FunctionArn),
      [arn('f', '$LATEST'), arn('f', '1'), arn('f', '2')],
    )
    // Numbers are not used twice.
    await lambda.deleteFunction({ FunctionName: 'f', Qualifier: '2' })
    assert.equal((await lambda.publishVersion({ FunctionName: 'f' })).Version, '3')
  })

  it('are published of what the caller has seen', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await makeActive(account, 'f')
    const { CodeSha256, RevisionId } = await lambda.getFunctionConfiguration({ FunctionName: 'f' })
    await refused(
      lambda.publishVersion({ FunctionName: 'f', CodeSha256: 'x' }),
      'InvalidParameterValueException',
      `CodeSHA256 (x) is different from current CodeSHA256 in $LATEST (${CodeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
    )
    await refused(
      lambda.publishVersion({ FunctionName: 'f', RevisionId: 'x' }),
      'PreconditionFailedException',
      /^The Revision Id provided does not match the latest Revision Id\./,
    )
    const made = await lambda.publishVersion({ FunctionName: 'f', CodeSha256, RevisionId })
    assert.equal(made.Version, '1')
  })

  it('are published with a function, and with code', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeActive(account, 'f', undefined, { Publish: true })
    const { Versions } = await lambda.listVersionsByFunction({ FunctionName: 'f' })
    assert.equal(Versions?.length, 2)
    assert.equal((await lambda.publishVersion({ FunctionName: 'f' })).Version, '1')
    const { Code } = await lambda.getFunction({ FunctionName: 'f' })
    const same = new Uint8Array(await (await fetch(Code?.Location ?? '')).arrayBuffer())
    const unchanged = await lambda.updateFunctionCode({ FunctionName: 'f', ZipFile: same, Publish: true })
    assert.deepEqual([unchanged.Version, unchanged.FunctionArn], ['1', arn('f', '1')])
  })
})

describe('aliases', () => {
  it('point at a version, or at two by weight', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeActive(account, 'f')
    await lambda.publishVersion({ FunctionName: 'f' })
    await change(account, 'second')
    await lambda.publishVersion({ FunctionName: 'f' })
    const { $metadata, RevisionId, ...made } = await lambda.createAlias({
      FunctionName: 'f',
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.2 } },
    })
    assert.equal($metadata.httpStatusCode, 201)
    assert.deepEqual(made, {
      AliasArn: arn('f', 'live'),
      Name: 'live',
      FunctionVersion: '1',
      Description: '',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.2 } },
    })
    const shown = await lambda.getFunction({ FunctionName: arn('f', 'live') })
    assert.deepEqual(
      [shown.Configuration?.FunctionArn, shown.Configuration?.Version],
      [arn('f', 'live'), '1'],
    )
    const moved = await lambda.updateAlias({
      FunctionName: 'f',
      Name: 'live',
      FunctionVersion: '2',
      RoutingConfig: {},
      RevisionId,
    })
    assert.deepEqual([moved.FunctionVersion, moved.RoutingConfig], ['2', undefined])
    await refused(
      lambda.updateAlias({ FunctionName: 'f', Name: 'live', Description: 'x', RevisionId }),
      'PreconditionFailedException',
    )
    await lambda.createAlias({ FunctionName: 'f', Name: 'old', FunctionVersion: '1' })
    const names = async (FunctionVersion?: string) =>
      (await lambda.listAliases({ FunctionName: 'f', FunctionVersion })).Aliases?.map(({ Name }) => Name)
    assert.deepEqual([await names(), await names('1')], [['live', 'old'], ['old']])
    const page = await lambda.listAliases({ FunctionName: 'f', MaxItems: 1 })
    const rest = await lambda.listAliases({ FunctionName: 'f', Marker: page.NextMarker })
    assert.deepEqual([page.Aliases?.[0]?.Name, rest.Aliases?.[0]?.Name], ['live', 'old'])
    assert.equal((await lambda.deleteAlias({ FunctionName: 'f', Name: 'old' })).$metadata.httpStatusCode, 204)
    assert.equal((await lambda.deleteAlias({ FunctionName: 'f', Name: 'old' })).$metadata.httpStatusCode, 204)
  })

  it('are refused in AWS’s words', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeActive(account, 'f')
    await lambda.publishVersion({ FunctionName: 'f' })
    const create = (more: object) =>
      lambda.createAlias({ FunctionName: 'f', Name: 'a', FunctionVersion: '1', ...more })
    const weights = (AdditionalVersionWeights: Record<string, number>, more: object = {}) =>
      create({ RoutingConfig: { AdditionalVersionWeights }, ...more })
    const invalid = 'InvalidParameterValueException'
    await refused(
      weights({ '1': 0.5, '2': 0.5 }),
      invalid,
      'Number of items in AdditionalVersionWeights cannot be greater than 1',
    )
    await refused(
      weights({ '2': 2 }),
      'ValidationException',
      "1 validation error detected: Value '{2=2.0}' at 'routingConfig.additionalVersionWeights' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]",
    )
    await refused(
      weights({ '1': 0.5 }),
      invalid,
      'Invalid function version 1. Function version 1 is already included in routing configuration.',
    )
    await refused(
      weights({ '10': 0.5 }),
      'ResourceNotFoundException',
      `Function not found: ${arn('f', '10')}`,
    )
    await refused(
      create({ FunctionVersion: '10' }),
      'ResourceNotFoundException',
      `Function not found: ${arn('f', '10')}`,
    )
    await refused(
      weights({ '1': 0.5 }, { FunctionVersion: '$LATEST' }),
      invalid,
      '$LATEST is not supported for an alias pointing to more than 1 version',
    )
    await refused(
      create({ FunctionName: 'g' }),
      'ResourceNotFoundException',
      `Function not found: ${arn('g', '1')}`,
    )
    assert.equal((await create({ Name: 'latest', FunctionVersion: '$LATEST' })).FunctionVersion, '$LATEST')
    await create({ RoutingConfig: {} })
    await refused(create({}), 'ResourceConflictException', `Alias already exists: ${arn('f', 'a')}`)
    await refused(
      lambda.getAlias({ FunctionName: 'f', Name: 'none' }),
      'ResourceNotFoundException',
      `Cannot find alias arn: ${arn('f', 'none')}`,
    )
    await refused(
      lambda.getFunction({ FunctionName: 'f', Qualifier: 'none' }),
      'ResourceNotFoundException',
      `Function not found: ${arn('f', 'none')}`,
    )
    await refused(
      lambda.getFunction({ FunctionName: 'f:a', Qualifier: 'b' }),
      invalid,
      'The derived qualifier from the function name does not match the specified qualifier.',
    )
  })
})
