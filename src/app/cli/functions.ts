import type { FunctionConfiguration } from '@aws-sdk/client-lambda'
import { findServer, type ServerFlags } from './aws/find-server.ts'
import { getFunction, listFunctions } from './aws/lambda-calls.ts'
import { exitCodes } from './exit-codes.ts'
import { type Terminal, table } from './terminal.ts'

/** The flags of `lambent functions`. */
export interface FunctionsFlags extends ServerFlags {
  readonly json?: boolean
}

/** Lists the functions of an account in a region. */
export async function functions(flags: FunctionsFlags, terminal: Terminal): Promise<number> {
  const client = await findServer(flags)
  try {
    const listed = await listFunctions(client)
    // A listing does not tell how far a function is.
    const found = await Promise.all(listed.map(({ FunctionName = '' }) => getFunction(client, FunctionName)))
    if (flags.json) terminal.out(JSON.stringify({ functions: found }, null, 2))
    else if (found.length === 0) terminal.out(`There are no functions in ${client.facts.region}.`)
    else
      for (const line of table([heading(terminal), ...found.map((one) => row(one, terminal))]))
        terminal.out(line)
    return exitCodes.success
  } finally {
    client.close()
  }
}

function heading({ paint }: Terminal): Array<readonly [string, string]> {
  const names = ['NAME', 'RUNTIME', 'MEMORY', 'TIMEOUT', 'STATE', 'CHANGED']
  return names.map((name) => [name, paint.dim(name)])
}

/** Each cell as plain text, and as it is shown. */
function row(one: FunctionConfiguration, { paint }: Terminal): Array<readonly [string, string]> {
  const state = one.State ?? ''
  const shownState =
    state === 'Active' ? paint.green(state) : state === 'Failed' ? paint.red(state) : paint.yellow(state)
  const name = one.FunctionName ?? ''
  const plain = [one.Runtime ?? one.PackageType ?? '', `${one.MemorySize ?? 0} MB`, `${one.Timeout ?? 0} s`]
  const changed = (one.LastModified ?? '').slice(0, 19).replace('T', ' ')
  return [
    [name, paint.bold(name)],
    ...plain.map((text) => [text, text] as const),
    [state, shownState],
    [changed, changed],
  ]
}
