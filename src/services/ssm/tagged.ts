import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { pathOf } from './domain/names.ts'
import { invalidResourceId } from './errors.ts'
import { findParameter } from './parameters.ts'
import type { Parameter } from './records.ts'
import { required } from './required.ts'

/**
 * The resource whose tags are asked for. Of the types that Systems Manager tags only parameters are here, so that
 * nothing of another type exists. Fails with InvalidResourceId.
 */
export async function loadTagged(
  context: OperationContext,
  resource: { readonly ResourceType: string | undefined; readonly ResourceId: string | undefined },
): Promise<Stored<Parameter>> {
  const path = pathOf(required(resource.ResourceId, 'ResourceId').trim())
  const stored = resource.ResourceType === 'Parameter' ? await findParameter(context, path) : undefined
  if (stored === undefined) throw invalidResourceId()
  return stored
}
