import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readName } from '../domain/names.ts'
import { required } from '../required.ts'
import { deleteIfThere } from './delete-parameter.ts'

/** Deletes up to ten parameters, each for itself; those that are not there are named. */
export async function deleteParameters(
  input: Api.DeleteParametersRequest,
  context: OperationContext,
): Promise<Api.DeleteParametersResult> {
  const names = [...new Set(required(input.Names, 'Names'))]
  // All names are read before anything is deleted: a malformed one refuses the whole request.
  names.forEach(readName)
  const deleted = await Promise.all(names.map((name) => deleteIfThere(context, name)))
  return {
    DeletedParameters: names.filter((_, index) => deleted[index]),
    InvalidParameters: names.filter((_, index) => !deleted[index]),
  }
}
