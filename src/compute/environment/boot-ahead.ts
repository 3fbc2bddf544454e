import type { Sandbox } from '../../sandbox/index.ts'
import { ChannelLink } from '../channel/channel-link.ts'
import type { BootedRuntime } from './running-runtime.ts'
import type { RuntimePlan } from './runtime-plan.ts'

/** Starts a managed runtime ahead of need; undefined where a plan knows no such. Its `link.booted` tells when it waits for a function. */
export async function bootAhead(plan: RuntimePlan, sandbox: Sandbox): Promise<BootedRuntime | undefined> {
  const process = await plan.startAhead?.(sandbox)
  if (!process) return undefined
  const booted = { process, link: new ChannelLink(process.channels), isOver: false }
  void process.ended.then(() => {
    booted.isOver = true
  })
  return booted
}
