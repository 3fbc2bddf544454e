/** What the developer loop asks of AWS, and what it reads of the answers. Who carries it there is the caller's business. */

/** A parameter list, output list or tag list as pairs. */
export type Pairs = Readonly<Record<string, string>>

/** A stack as DescribeStacks tells of it. */
export interface StackFacts {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly reason?: string
  /** Names of its parameters. */
  readonly parameters: readonly string[]
  readonly outputs: ReadonlyArray<{ readonly name: string; readonly value: string; readonly about?: string }>
}

/** An event as DescribeStackEvents tells of it. */
export interface StackEventFacts {
  readonly id: string
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: string
  readonly reason?: string
  readonly stackId: string
}

/** A resource as DescribeStackResources tells of it. */
export interface StackResourceFacts {
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: string
}

/** A change set to make. */
export interface ChangeSetRequest {
  readonly stackName: string
  readonly name: string
  readonly kind: 'CREATE' | 'UPDATE'
  readonly template: { readonly body: string } | { readonly address: string }
  readonly parameters: Pairs
  /** Parameters that keep the value they have. */
  readonly kept: readonly string[]
  readonly tags: Pairs
}

/** A change of a change set. */
export interface ChangeFacts {
  readonly action: string
  readonly logicalId: string
  readonly type: string
  readonly replacement?: string
}

/** A change set as DescribeChangeSet tells of it. */
export interface ChangeSetFacts {
  readonly status: string
  readonly reason?: string
  readonly changes: readonly ChangeFacts[]
}

/** Stacks of one account in one region. Everything fails with errors whose `code` is AWS's. */
export interface Stacks {
  /** Undefined when there is no such stack. */
  describe(name: string): Promise<StackFacts | undefined>
  events(name: string): Promise<StackEventFacts[]>
  resources(name: string): Promise<StackResourceFacts[]>
  createChangeSet(request: ChangeSetRequest): Promise<void>
  describeChangeSet(stackName: string, name: string): Promise<ChangeSetFacts>
  executeChangeSet(stackName: string, name: string): Promise<void>
  deleteChangeSet(stackName: string, name: string): Promise<void>
  delete(name: string): Promise<void>
}
