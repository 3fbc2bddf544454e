/** Where executions are, and what waits for one. */
import { type RandomSource, randomHex } from '../../../base/random.ts'
import type { Home } from './arns.ts'

/** Where an execution is. */
export type ExecutionAddress = Home & {
  /** With its label, when it is a child of a Map Run. */
  readonly machineName: string
  readonly name: string
  /** Never used again. */
  readonly id: string
}

/** The task of an execution that waits for another execution. */
export type Parent = {
  readonly execution: ExecutionAddress
  readonly taskId: string
  readonly pattern: 'sync' | 'sync:2'
}

/**
 * An id that no other execution has. It begins with the time: what is stored by it lies together for executions that were started one after the
 * other, which often wait and end together too. By chance alone, each of a hundred thousand that end at once has pages of its own on the disk.
 */
export function executionId(nowMs: number, random: RandomSource): string {
  return nowMs.toString(16).padStart(12, '0') + randomHex(random, 6)
}
