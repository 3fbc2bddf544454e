/** What the operations of Step Functions share on a node. */
import { invariant } from '../../base/invariant.ts'
import { type BackgroundSurroundings, type BackgroundWork, DataKeys } from '../../dispatch/index.ts'
import { ActivityPolls } from './activity-polls.ts'
import { Driver } from './driver/driver.ts'
import { ExpressRuns } from './driver/express.ts'
import { Programs } from './driver/programs.ts'
import { MapRunCoordinators } from './map-runs/coordinators.ts'
import { Observers } from './observing/observers.ts'
import { type Quotas, quotasOf } from './quotas.ts'
import { startChild } from './starting.ts'
import { type Lookups, RememberedLookups } from './targets.ts'

/** What runs while the server does. */
export interface Running {
  readonly driver: Driver
  readonly express: ExpressRuns
  readonly observers: Observers
  readonly mapRuns: MapRunCoordinators
}

export class StatesRoom implements BackgroundWork {
  readonly programs = new Programs()
  readonly polls = new ActivityPolls()
  #running: Running | undefined
  #quotas: Quotas | undefined
  #lookups: RememberedLookups | undefined
  #dataKeys: DataKeys | undefined

  open(surroundings: BackgroundSurroundings): void {
    this.#quotas = quotasOf(surroundings)
    const observers = new Observers(surroundings)
    const mapRuns = new MapRunCoordinators(surroundings, this.programs, () => this.running)
    const driver = new Driver(surroundings, {
      observers,
      programs: this.programs,
      mapRuns,
      startChild: startChild(this, surroundings),
      openExecutions: this.quotas.executions,
    })
    const express = new ExpressRuns(surroundings, driver.taskRoom, observers)
    this.#running = { driver, express, observers, mapRuns }
    this.#lookups = new RememberedLookups(surroundings.store)
    this.#dataKeys = new DataKeys(surroundings)
  }

  /** The server has begun the service's work before its first operation. */
  get running(): Running {
    invariant(this.#running, 'Step Functions has begun its work')
    return this.#running
  }

  get quotas(): Quotas {
    invariant(this.#quotas, 'Step Functions has begun its work')
    return this.#quotas
  }

  /** What ARNs of machines mean, for starts. */
  get lookups(): Lookups {
    invariant(this.#lookups, 'Step Functions has begun its work')
    return this.#lookups
  }

  /** What KMS has allowed lately. */
  get dataKeys(): DataKeys {
    invariant(this.#dataKeys, 'Step Functions has begun its work')
    return this.#dataKeys
  }

  async stop(): Promise<void> {
    this.#lookups?.close()
    const { driver, express, observers, mapRuns } = this.running
    await mapRuns.close()
    await express.stop()
    await driver.stop()
    await observers.stop()
  }
}
