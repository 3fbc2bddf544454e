import { performLambda, performLambdaInvoke } from './lambda.ts'
import { performApiGateway } from './optimized/api-gateway.ts'
import { performOptimized } from './optimized/call.ts'
import { performHttp } from './optimized/http.ts'
import { performStartExecution } from './optimized/start-execution.ts'
import { optimizedCalls } from './optimized/table.ts'
import { performSdk } from './sdk/perform-sdk.ts'
import type { Perform } from './types.ts'

/** Integrations with ways of their own. */
const own: ReadonlyMap<string, Perform> = new Map<string, Perform>([
  ['lambda:invoke', performLambdaInvoke],
  ['states:startExecution', performStartExecution],
  ['apigateway:invoke', performApiGateway],
  ['http:invoke', performHttp],
])

/** Performs a task by the integration of its resource. */
export const perform: Perform = async (room, task) => {
  const { resource } = task
  if (resource.kind === 'lambda') return performLambda(room, task)
  if (resource.sdk) return performSdk(room, task)
  const name = `${resource.service}:${resource.action}`
  const performOwn = own.get(name)
  if (performOwn) return performOwn(room, task)
  const call = optimizedCalls.get(name)
  if (call) return performOptimized(room, task, call)
  return {
    type: 'failed',
    error: 'States.Runtime',
    cause: `Lambent does not perform tasks of ${resource.arn} yet.`,
  }
}
