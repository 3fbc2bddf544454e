/**
 * Outputs of other stacks that a template reads by `Fn::GetStackOutput`, in any region of the account.
 * Source: Template Reference, "Fn::GetStackOutput". Other accounts' stacks are not read: the role would have to be assumed.
 */
import type { Region } from '../../../aws/identifiers.ts'
import {
  type PreparedTemplate,
  type StackOutputCall,
  stackOutputCalls,
  TemplateError,
} from '../../../engines/template/index.ts'
import type { Store } from '../../../store/index.ts'
import type { Home } from '../domain/stack.ts'
import { findStack } from '../finding.ts'

/** What a template wanted and what was found. */
export interface ForeignOutputs {
  /** Fails with a TemplateError where there is no such output. */
  find(call: StackOutputCall): string
}

/** A template that reads none. */
export const noForeignOutputs: ForeignOutputs = {
  find: (call) => {
    throw missing(call)
  },
}

/** Looks up what a template reads. */
export async function readForeignOutputs(
  store: Store,
  home: Home,
  prepared: PreparedTemplate | undefined,
): Promise<ForeignOutputs> {
  const calls = prepared ? stackOutputCalls(prepared) : []
  if (calls.length === 0) return noForeignOutputs
  const found = new Map(
    await Promise.all(
      calls.map(async (call) => [JSON.stringify(call), await lookUp(store, home, call)] as const),
    ),
  )
  return {
    find: (call) => {
      const value = found.get(JSON.stringify(call))
      if (value === undefined) throw missing(call)
      return value
    },
  }
}

/** Why a template cannot be carried out: the first output that is not there; undefined: all are. */
export function foreignProblem(
  prepared: PreparedTemplate | undefined,
  foreign: ForeignOutputs,
): string | undefined {
  for (const call of prepared ? stackOutputCalls(prepared) : []) {
    try {
      foreign.find(call)
    } catch (error) {
      if (error instanceof TemplateError) return error.message
      throw error
    }
  }
  return undefined
}

async function lookUp(
  store: Store,
  home: Home,
  { stackName, outputName, region, roleArn }: StackOutputCall,
): Promise<string | undefined> {
  const account = roleArn?.split(':')[4]
  if (account !== undefined && account !== home.accountId) return undefined
  const stack = await findStack(store, { ...home, region: (region ?? home.region) as Region }, stackName)
  return stack?.value.outputs.find(({ key }) => key === outputName)?.value
}

/** UNVERIFIED: the words. */
function missing({ stackName, outputName }: StackOutputCall): TemplateError {
  return new TemplateError(`Template error: output ${outputName} of stack ${stackName} does not exist`)
}
