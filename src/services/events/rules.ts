/** Finding rules, and changing them. */
import type { OperationContext } from '../../dispatch/index.ts'
import type { Atomic, Stored } from '../../store/index.ts'
import { requireBus, touchRevision } from './buses.ts'
import { change } from './changing.ts'
import { ruleArn } from './domain/names.ts'
import { managedRule, noRule } from './errors.ts'
import { type Bus, type Rule, rules } from './records.ts'

/** A rule that a request names by itself and its bus. Fails with ResourceNotFoundException. */
export async function requireRule(
  context: OperationContext,
  name: string,
  busName: string | undefined,
  action: `events:${string}`,
): Promise<Stored<Rule>> {
  const { bus } = await requireBus(context, busName, action, (address) => ruleArn(address, name))
  const stored = await findRule(context, bus, name)
  if (!stored) throw noRule(name, bus.busName)
  return stored
}

export function findRule(
  { store }: Pick<OperationContext, 'store'>,
  { accountId, region, busName }: Bus,
  name: string,
): Promise<Stored<Rule> | undefined> {
  return rules.get(store, [accountId, region, busName, name])
}

/** Changes a rule; all nodes use it anew from then on. Undefined leaves it as it is. */
export function changeRule(
  context: OperationContext,
  named: { readonly name: string; readonly busName: string | undefined; readonly action: `events:${string}` },
  next: (rule: Rule, commit: Atomic) => Rule | undefined | Promise<Rule | undefined>,
): Promise<void> {
  return change(context, async (commit) => {
    const stored = await requireRule(context, named.name, named.busName, named.action)
    const rule = await next(stored.value, commit)
    if (rule === undefined) return
    rules.put(commit, rule, stored)
    touchRevision(commit, rule)
  })
}

/** Rules of AWS services are changed by them alone, unless `force` is set. */
export function refuseManaged(rule: Rule, force: boolean | undefined): void {
  if (rule.managedBy !== undefined && force !== true) throw managedRule(rule.name)
}
