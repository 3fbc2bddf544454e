import type * as Api from '@aws-sdk/client-sfn'
import { randomUuid } from '../../../base/random.ts'
import type { Operation, OperationContext } from '../../../dispatch/index.ts'
import { executionArn, expressArn } from '../domain/arns.ts'
import { arnOfMachine } from '../machines.ts'
import { required } from '../required.ts'
import type { StatesRoom } from '../room.ts'
import { factsOf, type Prepared, prepare, startStandard } from '../starting.ts'

export function startExecution(
  room: StatesRoom,
): Operation<Api.StartExecutionInput, Api.StartExecutionOutput> {
  return async (input, context) => {
    const { name, input: text, traceHeader = context.traceHeader } = input
    const prepared = await prepare(room, context, {
      stateMachineArn: required(input.stateMachineArn, 'stateMachineArn'),
      ...(name === undefined ? {} : { name }),
      ...(text === undefined ? {} : { input: text }),
    })
    const more = traceHeader === undefined ? {} : { traceHeader }
    if (prepared.target.machine.type === 'EXPRESS') return startExpress(room, context, prepared, more)
    const record = await startStandard(room, context, prepared, more)
    const arn = executionArn(record, record.machineName, record.name)
    tellAccepted(context, arn, input.stateMachineArn ?? '')
    return { executionArn: arn, startDate: new Date(record.startedAt) }
  }
}

/** It runs on by itself; its log tells what becomes of it. */
function startExpress(
  room: StatesRoom,
  context: OperationContext,
  prepared: Prepared,
  more: { readonly traceHeader?: string },
): Api.StartExecutionOutput {
  const { machine } = prepared.target
  const arn = expressArn(machine, machine.name, prepared.name, randomUuid(context.random))
  room.running.express
    .run({
      home: machine,
      machineName: machine.name,
      compiled: prepared.compiled,
      facts: factsOf(prepared, arn),
      input: prepared.input,
      ...more,
    })
    .catch((error: unknown) =>
      context.logger.error('An Express execution broke off', { execution: arn, error }),
    )
  tellAccepted(context, arn, arnOfMachine(machine))
  return { executionArn: arn, startDate: new Date(context.now) }
}

function tellAccepted({ trail, causes }: OperationContext, arn: string, machine: string): void {
  trail.tell({
    stage: 'accepted',
    event: arn,
    ...(causes === undefined ? {} : { causes }),
    source: machine,
    target: machine,
  })
}
