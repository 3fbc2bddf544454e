/** What a type of SAM resource, and a type of event, brings along. Each stands in a file of its own. */
import type { Context } from './context.ts'
import type { Resource } from './model/resource.ts'
import type { SamResource, SamShape } from './model/sam-resource.ts'
import type { Dict, Value } from './python/values.ts'

/** A type of SAM resource. */
export interface SamType extends SamShape {
  /** Names that templates may put behind the resource's id, and the type of resource that each stands for. */
  readonly offers?: Readonly<Record<string, string>>
  /**
   * Looks up what the resource needs of the template, before anything else of it is read.
   * @throws SamError for the first fault
   */
  link?(resource: SamResource, context: Context): LinkedEvents
  /**
   * The resources that it becomes. What it stands for itself may get another logical id.
   * @throws SamError for the first fault
   */
  translate(resource: SamResource, context: Context, linked: LinkedEvents): Translated
}

/** What each event of a function or state machine found in the template, by the event's name. */
export type LinkedEvents = ReadonlyMap<string, unknown>

/** What became of a SAM resource. */
export interface Translated {
  readonly resources: readonly Resource[]
  /** The resource's new logical id, when references to the old one are to follow. */
  readonly logicalId?: string
}

/** A type of event of functions. */
export interface FunctionEvent extends SamShape {
  /**
   * Resources of the template that the event needs, looked up before anything is made.
   * @throws SamError when they are not there
   */
  link?(event: EventSource, resources: Dict, context: Context): unknown
  translate(event: EventSource, parts: FunctionEventParts, context: Context): readonly Resource[]
}

/** An event, and its name in the function. */
export interface EventSource {
  readonly resource: SamResource
  /** The function's logical id, then the name. */
  readonly logicalId: string
  readonly name: string
}

/** What an event of a function is made with. */
export interface FunctionEventParts {
  /** The function, or its alias. */
  readonly target: Resource
  /** The function's role, as far as the transform makes it: managed policies of sources are added to it. */
  readonly role: Resource | undefined
  /** What `link` gave. */
  readonly linked: unknown
}

/** A type of event of state machines. */
export interface StateMachineEvent extends SamShape {
  link?(event: EventSource, resources: Dict, context: Context): unknown
  translate(event: EventSource, parts: StateMachineEventParts, context: Context): readonly Resource[]
}

/** What an event of a state machine is made with. */
export interface StateMachineEventParts {
  readonly target: Resource
  readonly permissionsBoundary: Value
  readonly linked: unknown
}
