import type { Stacks } from './stacks.ts'

/** What the developer loop needs of AWS: one account in one region. Everything fails with errors whose `code` is AWS's. */
export interface LoopAws {
  readonly region: string
  readonly accountId: string
  readonly stacks: Stacks
  /** Makes a bucket unless it is there. */
  ensureBucket(name: string): Promise<void>
  putObject(bucket: string, key: string, bytes: Uint8Array): Promise<void>
  /** Replaces the code of `$LATEST`. */
  updateFunctionCode(functionName: string, archive: Uint8Array): Promise<void>
  /** Makes a parameter of Systems Manager unless it is there. */
  ensureParameter(name: string, value: string): Promise<void>
}
