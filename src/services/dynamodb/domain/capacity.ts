/**
 * What requests cost. Nothing is throttled by it: it is told, where the request asks for it.
 * Source: Developer Guide, "DynamoDB read and write operations", "Capacity unit consumption"; API Reference, ConsumedCapacity.
 */
import type { Capacity, ConsumedCapacity, ReturnConsumedCapacity } from '@aws-sdk/client-dynamodb'
import { readUnitBytes, writeUnitBytes } from '../limits.ts'

/** Write units of an item of this many bytes. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / writeUnitBytes))
}

/** Read units of this many bytes read; half as many where old data will do. */
export function readUnits(bytes: number, consistent: boolean): number {
  const units = Math.max(1, Math.ceil(bytes / readUnitBytes))
  return consistent ? units : units / 2
}

/** What a request cost in one table. */
export interface Spent {
  readonly table: string
  /** Of the table itself. */
  own: number
  readonly local: Map<string, number>
  readonly global: Map<string, number>
}

export function nothingSpent(table: string): Spent {
  return { table, own: 0, local: new Map(), global: new Map() }
}

export function addUnits(units: Map<string, number>, name: string, count: number): void {
  units.set(name, (units.get(name) ?? 0) + count)
}

/** Which of the names of units a transaction tells beside the sum. */
export type UnitKind = 'ReadCapacityUnits' | 'WriteCapacityUnits'

/** What is told of it, if anything. `kind`: of transactions, which tell by kind too. */
export function consumedCapacity(
  asked: ReturnConsumedCapacity | undefined,
  spent: Spent,
  kind?: UnitKind,
): ConsumedCapacity | undefined {
  if (asked !== 'TOTAL' && asked !== 'INDEXES') return undefined
  const total = spent.own + sum(spent.local) + sum(spent.global)
  const whole = { TableName: spent.table, ...capacity(total, kind) }
  if (asked === 'TOTAL') return whole
  return {
    ...whole,
    Table: capacity(spent.own, kind),
    ...(spent.local.size === 0 ? {} : { LocalSecondaryIndexes: capacities(spent.local, kind) }),
    ...(spent.global.size === 0 ? {} : { GlobalSecondaryIndexes: capacities(spent.global, kind) }),
  }
}

function capacity(units: number, kind: UnitKind | undefined): Capacity {
  return { CapacityUnits: units, ...(kind === undefined ? {} : { [kind]: units }) }
}

function capacities(
  units: ReadonlyMap<string, number>,
  kind: UnitKind | undefined,
): Record<string, Capacity> {
  return Object.fromEntries([...units].map(([name, count]) => [name, capacity(count, kind)]))
}

function sum(units: ReadonlyMap<string, number>): number {
  let total = 0
  for (const count of units.values()) total += count
  return total
}
