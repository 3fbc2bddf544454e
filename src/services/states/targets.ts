/**
 * What ARNs of machines mean, remembered for who starts executions, until a machine, version or alias changes. A start on another node may
 * go by what was there a moment ago: at AWS, too, executions "started immediately after calling UpdateStateMachine may use the previous
 * definition". Source: API Reference, UpdateStateMachine.
 */
import type { Soon } from '../../base/soon.ts'
import { Remembered, type Store, type Stored } from '../../store/index.ts'
import type { Home } from './domain/arns.ts'
import { type Alias, aliases, type Machine, machines, type Version, versions } from './records.ts'

/** Machines that are remembered. Ours. */
const rememberedMost = 10_000

/** Where machines, versions and aliases are looked up. */
export interface Lookups {
  machine(home: Home, name: string): Soon<Machine | undefined>
  version(machineId: string, number: number): Soon<Version | undefined>
  alias(machineId: string, name: string): Soon<Alias | undefined>
}

/** Reads each time. */
export function readingLookups(store: Store) {
  return {
    machine: async ({ accountId, region }, name) =>
      readValue(await machines.get(store, [accountId, region, name])),
    version: async (machineId, number) => readValue(await versions.get(store, [machineId, number])),
    alias: async (machineId, name) => readValue(await aliases.get(store, [machineId, name])),
  } satisfies Lookups
}

function readValue<T>(stored: Stored<T> | undefined): T | undefined {
  return stored?.value
}

export class RememberedLookups implements Lookups {
  readonly #reading: ReturnType<typeof readingLookups>
  readonly #machines: Remembered<Machine | undefined>
  readonly #versions: Remembered<Version | undefined>
  readonly #aliases: Remembered<Alias | undefined>

  constructor(store: Store) {
    this.#reading = readingLookups(store)
    this.#machines = new Remembered(store, machines.storeKey([]), rememberedMost)
    this.#versions = new Remembered(store, versions.storeKey([]), rememberedMost)
    this.#aliases = new Remembered(store, aliases.storeKey([]), rememberedMost)
  }

  machine(home: Home, name: string): Soon<Machine | undefined> {
    const { accountId, region } = home
    return this.#machines.find(`${accountId}/${region}/${name}`, () => this.#reading.machine(home, name))
  }

  version(machineId: string, number: number): Soon<Version | undefined> {
    return this.#versions.find(`${machineId}/${number}`, () => this.#reading.version(machineId, number))
  }

  alias(machineId: string, name: string): Soon<Alias | undefined> {
    return this.#aliases.find(`${machineId}/${name}`, () => this.#reading.alias(machineId, name))
  }

  close(): void {
    for (const remembered of [this.#machines, this.#versions, this.#aliases]) remembered.close()
  }
}
