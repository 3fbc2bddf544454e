/** What CloudFormation asks for again, after a server was killed in the middle, is found as it was made. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId, Region } from '../../../src/aws/identifiers.ts'
import { systemClock } from '../../../src/base/system-clock.ts'
import { systemRandom } from '../../../src/base/system-random.ts'
import type { OperationContext } from '../../../src/dispatch/index.ts'
import { createOnce } from '../../../src/gateway/index.ts'
import { foundAgain } from '../../../src/services/apigateway/creating-once.ts'
import { operations } from '../../../src/services/apigateway/operations-table.ts'
import { openTestStore } from '../../support/test-stores.ts'

describe('what is made by a token', () => {
  it('is made once', async () => {
    const store = await openTestStore(systemClock)
    const context = {
      store,
      random: systemRandom,
      accountId: '000000000001' as AccountId,
      region: 'us-east-1' as Region,
      partition: 'aws',
      now: systemClock.now(),
    } as OperationContext
    const once = createOnce(operations, foundAgain)
    const twice = async (operation: string, input: object, member = 'id'): Promise<string> => {
      const made = (await once({ operation, input, token: operation }, context)) as Record<string, string>
      const again = (await once({ operation, input, token: operation }, context)) as Record<string, string>
      assert.ok(made[member], operation)
      assert.equal(again[member], made[member], operation)
      return made[member] ?? ''
    }
    const body = JSON.stringify({
      openapi: '3.0.1',
      info: { title: 'x', version: '1' },
      paths: { '/': { get: { 'x-amazon-apigateway-integration': { type: 'mock' } } } },
    })
    await twice('CreateRestApi', { name: 'made' })
    const restApiId = await twice('ImportRestApi', { body })
    const api = await operations.GetRestApi({ restApiId }, context)
    await twice('CreateResource', { restApiId, parentId: api.rootResourceId, pathPart: 'a' })
    await twice('CreateRequestValidator', { restApiId, name: 'v' })
    await twice('CreateAuthorizer', {
      restApiId,
      name: 'a',
      type: 'COGNITO_USER_POOLS',
      identitySource: 'method.request.header.A',
      providerARNs: ['arn:aws:cognito-idp:us-east-1:000000000001:userpool/us-east-1_a'],
    })
    await twice('CreateDocumentationPart', { restApiId, location: { type: 'API' }, properties: '{}' })
    await twice('CreateDeployment', { restApiId, stageName: 'dev' })
    await twice('CreateApiKey', { name: 'k' })
    await twice('CreateUsagePlan', { name: 'p', apiStages: [{ apiId: restApiId, stage: 'dev' }] })
    await twice('CreateVpcLink', { name: 'l', targetArns: [] })
    await twice('GenerateClientCertificate', {}, 'clientCertificateId')
    assert.deepEqual(
      [
        (await operations.GetRestApis({}, context)).items?.length,
        (await operations.GetApiKeys({}, context)).items?.length,
        (await operations.GetDeployments({ restApiId }, context)).items?.length,
      ],
      [2, 1, 1],
    )
    await store.close()
  })
})
