import type { Json } from '../../../../base/json.ts'
import type { MapState } from '../../definition/program.ts'
import { StateError } from '../../expressions/types.ts'
import { scopeOf } from '../context.ts'
import { effectiveInput } from '../data-flow.ts'
import { beginIterations, succeed } from '../forks.ts'
import * as limits from '../limits.ts'
import { emptyPages, pagesOf } from '../pages.ts'
import type { Run } from '../run.ts'
import type { ThreadId } from '../types.ts'

/** Map in INLINE mode: a thread for each item, so many at once. Called again for each retry. */
export async function beginMap(run: Run, id: ThreadId, state: MapState): Promise<void> {
  const input = effectiveInput(run, id, state)
  const maxConcurrency = await maxConcurrencyOf(run, id, state, input)
  const given = await itemsOf(run, id, state, input)
  const keyed = typeof given === 'object' && given !== null && !Array.isArray(given)
  const items = keyed ? Object.entries(given).map(([Key, Value = null]) => ({ Key, Value })) : given
  if (!Array.isArray(items)) throw notIterable()
  const startedEventId = run.record(id, 'MapStateStarted', 'mapStateStartedEventDetails', {
    length: items.length,
  })
  const most = limits.inlineMapConcurrencyMax
  const fork = run.name('f')
  run.putFork(fork, {
    thread: id,
    length: items.length,
    begun: 0,
    succeeded: 0,
    threads: [],
    concurrency: maxConcurrency > 0 ? Math.min(maxConcurrency, most) : most,
    ...(keyed && { keyed: true }),
    items: pagesOf(items),
    results: emptyPages(items.length),
  })
  run.changeThread(id, { activity: { kind: 'fork', fork } })
  if (items.length === 0) await succeed(run, fork, state, startedEventId)
  else await beginIterations(run, fork, startedEventId)
}

/** At most so many at once; 0 for no limit of its own. Evaluated before the state is told to have started, as AWS does. */
export async function maxConcurrencyOf(
  run: Run,
  id: ThreadId,
  state: MapState,
  input: Json,
): Promise<number> {
  const maxConcurrency = (await state.maxConcurrency?.evaluate(scopeOf(run, id, { input }))) ?? 0
  run.inspection?.note('maxConcurrency', maxConcurrency)
  return maxConcurrency
}

/** What is mapped over: ItemsPath or Items, without which it is the effective input. */
export async function itemsOf(run: Run, id: ThreadId, state: MapState, input: Json): Promise<Json> {
  const items = state.items ? await state.items.evaluate(scopeOf(run, id, { input })) : input
  if (state.queryLanguage === 'JSONPath') run.inspection?.note('afterItemsPath', items)
  return items
}

/** UNVERIFIED for the effective input; for ItemsPath these are AWS's words. */
export function notIterable(): StateError {
  return new StateError('States.Runtime', 'Reference path "$" must point to array.')
}
