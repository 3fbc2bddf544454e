/** What Pipes keeps. All keys begin with account and region. */
import { collection, type Key } from '../../store/index.ts'
import type { Home, Pipe } from './domain/pipe.ts'

export const pipes = collection<Pipe>()({
  name: 'pipes.pipes',
  key: ({ accountId, region, name }) => [accountId, region, name],
})

/** Where the poller of a pipe keeps how far it has come. */
export function progressKey(id: string): Key {
  return ['pipes.progress', id]
}

/** Pipes that are on their way from one state to another. */
export type Transition = Home & { readonly name: string; readonly id: string }
export const transitionQueue: Key = ['pipes.transitions']

/** What says of a batch of a stream that it was given up. */
export type DeadLetter = Home & {
  readonly pipeName: string
  readonly roleArn: string
  /** Of a queue or a topic. */
  readonly destination: string
  readonly body: string
}
export const deadLetterQueue: Key = ['pipes.dead-letters']
