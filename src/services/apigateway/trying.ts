/** Operations that act on what answers requests: methods and authorizers are tried, caches are emptied. */
import type {
  FlushStageAuthorizersCacheRequest,
  FlushStageCacheRequest,
  TestInvokeAuthorizerRequest,
  TestInvokeAuthorizerResponse,
  TestInvokeMethodRequest,
  TestInvokeMethodResponse,
} from '@aws-sdk/client-api-gateway'
import type { OperationContext } from '../../dispatch/index.ts'
import { change } from './changing.ts'
import { type DeployedApi, liveApi } from './deployed.ts'
import { noApi, notFound } from './errors.ts'
import type { GatewayNode } from './gateway-node.ts'
import { listEntries, requireApi, requirePart } from './lookups.ts'
import { entries, type Flushes, neverFlushed } from './records.ts'

/** Source: API Reference, TestInvokeMethod, TestInvokeAuthorizer, FlushStageCache, FlushStageAuthorizersCache. */
export function tryingOperations(node: GatewayNode) {
  return {
    TestInvokeMethod: async (
      input: TestInvokeMethodRequest,
      context: OperationContext,
    ): Promise<TestInvokeMethodResponse> => {
      const api = await undeployed(context, input.restApiId)
      const { testMethod } = await import('./gateway/test-invoke.ts')
      const answer = await testMethod(await node.room(), context, api, input)
      if (answer) return answer
      const isThere = api.resources.some(({ id }) => id === input.resourceId)
      throw notFound(
        isThere ? 'Invalid Method identifier specified' : 'Invalid Resource identifier specified',
      )
    },
    TestInvokeAuthorizer: async (
      input: TestInvokeAuthorizerRequest,
      context: OperationContext,
    ): Promise<TestInvokeAuthorizerResponse> => {
      const api = await undeployed(context, input.restApiId)
      const { testAuthorizer } = await import('./gateway/test-invoke.ts')
      const answer = await testAuthorizer(context, api, input)
      if (!answer) throw notFound('Invalid Authorizer identifier specified')
      return answer
    },
    FlushStageCache: (input: FlushStageCacheRequest, context: OperationContext) =>
      flush(input, context, 'answers'),
    FlushStageAuthorizersCache: (input: FlushStageAuthorizersCacheRequest, context: OperationContext) =>
      flush(input, context, 'authorizers'),
  }
}

/** Has all nodes forget what they remember for a stage. */
async function flush(
  { restApiId, stageName }: FlushStageCacheRequest,
  context: OperationContext,
  what: keyof Flushes,
): Promise<object> {
  await change(context, async (commit) => {
    const stored = await requirePart(context, restApiId, 'stage', stageName)
    const { flushes = neverFlushed } = stored.value
    entries.put(commit, { ...stored.value, flushes: { ...flushes, [what]: flushes[what] + 1 } }, stored)
  })
  return {}
}

/** An API as it is now. Fails with NotFoundException. */
async function undeployed(context: OperationContext, restApiId: string | undefined): Promise<DeployedApi> {
  const { value } = await requireApi(context, restApiId)
  const found = await listEntries(context, value, value.apiId)
  const api = liveApi(found.map((entry) => entry.value))
  if (!api) throw noApi(context.accountId, value.apiId)
  return api
}
