/**
 * When a version gets new runtimes. Runtimes here are the interpreters of this machine, of which there is one version each: `Auto` and
 * `FunctionUpdate` are one, and `Manual` holds a version at what it runs on anyway. It cannot be held at another.
 */
import { type Atomic, collection, type Store } from '../../store/index.ts'
import { latest } from './domain/names.ts'
import type { OfFunction } from './records.ts'

/** A version whose setting differs from AWS's default, `Auto`. */
export type RuntimeManagement = OfFunction & {
  /** `$LATEST` or a number. */
  readonly version: string
  readonly updateOn: 'FunctionUpdate' | 'Manual'
  /** With `Manual`. */
  readonly runtimeVersionArn?: string
}

export const runtimeManagements = collection<RuntimeManagement>()({
  name: 'lambda.runtime-managements',
  key: ({ accountId, region, name, version }) => [accountId, region, name, version],
})

/**
 * Adds to the commit that gives a function's `$LATEST` another runtime: it is held at the version of the old one no longer.
 * UNVERIFIED: that AWS does so rather than refuse; CloudFormation changes the runtime first, then what it is held at.
 */
export async function releaseRuntime(
  commit: Atomic,
  store: Store,
  { accountId, region, name }: OfFunction,
): Promise<void> {
  const held = await runtimeManagements.get(store, [accountId, region, name, latest])
  if (held?.value.updateOn === 'Manual') runtimeManagements.remove(commit, held)
}
