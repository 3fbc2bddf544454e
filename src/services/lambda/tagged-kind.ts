import type { OperationContext } from '../../dispatch/index.ts'

/** Tags of a kind of resource beside functions. Both fail with ResourceNotFoundException for what is not there. */
export interface TaggedKind {
  /** The sixth part of its ARNs: `event-source-mapping`. */
  readonly kind: string
  readonly read: (context: OperationContext, arn: string) => Promise<Readonly<Record<string, string>>>
  readonly change: (
    context: OperationContext,
    arn: string,
    next: (tags: Readonly<Record<string, string>>) => Record<string, string>,
  ) => Promise<void>
}
