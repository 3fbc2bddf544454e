/**
 * `states:startExecution`: a machine that starts another, and may wait for it.
 * Source: Step Functions Developer Guide, "Start a new AWS Step Functions state machine from a running execution".
 */
import { inRegion } from '../../../../delivery/index.ts'
import { loadModel } from '../../../../models/index.ts'
import { done, failed, httpMetadata, refusedParameters } from '../outcomes.ts'
import { capitalized, readParameters } from '../parameters.ts'
import type { StartChildInput, Task, TaskOutcome, TaskRoom } from '../types.ts'
import { oldStyle } from './call.ts'

const style = oldStyle({
  prefix: 'StepFunctions',
  base: 'AWSStepFunctionsException',
  service: 'AWSStepFunctions',
})
const options = { naming: capitalized, texts: new Set(['Input']) }

export async function performStartExecution(room: TaskRoom, task: Task): Promise<TaskOutcome> {
  const model = await loadModel('sfn')
  const operation = model.operations.get('StartExecution')
  if (!operation) return { type: 'failed', error: 'States.Runtime', cause: 'There is no StartExecution.' }
  const { input, faults } = readParameters(operation.input, task.arguments, options)
  if (faults.length > 0) return refusedParameters(task, faults)
  try {
    return await start(room, task, input as StartChildInput)
  } catch (error) {
    return failed(room, task, error, style, (code) => model.errors.get(code)?.error?.statusCode)
  }
}

async function start(room: TaskRoom, task: Task, input: StartChildInput): Promise<TaskOutcome> {
  const caller = inRegion(task.caller, input.stateMachineArn.split(':')[3] ?? '')
  const waits = task.parent !== undefined
  const { executionArn, startDate } = task.parent
    ? await room.startChild(input, caller, task.parent)
    : await room.call<{ executionArn: string; startDate: Date }>('states:StartExecution', input, caller)
  const answer = { ExecutionArn: executionArn, StartDate: startDate.getTime() }
  const output = { ...answer, ...httpMetadata(room, JSON.stringify(answer), 'application/x-amz-json-1.0') }
  if (!waits) return done(task, output)
  // The words are AWS's. UNVERIFIED: the error's name.
  const stop = {
    operation: 'states:StopExecution',
    input: { executionArn, error: 'States.TaskFailed', cause: 'Parent execution was stopped' },
  }
  return { type: 'submitted', output, stop }
}
