import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { invalidArgument } from '../errors.ts'
import { addTransition, changeStream, transitionOf } from '../streams.ts'

/** Has records that come from now on not encrypted any more. */
export async function stopStreamEncryption(
  input: Api.StopStreamEncryptionInput,
  context: OperationContext,
): Promise<object> {
  // UNVERIFIED: the words.
  if (input.EncryptionType !== 'KMS') throw invalidArgument('EncryptionType must be KMS.')
  await changeStream(context, 'StopStreamEncryption', input, (stream, commit) => {
    addTransition(commit, { ...transitionOf(stream), kind: 'encrypt', keyId: null })
    return { ...stream, status: 'UPDATING' }
  })
  return {}
}
