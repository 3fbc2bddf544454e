/** Begins applications: copies a starter into a folder. The starters stand in the folder `starters` of this package. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LoopError } from '../loop-error.ts'

const home = fileURLToPath(new URL('../../../starters/', import.meta.url))

/** The languages that starters are written in, and their runtimes. */
export const starterLanguages = { python: 'python3.13', typescript: 'nodejs22.x' } as const

/** A language of starters. */
export type StarterLanguage = keyof typeof starterLanguages

/** A kind of application to begin with. */
export interface Starter {
  readonly name: string
  readonly about: string
  /** What to try once it is deployed; `$(Name)` stands for an output. */
  readonly tries: readonly string[]
}

/** All starters, by name. */
export function starters(): Starter[] {
  return readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(home, entry.name, 'starter.json')))
    .map(({ name }): Starter => {
      const told = JSON.parse(readFileSync(join(home, name, 'starter.json'), 'utf8')) as {
        about: string
        try: string[]
      }
      return { name, about: told.about, tries: told.try }
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
}

/** Writes an application into a folder, which is made; answers the files, relative to it. Fails with a LoopError unless the folder is empty. */
export function beginApplication(folder: string, starter: Starter, language: StarterLanguage): string[] {
  if (existsSync(folder) && readdirSync(folder).length > 0)
    throw new LoopError(`${folder} is not empty.`, ['Name a folder that does not exist yet.'], 'wrongly')
  const name = applicationName(folder)
  const fill = (text: string) =>
    only(text, language).replaceAll('%NAME%', name).replaceAll('%RUNTIME%', starterLanguages[language])
  const files = new Map<string, string>([
    ['template.yaml', join(home, starter.name, 'template.yaml')],
    ['.gitignore', join(home, 'shared/gitignore')],
  ])
  for (const place of [join(home, 'shared', language), join(home, starter.name, language)])
    for (const file of filesIn(place)) files.set(relative(place, file), file)
  for (const [path, source] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), fill(readFileSync(source, 'utf8')))
  }
  writeFileSync(join(folder, 'samconfig.toml'), samConfig(name))
  return [...files.keys(), 'samconfig.toml'].sort()
}

/** A name of a stack and of buckets: small letters, digits and hyphens. */
function applicationName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 30)
  return name === '' ? 'application' : name
}

function only(text: string, language: StarterLanguage): string {
  return text.replaceAll(/^# only (\w+)\n([\s\S]*?)^# end\n/gm, (_, of: string, lines: string) =>
    of === language ? lines : '',
  )
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function samConfig(name: string): string {
  return `version = 0.1

[default.global.parameters]
stack_name = "${name}"

[default.deploy.parameters]
capabilities = "CAPABILITY_IAM"
resolve_s3 = true
`
}
