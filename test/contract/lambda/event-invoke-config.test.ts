import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { makeFunction, newAccount, refused } from './support.ts'

// Words and shapes as observed on AWS, 2023-11-20.
describe('event invoke configurations', () => {
  const server = testServer()
  const noFunction = ['ResourceNotFoundException', "The function doesn't exist."] as const

  it('are put whole, updated in part, listed and deleted, for each qualifier', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f', { Publish: true })
    await lambda.createAlias({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
    const put = await lambda.putFunctionEventInvokeConfig({
      FunctionName: 'f',
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 60,
    })
    assert.equal(put.FunctionArn, arn('f', '$LATEST'))
    assert.ok(put.LastModified instanceof Date)
    assert.deepEqual(put.DestinationConfig, { OnSuccess: {}, OnFailure: {} })
    const updated = await lambda.updateFunctionEventInvokeConfig({
      FunctionName: 'f',
      MaximumRetryAttempts: 0,
    })
    assert.equal(updated.MaximumRetryAttempts, 0)
    assert.equal(updated.MaximumEventAgeInSeconds, 60)
    const again = await lambda.putFunctionEventInvokeConfig({ FunctionName: 'f', MaximumRetryAttempts: 0 })
    assert.equal(again.MaximumEventAgeInSeconds, undefined)
    await lambda.putFunctionEventInvokeConfig({ FunctionName: arn('f', 'live'), MaximumRetryAttempts: 1 })
    await lambda.putFunctionEventInvokeConfig({ FunctionName: 'f:1', MaximumRetryAttempts: 1 })
    const list = async (Marker?: string) =>
      lambda.listFunctionEventInvokeConfigs({ FunctionName: 'f', MaxItems: 2, Marker })
    const first = await list()
    const second = await list(first.NextMarker)
    assert.deepEqual(
      [...(first.FunctionEventInvokeConfigs ?? []), ...(second.FunctionEventInvokeConfigs ?? [])].map(
        (config) => config.FunctionArn,
      ),
      [arn('f', '$LATEST'), arn('f', '1'), arn('f', 'live')],
    )
    assert.equal(second.NextMarker, undefined)
    await lambda.deleteFunctionEventInvokeConfig({ FunctionName: 'f', Qualifier: 'live' })
    await refused(
      lambda.getFunctionEventInvokeConfig({ FunctionName: 'f', Qualifier: 'live' }),
      'ResourceNotFoundException',
      `The function ${arn('f', 'live')} doesn't have an EventInvokeConfig`,
    )
  })

  it('are refused where there is nothing to configure, or nothing to say', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f')
    const put = (input: object) =>
      lambda.putFunctionEventInvokeConfig({ FunctionName: 'f', MaximumRetryAttempts: 1, ...input })
    await refused(put({ FunctionName: 'absent' }), ...noFunction)
    await refused(put({ Qualifier: 'absent' }), ...noFunction)
    await refused(lambda.listFunctionEventInvokeConfigs({ FunctionName: 'absent' }), ...noFunction)
    await refused(
      lambda.putFunctionEventInvokeConfig({ FunctionName: 'f' }),
      'InvalidParameterValueException',
      'You must specify at least one of error handling or destination setting.',
    )
    await refused(
      put({ FunctionName: 'f:one', Qualifier: 'two' }),
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    )
    await refused(
      lambda.updateFunctionEventInvokeConfig({ FunctionName: 'f', MaximumRetryAttempts: 1 }),
      'ResourceNotFoundException',
      `The function ${arn('f', '$LATEST')} doesn't have an EventInvokeConfig`,
    )
    await refused(put({ MaximumRetryAttempts: 3 }), 'ValidationException')
  })

  it('send records only where records go', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f')
    await makeFunction(account, 'other')
    const to = (Destination: string) =>
      lambda.putFunctionEventInvokeConfig({
        FunctionName: 'f',
        DestinationConfig: { OnSuccess: { Destination } },
      })
    const config = await to(arn('other'))
    assert.deepEqual(config.DestinationConfig, {
      OnSuccess: { Destination: arn('other') },
      OnFailure: {},
    })
    await refused(
      to(arn('absent')),
      'InvalidParameterValueException',
      `The destination ARN ${arn('absent')} is invalid.`,
    )
    await refused(
      to(arn('f')),
      'InvalidParameterValueException',
      "You can't specify the function as a destination for itself.",
    )
    const role = `arn:aws:iam:us-east-1:${account.id}:function:f`
    await refused(
      to(role),
      'InvalidParameterValueException',
      `The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=${role}), onFailure=null) is invalid.`,
    )
  })

  it('go with their function', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await makeFunction(account, 'f')
    await lambda.putFunctionEventInvokeConfig({ FunctionName: 'f', MaximumRetryAttempts: 1 })
    await lambda.putFunctionRecursionConfig({ FunctionName: 'f', RecursiveLoop: 'Allow' })
    assert.equal((await lambda.getFunctionRecursionConfig({ FunctionName: 'f' })).RecursiveLoop, 'Allow')
    await lambda.deleteFunction({ FunctionName: 'f' })
    await makeFunction(account, 'f')
    const listed = await lambda.listFunctionEventInvokeConfigs({ FunctionName: 'f' })
    assert.deepEqual(listed.FunctionEventInvokeConfigs, [])
    assert.equal((await lambda.getFunctionRecursionConfig({ FunctionName: 'f' })).RecursiveLoop, 'Terminate')
    await refused(lambda.getFunctionRecursionConfig({ FunctionName: 'absent' }), 'ResourceNotFoundException')
  })
})
