/**
 * When a version gets new runtimes. Runtimes here are the interpreters of this machine, which no version is moved away from by
 * itself: `Auto` and `FunctionUpdate` are one. A version cannot be held at a runtime of AWS's (`Manual`).
 */
import { collection } from '../../store/index.ts'
import type { OfFunction } from './records.ts'

/** A version whose setting differs from AWS's default, `Auto`. */
export type RuntimeManagement = OfFunction & {
  /** `$LATEST` or a number. */
  readonly version: string
  readonly updateOn: 'FunctionUpdate'
}

export const runtimeManagements = collection<RuntimeManagement>()({
  name: 'lambda.runtime-managements',
  key: ({ accountId, region, name, version }) => [accountId, region, name, version],
})
