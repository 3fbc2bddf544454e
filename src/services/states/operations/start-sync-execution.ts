import type * as Api from '@aws-sdk/client-sfn'
import { randomUuid } from '../../../base/random.ts'
import type { Operation } from '../../../dispatch/index.ts'
import { expressArn, machineArn } from '../domain/arns.ts'
import { typeNotSupported } from '../errors.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'
import { factsOf, prepare } from '../starting.ts'

/** Unit: MB. What AWS bills at least. Source: "AWS Step Functions pricing" (64-MB chunks, 100 ms). */
const memoryBilledMegabytes = 64
const durationStepMs = 100

export function startSyncExecution(
  room: StatesRoom,
): Operation<Api.StartSyncExecutionInput, Api.StartSyncExecutionOutput> {
  return async (input, context) => {
    const { name, input: text, traceHeader = context.traceHeader, includedData = 'ALL_DATA' } = input
    const stateMachineArn = required(input.stateMachineArn, 'stateMachineArn')
    const prepared = await prepare(room, context, {
      stateMachineArn,
      ...(name === undefined ? {} : { name }),
      ...(text === undefined ? {} : { input: text }),
    })
    const { machine } = prepared.target
    if (machine.type !== 'EXPRESS') throw typeNotSupported()
    const arn = expressArn(machine, machine.name, prepared.name, randomUuid(context.random))
    const end = await room.running.express.run({
      home: machine,
      machineName: machine.name,
      compiled: prepared.compiled,
      facts: factsOf(prepared, arn),
      input: prepared.input,
      ...(traceHeader === undefined ? {} : { traceHeader }),
    })
    const included = includedData === 'ALL_DATA'
    const { status, output, error, cause, startedAt, stoppedAt } = end
    const billedMs = Math.max(1, Math.ceil((stoppedAt - startedAt) / durationStepMs)) * durationStepMs
    return {
      executionArn: arn,
      stateMachineArn: machineArn(machine, machine.name),
      name: prepared.name,
      startDate: new Date(startedAt),
      stopDate: new Date(stoppedAt),
      status: status === 'ABORTED' ? 'FAILED' : status,
      ...(included ? { input: prepared.text } : {}),
      inputDetails: { included },
      ...(output === undefined || !included ? {} : { output: JSON.stringify(output) }),
      ...(output === undefined ? {} : { outputDetails: { included } }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      ...(traceHeader === undefined ? {} : { traceHeader }),
      billingDetails: { billedMemoryUsedInMB: memoryBilledMegabytes, billedDurationInMilliseconds: billedMs },
    }
  }
}
