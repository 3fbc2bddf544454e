import type { OperationContext } from '../../dispatch/index.ts'
import type { Stored } from '../../store/index.ts'
import { notFound } from './errors.ts'
import { type Replay, replays } from './records.ts'

/** Fails with ResourceNotFoundException. */
export async function requireReplay(
  { store, accountId, region }: OperationContext,
  name: string,
): Promise<Stored<Replay>> {
  const stored = await replays.get(store, [accountId, region, name])
  if (!stored) throw notFound(`Replay ${name} does not exist.`)
  return stored
}
