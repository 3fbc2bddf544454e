import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { makeFunction, newAccount, refused } from './support.ts'

describe('function URLs', () => {
  const server = testServer()
  const gone = ['ResourceNotFoundException', 'The resource you requested does not exist.'] as const

  it('are made, read, changed, listed and deleted', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    await makeFunction(account, 'f', { Publish: true })
    await lambda.createAlias({ FunctionName: 'f', Name: 'live', FunctionVersion: '1' })
    const cors = { AllowOrigins: ['*'], AllowMethods: ['GET'], MaxAge: 60, AllowCredentials: true }
    const made = await lambda.createFunctionUrlConfig({ FunctionName: 'f', AuthType: 'NONE', Cors: cors })
    assert.match(
      made.FunctionUrl ?? '',
      new RegExp(`^http://[a-z0-9]{32}\\.lambda-url\\.us-east-1\\.localhost:${server.port}/$`),
    )
    assert.equal(made.FunctionArn, arn('f'))
    assert.deepEqual(made.Cors, cors)
    await refused(
      lambda.createFunctionUrlConfig({ FunctionName: 'f', AuthType: 'NONE' }),
      'ResourceConflictException',
      `Failed to create function url config for [functionArn = ${arn('f')}]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    )
    await lambda.createFunctionUrlConfig({
      FunctionName: 'f',
      Qualifier: 'live',
      AuthType: 'AWS_IAM',
      InvokeMode: 'RESPONSE_STREAM',
    })
    const changed = await lambda.updateFunctionUrlConfig({ FunctionName: 'f', AuthType: 'AWS_IAM' })
    assert.equal(changed.AuthType, 'AWS_IAM')
    assert.equal(changed.FunctionUrl, made.FunctionUrl)
    const read = await lambda.getFunctionUrlConfig({ FunctionName: 'f', Qualifier: 'live' })
    assert.equal(read.InvokeMode, 'RESPONSE_STREAM')
    assert.equal(read.FunctionArn, arn('f', 'live'))
    const listed = await lambda.listFunctionUrlConfigs({ FunctionName: 'f' })
    assert.deepEqual(
      listed.FunctionUrlConfigs?.map((url) => url.FunctionArn),
      [arn('f'), arn('f', 'live')],
    )
    await lambda.deleteFunctionUrlConfig({ FunctionName: 'f' })
    await refused(lambda.getFunctionUrlConfig({ FunctionName: 'f' }), ...gone)
    await refused(lambda.deleteFunctionUrlConfig({ FunctionName: 'f' }), ...gone)
    await refused(lambda.updateFunctionUrlConfig({ FunctionName: 'f' }), ...gone)
  })

  it('are for functions that are there, and never for $LATEST or a version by number', async () => {
    const account = newAccount(server)
    const { lambda } = account
    await refused(
      lambda.createFunctionUrlConfig({ FunctionName: 'absent', AuthType: 'NONE' }),
      'ResourceNotFoundException',
      'Function does not exist',
    )
    await makeFunction(account, 'f')
    for (const Qualifier of ['$LATEST', '1'])
      await refused(
        lambda.createFunctionUrlConfig({ FunctionName: 'f', Qualifier, AuthType: 'NONE' }),
        'ValidationException',
      )
    await refused(
      lambda.createFunctionUrlConfig({ FunctionName: 'f', Qualifier: 'absent', AuthType: 'NONE' }),
      ...gone,
    )
  })
})
