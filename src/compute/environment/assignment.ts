import type { Assignment, Forward } from '../../sandbox/index.ts'
import type { ApiServer } from '../api/server.ts'
import { capacityOf } from '../limits.ts'
import type { ComputeSurroundings, FunctionVersion } from '../types.ts'
import type { RuntimePlan } from './runtime-plan.ts'

/** What a sandbox is assigned for. Paths are the host's. */
export interface AssignmentFacts extends Pick<ComputeSurroundings, 'frontDoor' | 'network'> {
  readonly version: FunctionVersion
  readonly plan: RuntimePlan
  readonly code: string
  readonly layers: string | undefined
  readonly api: ApiServer
  /** For debuggers. */
  readonly moreForwards?: readonly Forward[]
}

/** Code, limits and network of a function's sandbox. `moreMemoryBytes`: for what is not the function's. */
export function assignmentOf(facts: AssignmentFacts, moreMemoryBytes = 0): Assignment {
  const { version, plan, code, layers, api, frontDoor, network, moreForwards = [] } = facts
  const limits = capacityOf(version)
  return {
    mounts: [
      ...(plan.ownRoot ? [] : [{ source: code, target: '/var/task' }]),
      ...(layers === undefined ? [] : [{ source: layers, target: '/opt' }]),
    ],
    limits: { ...limits, memoryBytes: limits.memoryBytes + moreMemoryBytes },
    network: { reach: network },
    forwards: [
      {
        name: 'runtime-api',
        port: 9001,
        socketPath: api.socketPath,
        ...(api.hostAddress === undefined ? {} : { hostAddress: api.hostAddress }),
      },
      {
        name: 'aws',
        port: frontDoor.port,
        socketPath: frontDoor.socketPath,
        hostAddress: `${frontDoor.hostAddress}:${frontDoor.port}`,
      },
      ...moreForwards,
    ],
  }
}
