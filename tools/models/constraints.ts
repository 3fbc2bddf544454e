import type { RawConstraints, RawModel, RawTarget } from '../../src/models/raw.ts'
import type { Constraints } from '../../src/models/types.ts'
import type { BotocoreModel, BotocoreShape } from './botocore.ts'

const numbers = new Set(['byte', 'short', 'integer', 'long', 'float', 'double'])

/**
 * Walks the SDK's shapes and botocore's side by side, from the operations down, since the SDK's simple shapes have no
 * names of their own. What operations declare stands under two keys that no
 * structure can have: `operation errors` and, for those that need no signature, `unsigned operations`.
 */
export function readConstraints(model: RawModel, botocore: BotocoreModel): RawConstraints {
  const table: Record<string, Record<string, Constraints>> = {}

  const structure = (name: string, other: BotocoreShape | undefined) => {
    const shape = model.shapes[name]
    if (!shape?.members || table[name] || !other?.members) return
    const rows: Record<string, Constraints> = {}
    table[name] = rows
    for (const [member, target] of Object.entries(shape.members)) {
      const theirs = other.members[member] ?? other.members[sameIgnoringCase(other.members, member) ?? '']
      if (theirs) walk(rows, member, target, botocore.shapes[theirs.shape])
    }
    if (Object.keys(rows).length === 0) table[name] = {}
  }

  const walk = (
    rows: Record<string, Constraints>,
    path: string,
    raw: RawTarget,
    other: BotocoreShape | undefined,
  ) => {
    if (!other) return
    const found = constraintsOf(other)
    if (found) rows[path] = found
    const target = typeof raw === 'string' ? raw : raw[0]
    const named = target.startsWith('#') ? model.shapes[target.slice(1)] : undefined
    if (named?.members) return structure(target.slice(1), other)
    if (target.startsWith('[]') || named?.type === 'list') {
      walk(rows, `${path}[]`, named?.member ?? target.slice(2), botocore.shapes[other.member?.shape ?? ''])
    } else if (target.startsWith('{}') || named?.type === 'map') {
      walk(rows, `${path}{k}`, named?.key ?? 'string', botocore.shapes[other.key?.shape ?? ''])
      walk(rows, `${path}{}`, named?.value ?? target.slice(2), botocore.shapes[other.value?.shape ?? ''])
    }
  }

  const declared: Record<string, Constraints> = {}
  const unsigned: Record<string, Constraints> = {}
  for (const [name, operation] of Object.entries(model.operations)) {
    const theirs = botocore.operations[name]
    if (!theirs) continue
    if (operation.input && theirs.input) structure(operation.input, botocore.shapes[theirs.input.shape])
    if (operation.output && theirs.output) structure(operation.output, botocore.shapes[theirs.output.shape])
    if (theirs.authtype === 'none' || theirs.auth?.includes('smithy.api#noAuth')) unsigned[name] = {}
    const errors = (theirs.errors ?? []).map((error) => error.shape).filter((error) => model.shapes[error])
    if (errors.length > 0) declared[name] = { values: errors }
  }
  for (const [name, shape] of Object.entries(model.shapes)) {
    if (shape.type === 'error') structure(name, botocore.shapes[name])
  }
  const filled = Object.entries(table).filter(([, rows]) => Object.keys(rows).length > 0)
  filled.sort(([a], [b]) => (a < b ? -1 : 1))
  return { 'operation errors': declared, 'unsigned operations': unsigned, ...Object.fromEntries(filled) }
}

function sameIgnoringCase(members: object, name: string): string | undefined {
  return Object.keys(members).find((other) => other.toLowerCase() === name.toLowerCase())
}

function constraintsOf(shape: BotocoreShape): Constraints | undefined {
  const found: Constraints = {
    ...(numbers.has(shape.type) ? { number: shape.type as NonNullable<Constraints['number']> } : {}),
    ...(shape.min === undefined ? {} : { min: shape.min }),
    ...(shape.max === undefined ? {} : { max: shape.max }),
    ...(shape.pattern === undefined ? {} : { pattern: shape.pattern }),
    ...(shape.enum === undefined ? {} : { values: shape.enum }),
  }
  return Object.keys(found).length === 0 ? undefined : found
}
