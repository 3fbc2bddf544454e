import { AwsError } from '../aws/aws-error.ts'
import type { Json } from '../base/json.ts'
import { loadModel, namedServices } from '../models/index.ts'
import { inputFromJson } from './plain-input.ts'
import type { ResourceCalls } from './resource-type.ts'

/** What an operation is asked with, as properties of a template are: texts may stand for numbers and booleans. */
export interface ResourceInput {
  readonly [name: string]: Json | Uint8Array | undefined
}

/**
 * Calls an operation with values as a template gives them: `'5'` for a number, `'true'` for a boolean, objects whose
 * members begin in either case; bytes may be handed over as they are. What is undefined is left out. Fails as the
 * operation does, and with ValidationException for what its input does not have.
 */
export async function callWith<Output = unknown>(
  { call }: Pick<ResourceCalls, 'call'>,
  operation: string,
  input: ResourceInput,
): Promise<Output> {
  const [prefix, name = ''] = operation.split(':', 2)
  const named = namedServices.find((service) => service.prefix === prefix)
  const model = named && (await loadModel(named.model)).operations.get(name)
  if (!model) throw new AwsError('UnknownOperationException', `There is no operation ${operation}.`)
  return await call<Output>(operation, inputFromJson(model, input as Json))
}
