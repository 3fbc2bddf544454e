import type { Store } from '../../store/index.ts'
import { type Atomic, changeRecords } from '../../store/index.ts'
import { busy } from './errors.ts'
import { changeAttemptsMax } from './limits.ts'

/** Reads, decides and commits, again when others came between. Fails as `decide` does. */
export function change<Answer>(
  { store }: { readonly store: Store },
  decide: (commit: Atomic) => Promise<Answer>,
): Promise<Answer> {
  return changeRecords(store, { attempts: changeAttemptsMax, giveUp: busy }, decide)
}
