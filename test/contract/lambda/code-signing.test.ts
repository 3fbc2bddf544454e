import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testServer } from '../../support/server.ts'
import { zipOf } from '../../support/zip.ts'
import { makeActive, makeFunction, newAccount, refused, untilUpdated } from './support.ts'

// Words and shapes as observed on AWS, 2023-11-20.
describe('code signing', () => {
  const server = testServer()
  const AllowedPublishers = {
    SigningProfileVersionArns: ['arn:aws:signer:us-east-1:111111111111:/signing-profiles/test'],
  }
  const absent = (id: string) => `arn:aws:lambda:us-east-1:${id}:code-signing-config:csc-00000000000000000`

  it('is configured, and kept to: unsigned code is refused where signatures are enforced', async () => {
    const account = newAccount(server)
    const { lambda, arn } = account
    const { CodeSigningConfig: made } = await lambda.createCodeSigningConfig({
      AllowedPublishers,
      Description: 'mine',
    })
    const CodeSigningConfigArn = made?.CodeSigningConfigArn ?? ''
    assert.match(made?.CodeSigningConfigId ?? '', /^csc-[a-z0-9]{17}$/)
    assert.deepEqual(made?.CodeSigningPolicies, { UntrustedArtifactOnDeployment: 'Warn' })
    await makeActive(account, 'f')
    assert.equal((await lambda.getFunctionCodeSigningConfig({ FunctionName: 'f' })).FunctionName, undefined)
    await lambda.putFunctionCodeSigningConfig({ FunctionName: 'f', CodeSigningConfigArn })
    const ZipFile = zipOf({ 'index.py': 'def handler(event, context): pass' })
    await lambda.updateFunctionCode({ FunctionName: 'f', ZipFile })
    await untilUpdated(account, 'f')
    await lambda.updateCodeSigningConfig({
      CodeSigningConfigArn,
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: 'Enforce' },
    })
    await refused(
      lambda.updateFunctionCode({ FunctionName: 'f', ZipFile }),
      'CodeVerificationFailedException',
    )
    await refused(makeFunction(account, 'g', { CodeSigningConfigArn }), 'CodeVerificationFailedException')
    const users = await lambda.listFunctionsByCodeSigningConfig({ CodeSigningConfigArn })
    assert.deepEqual(users.FunctionArns, [arn('f')])
    await refused(lambda.deleteCodeSigningConfig({ CodeSigningConfigArn }), 'ResourceConflictException')
    await lambda.deleteFunctionCodeSigningConfig({ FunctionName: 'f' })
    await lambda.deleteFunctionCodeSigningConfig({ FunctionName: 'f' })
    await lambda.updateFunctionCode({ FunctionName: 'f', ZipFile })
    assert.equal((await lambda.listCodeSigningConfigs({})).CodeSigningConfigs?.length, 1)
    await lambda.deleteCodeSigningConfig({ CodeSigningConfigArn })
    assert.deepEqual((await lambda.listCodeSigningConfigs({})).CodeSigningConfigs, [])
  })

  it('names what is not there in its own words', async () => {
    const account = newAccount(server)
    const { lambda, id } = account
    await makeFunction(account, 'f')
    const CodeSigningConfigArn = absent(id)
    const words = [
      'ResourceNotFoundException',
      `The Lambda code signing configuration ${CodeSigningConfigArn} can not be found.`,
    ] as const
    await refused(lambda.getCodeSigningConfig({ CodeSigningConfigArn }), ...words)
    await refused(lambda.updateCodeSigningConfig({ CodeSigningConfigArn }), ...words)
    await refused(lambda.deleteCodeSigningConfig({ CodeSigningConfigArn }), ...words)
    await refused(lambda.listFunctionsByCodeSigningConfig({ CodeSigningConfigArn }), ...words)
    await refused(
      lambda.putFunctionCodeSigningConfig({ FunctionName: 'absent', CodeSigningConfigArn }),
      'CodeSigningConfigNotFoundException',
      `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${CodeSigningConfigArn}.`,
    )
    await refused(
      lambda.getFunctionCodeSigningConfig({ FunctionName: 'absent' }),
      'ResourceNotFoundException',
      /^Function not found: /,
    )
  })
})
