import type * as Api from '@aws-sdk/client-kms'
import type { OperationContext } from '../../../dispatch/index.ts'
import { wrappingAlgorithms } from '../domain/key-specs.ts'
import { unsupported } from '../errors.ts'
import { beginImport } from '../importing.ts'
import { keyArn, loadKey, requireNotPendingDeletion } from '../keys.ts'
import { required } from '../required.ts'

/** A public key that wraps material to be imported, and the token that goes with it. */
export async function getParametersForImport(
  input: Api.GetParametersForImportRequest,
  context: OperationContext,
): Promise<Api.GetParametersForImportResponse> {
  const { value: key } = await loadKey(context, required(input.KeyId, 'KeyId'), {
    action: 'GetParametersForImport',
  })
  const arn = keyArn(context, key, key.id)
  requireNotPendingDeletion(context, key)
  if (key.origin !== 'EXTERNAL')
    throw unsupported(`${arn} origin is ${key.origin} which is not valid for this operation.`)
  const algorithm = required(input.WrappingAlgorithm, 'WrappingAlgorithm')
  const spec = required(input.WrappingKeySpec, 'WrappingKeySpec')
  const bits = Number(spec.split('_')[1])
  if (!wrappingAlgorithms.has(algorithm) || Number.isNaN(bits))
    throw unsupported(`WrappingAlgorithm ${algorithm} with WrappingKeySpec ${spec} is not supported.`)
  const { token, publicKey, validTo } = await beginImport(context, key, algorithm, bits)
  return { KeyId: arn, ImportToken: token, PublicKey: publicKey, ParametersValidTo: new Date(validTo) }
}
