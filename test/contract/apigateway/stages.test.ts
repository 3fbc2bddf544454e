/**
 * Deployments and stages. Answers and errors are AWS's own, as they were published
 * (localstack/localstack:tests/aws/services/apigateway/test_apigateway_{common,canary}.snapshot.json), and of the API Reference.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { PatchOperation } from '@aws-sdk/client-api-gateway'
import { testServer } from '../../support/server.ts'
import { Account, patch, refused } from './support.ts'

const server = testServer()
const bad = 'BadRequestException'

describe('deployments', () => {
  it('keep an API as it was', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, root } = await account.api('kept')
    await refused(gateway.createDeployment({ restApiId }), bad, "The REST API doesn't contain any methods")
    const place = { restApiId, resourceId: root, httpMethod: 'GET' }
    await gateway.putMethod({ ...place, authorizationType: 'AWS_IAM', apiKeyRequired: true })
    await refused(gateway.createDeployment({ restApiId }), bad, 'No integration defined for method')
    await gateway.putIntegration({ ...place, type: 'MOCK' })
    const {
      $metadata,
      createdDate,
      id: deploymentId = '',
      ...made
    } = await gateway.createDeployment({
      restApiId,
      description: 'first',
    })
    assert.deepEqual(made, { description: 'first' })
    assert.ok(createdDate instanceof Date)
    await gateway.deleteMethod(place)
    const shown = await gateway.getDeployment({ restApiId, deploymentId, embed: ['apisummary'] })
    assert.deepEqual(shown.apiSummary, {
      '/': { GET: { authorizationType: 'AWS_IAM', apiKeyRequired: true } },
    })
    const changed = await gateway.updateDeployment({
      restApiId,
      deploymentId,
      patchOperations: patch('replace', '/description', 'second'),
    })
    assert.equal(changed.description, 'second')
    await gateway.createStage({ restApiId, stageName: 'dev', deploymentId })
    await refused(
      gateway.deleteDeployment({ restApiId, deploymentId }),
      bad,
      'Active stages pointing to this deployment must be moved or deleted',
    )
    await gateway.deleteStage({ restApiId, stageName: 'dev' })
    await gateway.deleteDeployment({ restApiId, deploymentId })
    await refused(
      gateway.getDeployment({ restApiId, deploymentId }),
      'NotFoundException',
      'Invalid Deployment identifier specified',
    )
  })

  it('make stages, and move them', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, deploymentId } = await account.deployedApi('moved')
    const { $metadata, createdDate, lastUpdatedDate, ...stage } = await gateway.getStage({
      restApiId,
      stageName: 'dev',
    })
    assert.deepEqual(stage, {
      stageName: 'dev',
      deploymentId,
      cacheClusterEnabled: false,
      cacheClusterStatus: 'NOT_AVAILABLE',
      methodSettings: {},
      tracingEnabled: false,
    })
    const { id: second } = await gateway.createDeployment({
      restApiId,
      stageName: 'dev',
      stageDescription: 'moved',
      variables: { a: 'b' },
    })
    const moved = await gateway.getStage({ restApiId, stageName: 'dev' })
    assert.deepEqual([moved.deploymentId, moved.description, moved.variables], [second, 'moved', { a: 'b' }])
    assert.deepEqual((await gateway.getStages({ restApiId, deploymentId })).item, [])
  })

  it('may be shown by a canary', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, deploymentId } = await account.deployedApi('canary')
    const canarySettings = { percentTraffic: 50, stageVariableOverrides: { testVar: 'canary' } }
    await refused(
      gateway.createDeployment({ restApiId, canarySettings }),
      bad,
      'Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is null',
    )
    await refused(
      gateway.createDeployment({ restApiId, canarySettings, stageName: 'non-existing' }),
      bad,
      'Invalid deployment content specified.Stage non-existing must already be created before making a canary release deployment',
    )
    const { id } = await gateway.createDeployment({ restApiId, canarySettings, stageName: 'dev' })
    const stage = await gateway.getStage({ restApiId, stageName: 'dev' })
    assert.equal(stage.deploymentId, deploymentId)
    assert.deepEqual(stage.canarySettings, { ...canarySettings, deploymentId: id, useStageCache: false })
    const promoted = await gateway.updateStage({
      restApiId,
      stageName: 'dev',
      patchOperations: [
        { op: 'copy', from: '/canarySettings/deploymentId', path: '/deploymentId' },
        { op: 'copy', from: '/canarySettings/stageVariableOverrides', path: '/variables' },
        { op: 'remove', path: '/canarySettings' },
      ],
    })
    assert.deepEqual(
      [promoted.deploymentId, promoted.variables, promoted.canarySettings],
      [id, { testVar: 'canary' }, undefined],
    )
    const again = await gateway.updateStage({
      restApiId,
      stageName: 'dev',
      patchOperations: patch('replace', '/canarySettings/percentTraffic', '50'),
    })
    assert.deepEqual(again.canarySettings, { deploymentId: id, percentTraffic: 50, useStageCache: false })
  })
})

describe('stages', () => {
  it('are changed by patches, of their own and of methods', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId } = await account.deployedApi('settings')
    const update = (patchOperations: PatchOperation[]) =>
      gateway.updateStage({ restApiId, stageName: 'dev', patchOperations })
    const changed = await update([
      { op: 'replace', path: '/description', value: 'stage new' },
      { op: 'replace', path: '/variables/var1', value: 'test' },
      { op: 'add', path: '/variables/var2', value: 'test2' },
      { op: 'replace', path: '/tracingEnabled', value: 'true' },
      { op: 'replace', path: '/*/*/throttling/burstLimit', value: '123' },
      { op: 'replace', path: '/*/*/caching/enabled', value: 'true' },
      { op: 'replace', path: '/~1pets~1{id}/GET/logging/loglevel', value: 'INFO' },
      { op: 'replace', path: '/accessLogSettings/format', value: '$context.requestId' },
      { op: 'replace', path: '/cacheClusterEnabled', value: 'true' },
      { op: 'replace', path: '/cacheClusterSize', value: '1.6' },
    ])
    const usual = {
      cacheDataEncrypted: false,
      cacheTtlInSeconds: 300,
      cachingEnabled: false,
      dataTraceEnabled: false,
      metricsEnabled: false,
      requireAuthorizationForCacheControl: true,
      throttlingBurstLimit: 5000,
      throttlingRateLimit: 10_000,
      unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
    }
    assert.deepEqual(changed.methodSettings, {
      '*/*': { ...usual, cachingEnabled: true, throttlingBurstLimit: 123 },
      '~1pets~1{id}/GET': { ...usual, loggingLevel: 'INFO' },
    })
    assert.deepEqual(
      [changed.description, changed.variables, changed.tracingEnabled, changed.accessLogSettings],
      ['stage new', { var1: 'test', var2: 'test2' }, true, { format: '$context.requestId' }],
    )
    assert.deepEqual([changed.cacheClusterStatus, changed.cacheClusterSize], ['AVAILABLE', '1.6'])
    const removed = await update([
      { op: 'remove', path: '/variables/var1' },
      { op: 'remove', path: '/~1pets~1{id}/GET' },
      { op: 'remove', path: '/accessLogSettings' },
    ])
    assert.deepEqual(
      [removed.variables, Object.keys(removed.methodSettings ?? {}), removed.accessLogSettings],
      [{ var2: 'test2' }, ['*/*'], undefined],
    )
  })

  it('refuse what cannot be', async () => {
    const account = new Account(server)
    const { gateway } = account
    const { restApiId, deploymentId } = await account.deployedApi('refused')
    const update = (op: string, path: string, value?: string) =>
      gateway.updateStage({ restApiId, stageName: 'dev', patchOperations: patch(op, path, value) })
    for (const path of ['/documentation_version', '/tags/tag1', '/canarySettings/badPath'])
      await refused(
        update('replace', path, 'x'),
        bad,
        new RegExp(`^Invalid method setting path: ${path}. Must be one of: \\[/deploymentId, /description,`),
      )
    await refused(
      update('remove', '/canarySettings/badPath'),
      bad,
      'Cannot remove method setting canarySettings/badPath because there is no method setting for this method ',
    )
    await refused(
      update('add', '/canarySettings/deploymentId', deploymentId),
      bad,
      'Invalid add operation with path: /canarySettings/deploymentId',
    )
    await refused(update('replace', '/deploymentId', 'absent'), 'NotFoundException')
    await refused(update('replace', '/variables/a', 'b c'), bad)
    await refused(
      gateway.createStage({ restApiId, stageName: 'dev', deploymentId }),
      'ConflictException',
      'Stage already exists',
    )
    await refused(gateway.createStage({ restApiId, stageName: 'a b', deploymentId }), bad)
    await refused(
      gateway.getStage({ restApiId, stageName: 'absent' }),
      'NotFoundException',
      'Invalid stage identifier specified',
    )
  })
})
