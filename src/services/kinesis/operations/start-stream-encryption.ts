import type * as Api from '@aws-sdk/client-kinesis'
import type { OperationContext } from '../../../dispatch/index.ts'
import { requireUsableKey } from '../encryption-keys.ts'
import { invalidArgument } from '../errors.ts'
import { required } from '../required.ts'
import { addTransition, changeStream, transitionOf } from '../streams.ts'

/** Has records encrypted under a key, or under another one. */
export async function startStreamEncryption(
  input: Api.StartStreamEncryptionInput,
  context: OperationContext,
): Promise<object> {
  const keyId = required(input.KeyId, 'KeyId')
  // UNVERIFIED: the words.
  if (input.EncryptionType !== 'KMS') throw invalidArgument('EncryptionType must be KMS.')
  await requireUsableKey(context, keyId)
  await changeStream(context, 'StartStreamEncryption', input, (stream, commit) => {
    addTransition(commit, { ...transitionOf(stream), kind: 'encrypt', keyId })
    return { ...stream, status: 'UPDATING' }
  })
  return {}
}
