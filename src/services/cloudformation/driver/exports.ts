import type { Store } from '../../../store/index.ts'
import type { Home, StackOutput } from '../domain/stack.ts'
import { type ExportRecord, exportRecords, importRecords } from '../records.ts'

/** All exports of an account in a region. */
export async function listExportRecords(store: Store, { accountId, region }: Home): Promise<ExportRecord[]> {
  const found: ExportRecord[] = []
  let after: Parameters<typeof exportRecords.list>[1]
  for (;;) {
    const page = await exportRecords.list(store, { prefix: [accountId, region], ...after })
    found.push(...page.items.map(({ value }) => value))
    if (!page.next) return found
    after = { after: page.next }
  }
}

/** The names of the stacks that import an export. */
export async function importersOf(
  store: Store,
  { accountId, region }: Home,
  name: string,
): Promise<string[]> {
  const { items } = await importRecords.list(store, { prefix: [accountId, region, name] })
  return items.map(({ value }) => value.stackName)
}

/** Who uses the exports of a stack, by their names. */
export type Importers = ReadonlyMap<string, readonly string[]>

/** Why a stack may not export so; undefined: it may. Source: observed on AWS. */
export function exportProblemOf(
  stackUuid: string,
  exports: readonly ExportRecord[],
  importers: Importers,
): (outputs: readonly StackOutput[]) => string | undefined {
  return (outputs) => {
    const wanted = new Map(
      outputs.flatMap(({ exportName, value }) =>
        exportName === undefined ? [] : [[exportName, value] as const],
      ),
    )
    for (const { name, value, stackUuid: owner, stackId } of exports) {
      if (owner !== stackUuid) {
        if (wanted.has(name))
          return `Export with name ${name} is already exported by stack ${nameOf(stackId)}`
        continue
      }
      const users = importers.get(name) ?? []
      if (users.length === 0 || wanted.get(name) === value) continue
      const verb = wanted.has(name) ? 'updated' : 'deleted'
      return `Export ${name} cannot be ${verb} as it is in use by ${users.join(', ')}`
    }
    return undefined
  }
}

function nameOf(stackId: string): string {
  return stackId.split('/')[1] ?? stackId
}
