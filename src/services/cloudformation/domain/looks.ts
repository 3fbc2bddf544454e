/**
 * Updates that take their time: what an attempt has left under way is looked at when it is due, until it has come to an end. Between two
 * looks the resource waits, and no process has to do with it.
 */
import { type Made, madeOf, type StackResource, type Task } from './resource.ts'
import type { Turn } from './turn.ts'

/** Starts the looks that are due. */
export function startLooks(turn: Turn): void {
  for (const resource of turn.resources.values()) {
    const { logicalId } = resource
    const task = turn.taskOf(resource)
    const wait = task?.state === 'waiting' ? task.wait : undefined
    if (!task || wait?.for !== 'look' || (wait.deadlineAt ?? 0) > turn.now || turn.running.has(logicalId))
      continue
    const change = changeOf(resource, task)
    if (change) turn.start({ do: 'look', logicalId, ...change, underway: wait.underway ?? {} })
  }
}

/** From what to what a resource is being changed: on the way back, to what it was. */
function changeOf(resource: StackResource, task: Task): { previous: Made; made: Made } | undefined {
  const { next, before, action } = task
  if (!next) return undefined
  if (action !== 'restore') return { previous: madeOf(resource), made: next }
  return before && { previous: { ...next, attributes: resource.attributes }, made: before }
}
