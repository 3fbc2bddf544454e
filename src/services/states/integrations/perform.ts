import { performLambda, performLambdaInvoke } from './lambda.ts'
import type { Perform } from './types.ts'

/** Performs a task by the integration of its resource. */
export const perform: Perform = async (room, task) => {
  const { resource } = task
  if (resource.kind === 'lambda') return performLambda(room, task)
  if (resource.service === 'lambda' && resource.action === 'invoke' && !resource.sdk)
    return performLambdaInvoke(room, task)
  return {
    type: 'failed',
    error: 'States.Runtime',
    cause: `Lambent does not perform tasks of ${resource.arn} yet.`,
  }
}
