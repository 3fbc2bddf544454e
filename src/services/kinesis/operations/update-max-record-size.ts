import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { addTransition, changeStream, transitionOf } from '../streams.ts'

/** Sets how large a record of the stream may be. */
export async function updateMaxRecordSize(
  input: Api.UpdateMaxRecordSizeInput,
  context: OperationContext,
): Promise<object> {
  const recordKiB = required(input.MaxRecordSizeInKiB, 'MaxRecordSizeInKiB')
  await changeStream(context, 'UpdateMaxRecordSize', input, (stream, commit) => {
    addTransition(commit, { ...transitionOf(stream), kind: 'activate' })
    return { ...stream, recordKiB, status: 'UPDATING' }
  })
  return {}
}
