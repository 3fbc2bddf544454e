/**
 * One step of an operation, as it is put together: which records change, which events are told, what is started. Nothing
 * here acts; the driver commits all of it at once and starts what is to start after that.
 */
import type { JsonObject } from '../../../base/json.ts'
import { propertiesText, type StackEvent } from './events.ts'
import type { StackOperation } from './operation.ts'
import { madeOf, type ResourceStatus, type StackResource, type Task } from './resource.ts'
import type { OperationType, Stack, StackOutput, StackStatus } from './stack.ts'
import type { Start, Target, TypeFacts, Work } from './work.ts'

/** What a turn may ask for beside what is known. */
export interface TurnSources {
  readonly facts: TypeFacts
  /** Random hexadecimal text, 32 digits. */
  readonly seed: () => string
  /** Why outputs may not be exported so; undefined: they may. */
  readonly exportProblem: (outputs: readonly StackOutput[]) => string | undefined
}

/** What the stack around a nested one is told. */
export interface ParentNotice {
  readonly failure?: string
}

export class Turn {
  stack: Stack
  operation: StackOperation
  readonly resources: Map<string, StackResource>
  readonly target: Target | undefined
  readonly running: Set<string>
  readonly unchanged: Set<string>
  readonly now: number
  readonly sources: TurnSources

  readonly events: StackEvent[] = []
  readonly starts: Start[] = []
  /** Resources whose records changed or went. */
  readonly touched = new Set<string>()
  /** What runs is to be told to stop. */
  abort = false
  notice: ParentNotice | undefined

  constructor(work: Work, sources: TurnSources) {
    this.stack = work.stack
    this.operation = work.operation
    this.resources = new Map(work.resources)
    this.target = work.target
    this.running = new Set(work.running)
    this.unchanged = new Set(work.unchanged)
    this.now = work.now
    this.sources = sources
  }

  /** The task that this operation has with a resource. */
  taskOf(resource: StackResource | undefined): Task | undefined {
    return resource?.task?.operationId === this.operation.id ? resource.task : undefined
  }

  /** The same, or that of an earlier operation which was not brought to an end. */
  openTaskOf(resource: StackResource | undefined): Task | undefined {
    const task = resource?.task
    if (!task) return undefined
    const { id, unsettled } = this.operation
    return task.operationId === id || unsettled.includes(task.operationId) ? task : undefined
  }

  /** How a resource was when the stack was last stable, and which attempts there were since. */
  stableOf(resource: StackResource | undefined): Pick<Task, 'before' | 'discarded'> {
    if (!resource) return {}
    const open = this.openTaskOf(resource)
    if (!open) return existsAsMade(resource) ? { before: madeOf(resource) } : {}
    return {
      ...(open.before && { before: open.before }),
      ...(open.discarded && { discarded: open.discarded }),
    }
  }

  put(resource: StackResource): void {
    this.resources.set(resource.logicalId, resource)
    this.touched.add(resource.logicalId)
  }

  remove(logicalId: string): void {
    this.resources.delete(logicalId)
    this.touched.add(logicalId)
  }

  start(start: Start): void {
    this.starts.push(start)
    this.running.add(start.logicalId)
  }

  /** Sets a resource's status and tells it. */
  mark(
    resource: StackResource,
    status: ResourceStatus,
    reason?: string,
    more: Partial<StackEvent> = {},
  ): StackResource {
    const { statusReason: _reason, ...rest } = resource
    const next = {
      ...rest,
      status,
      ...(reason === undefined ? {} : { statusReason: reason }),
      updatedAt: this.now,
    }
    this.put(next)
    this.tellResource(next, status, reason, more)
    return next
  }

  tellResource(
    resource: StackResource,
    status: ResourceStatus,
    reason?: string,
    more: Partial<StackEvent> = {},
  ): void {
    this.tell({
      logicalId: resource.logicalId,
      physicalId: resource.physicalId ?? '',
      type: resource.type,
      status,
      ...(reason === undefined ? {} : { reason }),
      properties: this.textOf(resource.task?.next?.properties ?? resource.properties),
      ...more,
    })
  }

  /** Properties as events tell them. */
  textOf(properties: JsonObject): string {
    return propertiesText(properties, this.target?.hidden ?? [])
  }

  /** Sets the stack's status and tells it. */
  markStack(status: StackStatus, reason?: string, change: Partial<Stack> = {}): void {
    const { statusReason: _reason, ...rest } = this.stack
    this.stack = { ...rest, ...change, status, ...(reason === undefined ? {} : { statusReason: reason }) }
    this.tell({
      logicalId: this.stack.name,
      physicalId: this.stack.id,
      type: 'AWS::CloudFormation::Stack',
      status,
      ...(reason === undefined ? {} : { reason }),
    })
  }

  /** Goes on with another phase. */
  enter(phase: StackOperation['phase'], change: Partial<StackOperation> = {}): void {
    this.operation = { ...this.operation, ...change, phase }
  }

  end(): void {
    this.operation = { ...this.operation, ended: true }
  }

  tell(event: Omit<StackEvent, 'id' | 'operationId'>): void {
    const { id: operationId, token } = this.operation
    const own = event.type === 'AWS::CloudFormation::Stack' && event.logicalId === this.stack.name
    this.events.push({
      id: own ? this.sources.seed() : `${event.logicalId}-${event.status}-${this.sources.seed()}`,
      operationId,
      ...(token === undefined ? {} : { token }),
      ...event,
    })
  }
}

/** Whether there is a physical resource that a template may count on. */
export function existsAsMade(resource: StackResource): boolean {
  return (
    resource.physicalId !== undefined &&
    resource.status !== 'DELETE_COMPLETE' &&
    resource.status !== 'DELETE_SKIPPED'
  )
}

/** The type of an operation, by its kind, as DescribeStacks and DescribeEvents tell it. */
export const operationTypes: Readonly<Record<StackOperation['kind'], OperationType>> = {
  create: 'CREATE_STACK',
  update: 'UPDATE_STACK',
  import: 'UPDATE_STACK',
  delete: 'DELETE_STACK',
  rollback: 'ROLLBACK',
}
