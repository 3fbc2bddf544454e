import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { makeFunction, newAccount, refused, untilActive, untilUpdated } from './support.ts'

describe('account settings', () => {
  const server = testServer()

  it('count functions, code and what is reserved', async () => {
    const account = newAccount(server)
    const { lambda } = account
    const before = await lambda.getAccountSettings({})
    assert.deepEqual(before.AccountLimit, {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 1000,
    })
    assert.deepEqual(before.AccountUsage, { TotalCodeSize: 0, FunctionCount: 0 })
    await makeFunction(account, 'f', { Publish: true })
    await makeFunction(account, 'g')
    await lambda.putFunctionConcurrency({ FunctionName: 'g', ReservedConcurrentExecutions: 100 })
    await lambda.putProvisionedConcurrencyConfig({
      FunctionName: 'f',
      Qualifier: '1',
      ProvisionedConcurrentExecutions: 1,
    })
    const after = await lambda.getAccountSettings({})
    assert.equal(after.AccountLimit?.UnreservedConcurrentExecutions, 899)
    assert.equal(after.AccountUsage?.FunctionCount, 2)
    assert.ok((after.AccountUsage?.TotalCodeSize ?? 0) > 0)
  })
})

describe('provisioned concurrency', () => {
  const server = testServer()
  const put = (lambda: ReturnType<typeof newAccount>['lambda'], Qualifier: string, count = 1) =>
    lambda.putProvisionedConcurrencyConfig({
      FunctionName: 'f',
      Qualifier,
      ProvisionedConcurrentExecutions: count,
    })

  it('is for published versions and their aliases, for each version once', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f', { Publish: true })
    await lambda.createAlias({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
    await lambda.createAlias({ FunctionName: 'f', Name: 'newest', FunctionVersion: '$LATEST' })
    const invalid = 'InvalidParameterValueException'
    const unpublished = 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.'
    await refused(put(lambda, '$LATEST'), invalid, unpublished)
    await refused(put(lambda, 'newest'), invalid, unpublished)
    await refused(put(lambda, '7'), 'ResourceNotFoundException', `Function not found: ${arn('f', '7')}`)
    await refused(put(lambda, '1', 0), 'ValidationException')
    await refused(put(lambda, '1', 2000), invalid, /greater than account's unreserved concurrency \[1000\]/)
    await refused(put(lambda, '1', 950), invalid, /below its minimum value of \[100\]/)
    const { $metadata, LastModified, ...made } = await put(lambda, 'live')
    assert.equal($metadata.httpStatusCode, 202)
    assert.match(LastModified ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/)
    assert.deepEqual(made, {
      RequestedProvisionedConcurrentExecutions: 1,
      AvailableProvisionedConcurrentExecutions: 0,
      AllocatedProvisionedConcurrentExecutions: 0,
      Status: 'IN_PROGRESS',
    })
    await refused(
      put(lambda, '1'),
      'ResourceConflictException',
      'Version is pointed by a Provisioned Concurrency alias',
    )
    const listed = await lambda.listProvisionedConcurrencyConfigs({ FunctionName: 'f' })
    assert.deepEqual(
      listed.ProvisionedConcurrencyConfigs?.map((config) => config.FunctionArn),
      [arn('f', 'live')],
    )
    await lambda.deleteProvisionedConcurrencyConfig({ FunctionName: 'f', Qualifier: 'live' })
    await refused(
      lambda.getProvisionedConcurrencyConfig({ FunctionName: 'f', Qualifier: 'live' }),
      'ProvisionedConcurrencyConfigNotFoundException',
      'No Provisioned Concurrency Config found for this function',
    )
    await put(lambda, '1')
    await refused(
      put(lambda, 'live'),
      'ResourceConflictException',
      "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version",
    )
  })

  it('is part of what a function has reserved', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await makeFunction(account, 'f', { Publish: true })
    await lambda.putFunctionConcurrency({ FunctionName: 'f', ReservedConcurrentExecutions: 2 })
    await refused(
      put(lambda, '1', 3),
      'InvalidParameterValueException',
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function',
    )
    await put(lambda, '1', 2)
  })
})

describe('runtime management', () => {
  const server = testServer()

  it('is Auto until it is said otherwise', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f')
    const read = await lambda.getRuntimeManagementConfig({ FunctionName: 'f' })
    assert.equal(read.UpdateRuntimeOn, 'Auto')
    assert.equal(read.FunctionArn, arn('f', '$LATEST'))
    await lambda.putRuntimeManagementConfig({ FunctionName: 'f', UpdateRuntimeOn: 'FunctionUpdate' })
    const { UpdateRuntimeOn } = await lambda.getRuntimeManagementConfig({ FunctionName: 'f' })
    assert.equal(UpdateRuntimeOn, 'FunctionUpdate')
    await refused(lambda.getRuntimeManagementConfig({ FunctionName: 'g' }), 'ResourceNotFoundException')
  })

  it('holds a function at the version of its runtime, and at no other', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f', { Publish: true })
    await untilActive(account, 'f')
    const { RuntimeVersionConfig } = await lambda.getFunctionConfiguration({ FunctionName: 'f' })
    const { RuntimeVersionArn } = RuntimeVersionConfig ?? {}
    const hold = (asked: string | undefined, Qualifier?: string) =>
      lambda.putRuntimeManagementConfig({
        FunctionName: 'f',
        UpdateRuntimeOn: 'Manual',
        RuntimeVersionArn: asked,
        Qualifier,
      })
    const read = async (Qualifier?: string) => {
      const { $metadata: _, ...config } = await lambda.getRuntimeManagementConfig({
        FunctionName: 'f',
        Qualifier,
      })
      return config
    }
    await refused(
      hold(`arn:aws:lambda:us-east-1::runtime:${'0'.repeat(64)}`),
      'InvalidParameterValueException',
    )
    await refused(hold(undefined), 'InvalidParameterValueException')
    await refused(
      lambda.putRuntimeManagementConfig({ FunctionName: 'f', UpdateRuntimeOn: 'Auto', RuntimeVersionArn }),
      'InvalidParameterValueException',
    )
    const manual = { UpdateRuntimeOn: 'Manual', RuntimeVersionArn, FunctionArn: arn('f', '$LATEST') }
    const { $metadata: _, ...answered } = await hold(RuntimeVersionArn)
    assert.deepEqual(answered, manual)
    await hold(RuntimeVersionArn, '1')
    assert.deepEqual(await read(), manual)
    await lambda.updateFunctionConfiguration({ FunctionName: 'f', Timeout: 9 })
    await untilUpdated(account, 'f')
    assert.deepEqual(await read(), manual)
    await lambda.updateFunctionConfiguration({ FunctionName: 'f', Runtime: 'provided.al2' })
    assert.deepEqual(await read(), { UpdateRuntimeOn: 'Auto', FunctionArn: arn('f', '$LATEST') })
    assert.deepEqual(await read('1'), { ...manual, FunctionArn: arn('f', '1') })
  })
})

describe('capacity providers', () => {
  const server = testServer()

  it('there are none, and no function is on one', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await makeFunction(account, 'f', { Publish: true })
    assert.deepEqual((await lambda.listCapacityProviders({})).CapacityProviders, [])
    await refused(lambda.listCapacityProviders({ Marker: 'x' }), 'InvalidParameterValueException')
    const name = { CapacityProviderName: 'c' }
    for (const call of [
      () => lambda.getCapacityProvider(name),
      () => lambda.updateCapacityProvider(name),
      () => lambda.deleteCapacityProvider(name),
      () => lambda.listFunctionVersionsByCapacityProvider(name),
    ])
      await refused(
        call(),
        'ResourceNotFoundException',
        `Capacity provider not found: arn:aws:lambda:us-east-1:${account.id}:capacity-provider:c`,
      )
    const scaling = { FunctionName: 'f', Qualifier: '1' }
    await refused(lambda.getFunctionScalingConfig(scaling), 'InvalidParameterValueException')
    await refused(
      lambda.putFunctionScalingConfig({ ...scaling, FunctionScalingConfig: { MinExecutionEnvironments: 1 } }),
      'InvalidParameterValueException',
    )
    await refused(
      lambda.getFunctionScalingConfig({ ...scaling, FunctionName: 'g' }),
      'ResourceNotFoundException',
    )
  })
})
