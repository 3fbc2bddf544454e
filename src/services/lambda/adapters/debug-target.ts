import { AwsError } from '../../../aws/aws-error.ts'
import type { FunctionVersion } from '../../../compute/index.ts'
import type { Store } from '../../../store/index.ts'
import { readFunctionName } from '../domain/names.ts'
import { functionVersionOf } from '../function-version.ts'
import { requireTarget } from '../lookups.ts'

type Here = Parameters<typeof readFunctionName>[1]

/** What runs when a function is invoked by this name, for a debugger. Undefined: there is no such function. */
export async function debugTarget(
  store: Store,
  here: Here,
  name: string,
): Promise<FunctionVersion | undefined> {
  const address = readFunctionName(name, here)
  if (!address) return undefined
  try {
    const target = await requireTarget(store, address)
    return functionVersionOf(target.function.value, target.version)
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ResourceNotFoundException') return undefined
    throw error
  }
}
