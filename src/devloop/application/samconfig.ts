/**
 * What `samconfig.toml` (or `.yaml`) says of an application. Source: AWS SAM Developer Guide, "AWS SAM CLI configuration file":
 * `[environment.command.parameters]`, with `global` for all commands.
 */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parse, TomlError } from 'smol-toml'
import { LoopError } from '../loop-error.ts'
import { asObject } from './template.ts'
import { readStructured } from './template-file.ts'

/** The settings of one environment that matter here. */
export interface SamConfig {
  readonly file: string
  readonly stackName?: string
  readonly templateFile?: string
  readonly region?: string
  readonly bucket?: string
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
}

const fileNames = ['samconfig.toml', 'samconfig.yaml', 'samconfig.yml']

/** The settings in a folder, or undefined when it has no such file. Fails with a LoopError. */
export function readSamConfig(folder: string, environment = 'default'): SamConfig | undefined {
  const file = fileNames.map((name) => join(folder, name)).find((path) => existsSync(path))
  if (file === undefined) return undefined
  const content = asObject(file.endsWith('.toml') ? readToml(file) : readStructured(file)) ?? {}
  const section = asObject(content[environment])
  if (section === undefined && environment !== 'default')
    throw new LoopError(
      `${basename(file)} has no environment ${environment}.`,
      [
        `It has: ${Object.keys(content)
          .filter((name) => name !== 'version')
          .join(', ')}`,
      ],
      'wrongly',
    )
  const parametersOf = (command: string) => asObject(asObject(section?.[command])?.parameters) ?? {}
  const build = { ...parametersOf('global'), ...parametersOf('build') }
  const deploy = { ...parametersOf('global'), ...parametersOf('deploy') }
  const text = (name: string, from = deploy) =>
    typeof from[name] === 'string' && from[name] !== '' ? { [name]: from[name] as string } : {}
  const [stack, template, region, bucket] = [
    text('stack_name').stack_name,
    text('template_file', build).template_file ?? text('template', build).template,
    text('region').region,
    text('s3_bucket').s3_bucket,
  ]
  return {
    file,
    parameters: readPairs(deploy.parameter_overrides),
    tags: readPairs(deploy.tags),
    ...(stack === undefined ? {} : { stackName: stack }),
    ...(template === undefined ? {} : { templateFile: template }),
    ...(region === undefined ? {} : { region }),
    ...(bucket === undefined ? {} : { bucket }),
  }
}

function readToml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [sentence = error.message] = error.message.split('\n')
    throw new LoopError(`${file}:${error.line}:${error.column}: ${sentence}`)
  }
}

/**
 * `Key=Value` pairs as SAM takes them: a text (`A=1 B="two words"`), a list of them, or a table. Also the older
 * `ParameterKey=A,ParameterValue=1`.
 */
export function readPairs(given: unknown): Record<string, string> {
  const table = asObject(given)
  if (table) return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, String(value)]))
  const pairs: Record<string, string> = {}
  for (const one of [given].flat()) {
    if (typeof one !== 'string') continue
    for (const [, text = ''] of one.matchAll(/((?:"[^"]*"|'[^']*'|[^\s"'])+)/g)) {
      const plain = (part: string) => part.replaceAll(/^["']|["']$/g, '')
      const old = /^ParameterKey=([^,]+),ParameterValue=(.*)$/s.exec(plain(text))
      const at = text.indexOf('=')
      if (old) pairs[old[1] ?? ''] = plain(old[2] ?? '')
      else if (at > 0) pairs[plain(text.slice(0, at))] = plain(text.slice(at + 1))
    }
  }
  return pairs
}
