import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { type Program, parseDefinition } from '../../../engines/asl/index.ts'
import { parseTemplate } from '../../../engines/template/index.ts'
import { CommandError } from '../command-error.ts'

/** A machine read from a file. */
export interface DefinitionFile {
  /** The file's name without its endings. */
  readonly name: string
  readonly program: Program
}

/**
 * Reads and checks a definition in JSON or YAML. `${Name}` stands for a value of `values`; where they have none, a function's name: what a template would
 * put there. Fails with a CommandError that names each fault.
 */
export function readDefinition(
  path: string,
  values: ReadonlyMap<string, string> = new Map(),
): DefinitionFile {
  const text = substituted(readText(path), values)
  const isJson = /^\s*[{[]/.test(text)
  const { program, diagnostics } = parseDefinition(isJson ? text : yamlAsJson(path, text))
  if (program) return { name: machineName(path), program }
  const faults = diagnostics.filter(({ severity }) => severity === 'ERROR')
  throw new CommandError(
    `${path} is no state machine:`,
    faults.map(({ code, message, location }) => `${location ?? ''} ${message} (${code})`.trim()),
  )
}

export function machineName(path: string): string {
  return basename(path).replace(/(\.asl)?\.(json|ya?ml)$/i, '')
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new CommandError(`The definition cannot be read: ${(error as Error).message}`)
  }
}

function yamlAsJson(path: string, text: string): string {
  try {
    return JSON.stringify(parseTemplate(text, { lenient: true }).document)
  } catch (error) {
    throw new CommandError(`${path} is neither JSON nor YAML: ${(error as Error).message}`)
  }
}

function substituted(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\$\{([A-Za-z][A-Za-z0-9_.]*)\}/g, (_whole, name: string) => {
    const value = values.get(name)
    if (value !== undefined) return JSON.stringify(value).slice(1, -1)
    return `arn:aws:lambda:us-east-1:000000000000:function:${name.replace(/[^A-Za-z0-9]/g, '-').slice(0, 64)}`
  })
}
