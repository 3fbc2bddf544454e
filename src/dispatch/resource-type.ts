import type { AccountId, Partition, Region } from '../aws/identifiers.ts'
import type { Clock } from '../base/clock.ts'
import type { Json, JsonObject } from '../base/json.ts'

/** Properties of a resource as its template gives them, with every function of the template resolved. */
export type ResourceProperties = Readonly<Record<string, Json>>

/**
 * How CloudFormation and Cloud Control make resources of one type. It acts by calling operations, as a person with an
 * SDK would, and keeps nothing itself. Fails with the AwsError of the call that failed: its words become the reason of
 * the stack's event.
 *
 * A server may be killed between an operation and the record of its outcome: `create` is then run again with `again`
 * set and the same `name`s, and must end as if it had run once (take what the first attempt made, or make the rest).
 * `update` and `remove` may likewise be run twice.
 */
export interface ResourceType {
  /** Makes the resource; ends when it may be used. */
  create(request: ResourceRequest): Promise<MadeResource>
  /**
   * Changes the resource in place and ends when it may be used. Absent for types of which every change is a replacement.
   * Is not asked when a property changed that always replaces, unless `replaces` says otherwise.
   */
  update?(request: ResourceUpdate): Promise<MadeResource | Underway>
  /** Looks at what `update` has left under way, and brings it on; its answers are those of `update`. May be run twice as well. */
  look?(request: ResourceUpdate & { readonly underway: JsonObject }): Promise<MadeResource | Underway>
  /** Removes the resource; one that is not there is removed. */
  remove(request: ExistingResource): Promise<void>
  /**
   * The resource's properties as they are now, those that cannot be read left out; nothing when it is not there.
   * For drift, import and Cloud Control.
   */
  read?(request: ResourceQuery): Promise<ReadResource | undefined>
  /** The identifiers of all resources of this type, or of those that the model's properties point to (the parent). */
  list?(request: ResourceCalls, model: ResourceProperties): Promise<readonly string[]>
  /**
   * Whether an update needs another resource, where that depends on more than the property (`replaces: 'sometimes'`) or
   * AWS does otherwise than the specification says.
   */
  replaces?(previous: ResourceProperties, next: ResourceProperties): boolean
  /** Paths of properties that AWS knows and that change nothing here (`KmsMasterKeyId`, `VpcConfig.SubnetIds`). */
  readonly inert?: readonly string[]
  /**
   * Set for a type that only describes surroundings which this server does not have (networks, certificates, name
   * records): it is kept as a record with ids and attributes.
   */
  readonly recordOnly?: true
  /** Set for a type whose operation is not built: making one fails by that operation's name. */
  readonly refused?: true
}

/** What a resource type may do and know, whoever asks. */
export interface ResourceCalls {
  /** Calls an operation (`sqs:CreateQueue`) on behalf of who asked for the resource. */
  readonly call: <Output = unknown>(
    operation: string,
    input: object,
    /** Where, if not in the region of the stack. */
    options?: { readonly region?: Region },
  ) => Promise<Output>
  readonly accountId: AccountId
  readonly region: Region
  readonly partition: Partition
  /** Where this server is reached: `http://localhost:4566`. */
  readonly endpoint: string
  readonly clock: Clock
  /** Aborts when the stack's operation is cancelled or the server stops. */
  readonly signal: AbortSignal
}

/** To make a resource. */
export interface ResourceRequest extends ResourceCalls {
  readonly properties: ResourceProperties
  /** `MyQueue`; of Cloud Control an invented one. */
  readonly logicalId: string
  /** Absent when Cloud Control asks. */
  readonly stack?: { readonly id: string; readonly name: string }
  /** Tags of the stack and CloudFormation's own (`aws:cloudformation:stack-name`), to be put on what takes tags. */
  readonly stackTags: Readonly<Record<string, string>>
  /** An earlier attempt at the same may have done part of the work. */
  readonly again: boolean
  /** Has the stack's events tell something of the resource, while it is being made or changed. Absent when Cloud Control asks. */
  readonly tell?: (reason: string) => void
  /**
   * A name for a resource whose template gives none, as CloudFormation makes it (`stack-MyQueue-1XYZ…`): the same at each
   * attempt, another for each replacement. Units of `max`: characters, default 64.
   */
  name(form?: { readonly max?: number; readonly lowerCase?: boolean; readonly suffix?: string }): string
}

/** A resource that was made. */
export interface MadeResource {
  /** What `Ref` gives: the physical resource id. */
  readonly physicalId: string
  /** What `Fn::GetAtt` gives, by name. */
  readonly attributes: Readonly<Record<string, Json>>
}

/**
 * A change that takes its time, and goes on without the attempt that began it: traffic that is shifted for an hour. It is looked at again
 * and again, by whichever server is there then.
 */
export interface Underway extends MadeResource {
  /** What the next look has to know. */
  readonly underway: JsonObject
  /** When that is to be. Unit: milliseconds since the epoch. */
  readonly lookAt: number
  /** What the stack's events tell of it now. */
  readonly reason?: string
}

/** To name a resource that is there; `previous` are the properties that it was last made or changed with. */
export interface ExistingResource extends ResourceRequest {
  readonly physicalId: string
  readonly attributes: Readonly<Record<string, Json>>
}

/** To change a resource: `properties` as they shall be, `previous` as they were. */
export interface ResourceUpdate extends ExistingResource {
  readonly previous: ResourceProperties
  /** The stack's tags as they were. Absent: as they are. */
  readonly previousStackTags?: Readonly<Record<string, string>>
  /** The template's `UpdatePolicy` of the resource, its functions computed. */
  readonly updatePolicy?: JsonObject
  /** The same as it was. */
  readonly previousUpdatePolicy?: JsonObject
}

/** To ask for a resource by Cloud Control's identifier: values of the primary identifier, joined by `|`. */
export interface ResourceQuery extends ResourceCalls {
  readonly identifier: string
}

/** A resource as it was found. */
export interface ReadResource extends MadeResource {
  readonly properties: ResourceProperties
}

/** Where resource types are found. */
export interface ResourceTypes {
  /** The type of this name (`AWS::SQS::Queue`) if this server makes such, loaded when first asked for. */
  find(typeName: string): Promise<ResourceType | undefined>
  /** The names of all that this server makes, sorted. */
  names(): Promise<readonly string[]>
}

/** The resource types of a service, by name, each imported when it is first used. */
export type ResourceTypeTable = Readonly<
  Record<`${string}::${string}::${string}`, () => Promise<ResourceType>>
>
