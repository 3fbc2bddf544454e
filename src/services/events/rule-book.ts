/**
 * What a bus does with events: its rules and archives, compiled. Kept in memory for the revision that was read; the revision is
 * read anew for each request, so that what another node changed counts from its commit on.
 */
import { compileEventPattern, type EventPattern } from '../../engines/event-pattern/index.ts'
import type { Store } from '../../store/index.ts'
import type { BusAddress } from './domain/names.ts'
import { ruleArn } from './domain/names.ts'
import { listedSources } from './domain/pattern-sources.ts'
import { type Archive, archives, type Rule, revisionKey, rules } from './records.ts'

/** A rule that is enabled and has a pattern. */
export interface CompiledRule {
  readonly rule: Rule
  readonly arn: string
  readonly pattern: EventPattern
}

/** An archive; without a pattern it takes everything. */
export interface CompiledArchive {
  readonly archive: Archive
  readonly pattern?: EventPattern
}

/** What one bus does with events. */
export interface BusRules {
  readonly rules: readonly CompiledRule[]
  readonly archives: readonly CompiledArchive[]
  /** Events of other sources than these are wanted by none of them. Undefined: of any source. */
  readonly sources: ReadonlySet<string> | undefined
}

/** Buses that are kept compiled. Ours; the one read longest ago goes first. */
const busesKept = 500

export class RuleBook {
  readonly #kept = new Map<string, { readonly revision: number; readonly rules: BusRules }>()

  /** `revision`: the version of the bus's revision as it was just read; 0 for none. */
  async read(store: Store, bus: BusAddress, revision: number): Promise<BusRules> {
    const name = revisionKey(bus).join(' ')
    const kept = this.#kept.get(name)
    if (kept?.revision === revision) return kept.rules
    const compiled = await compile(store, bus)
    this.#kept.delete(name)
    this.#kept.set(name, { revision, rules: compiled })
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > busesKept && oldest !== undefined) this.#kept.delete(oldest)
    return compiled
  }
}

async function compile(store: Store, bus: BusAddress): Promise<BusRules> {
  const prefix = [bus.accountId, bus.region, bus.busName]
  const [listed, kept] = await Promise.all([
    rules.list(store, { prefix, limit: 10_000 }),
    archives.listBy(store, 'bus', { prefix }),
  ])
  const enabled = listed.items.flatMap(({ value: rule }) => {
    if (rule.state === 'DISABLED' || rule.eventPattern === undefined) return []
    return [{ rule, arn: ruleArn(bus, rule.name), pattern: compileEventPattern(rule.eventPattern) }]
  })
  const patterns = [
    ...enabled.map(({ rule }) => rule.eventPattern),
    ...kept.items.map(({ value }) => value.eventPattern),
  ]
  const sources = patterns.map(listedSources)
  return {
    rules: enabled,
    archives: kept.items.map(({ value: archive }) => ({
      archive,
      ...(archive.eventPattern === undefined ? {} : { pattern: compileEventPattern(archive.eventPattern) }),
    })),
    sources: sources.includes(undefined) ? undefined : new Set(sources.flatMap((listed) => listed ?? [])),
  }
}
