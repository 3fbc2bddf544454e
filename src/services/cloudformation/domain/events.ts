import type { ResourceStatus } from './resource.ts'
import type { StackStatus } from './stack.ts'

/** What stands in a stack's log. Source: API Reference, StackEvent. */
export type StackEvent = {
  readonly id: string
  readonly operationId: string
  readonly logicalId: string
  readonly physicalId: string
  readonly type: string
  readonly status: ResourceStatus | StackStatus
  readonly reason?: string
  /** As JSON text. */
  readonly properties?: string
  readonly token?: string
  /** Only DescribeEvents tells these. */
  readonly validation?: { readonly name: string; readonly path: string; readonly mode: 'FAIL' | 'WARN' }
}
