import { basename, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import {
  beginApplication,
  type Starter,
  type StarterLanguage,
  starterLanguages,
  starters,
} from '../../../devloop/index.ts'
import { CommandError } from '../command-error.ts'
import { commandName, shellWord } from '../command-name.ts'
import { exitCodes } from '../exit-codes.ts'
import { columns, type Terminal } from '../terminal.ts'
import { withLoopErrors } from './loop-errors.ts'

/** The flags of `lambent init`. */
export interface InitFlags {
  readonly starter?: string
  readonly language?: string
  readonly list?: boolean
}

/** Begins an application in a new folder. What the flags do not say, a person at a terminal is asked. */
export async function init(
  folder: string | undefined,
  flags: InitFlags,
  terminal: Terminal,
): Promise<number> {
  const all = starters()
  const languages = Object.keys(starterLanguages) as StarterLanguage[]
  if (flags.list) {
    for (const line of columns(all.map(({ name, about }) => [name, about]))) terminal.out(line)
    terminal.out(`Each in ${languages.join(' and ')}.`)
    return exitCodes.success
  }
  const asks = terminal.interactive && process.stdin.isTTY === true
  const questions = asks ? createInterface({ input: process.stdin, output: process.stdout }) : undefined
  try {
    const choose = async (what: string, given: string | undefined, names: readonly string[]) => {
      if (given !== undefined && names.includes(given)) return given
      if (given === undefined && questions) {
        const answer = (await questions.question(`${what} (${names.join(', ')}): `)).trim()
        if (names.includes(answer)) return answer
        throw new CommandError(
          `There is no ${what} ${answer}.`,
          [`There are: ${names.join(', ')}`],
          exitCodes.usage,
        )
      }
      throw new CommandError(
        given === undefined ? `Say which ${what}: --${what} <name>.` : `There is no ${what} ${given}.`,
        [`There are: ${names.join(', ')}`, `What they are for: ${commandName()} init --list`],
        exitCodes.usage,
      )
    }
    const starterName = await choose(
      'starter',
      flags.starter,
      all.map(({ name }) => name),
    )
    const language = (await choose('language', flags.language, languages)) as StarterLanguage
    const starter = all.find(({ name }) => name === starterName) as Starter
    const target = resolve(folder ?? `${starterName}-${language}`)
    const files = await withLoopErrors(async () => beginApplication(target, starter, language))
    const shown = relative(process.cwd(), target) || '.'
    terminal.out(`${shown} holds ${starter.about}:`)
    for (const file of files) terminal.out(`  ${file}`)
    terminal.out('')
    terminal.out('Bring it up, and keep it as its files are:')
    terminal.out(`  ${commandName()} dev ${shellWord(shown)}`)
    if (language === 'typescript')
      terminal.out(`For your editor, types of events: cd ${shellWord(basename(target))} && npm install`)
    return exitCodes.success
  } finally {
    questions?.close()
  }
}
