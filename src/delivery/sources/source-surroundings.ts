import type { Call, Caller } from '../../dispatch/index.ts'
import type { Store } from '../../store/index.ts'

/** What a source needs: the door to its service, on whose behalf it is read, and the store that tells of news. */
export interface SourceSurroundings {
  readonly call: Call
  readonly caller: Caller
  readonly store: Store
}

/** The caller, in the region that an ARN names. */
export function callerAt({ caller }: SourceSurroundings, arn: string): Caller {
  const region = arn.split(':')[3] as Caller['region'] | undefined
  return region === undefined || region === ('' as string) ? caller : { ...caller, region }
}
