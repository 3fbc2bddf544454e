/** The commands of the developer loop, as the command line knows them. What they do is loaded when they are called. */
import type { Command, Option } from 'commander'
import type { Terminal } from '../terminal.ts'

/** What a command is made of beside its own flags. */
export interface CommandParts {
  readonly program: Command
  readonly terminal: Terminal
  readonly exit: (code: number) => void
  readonly dataFolderOption: () => Option
  readonly portOption: (description: string) => Option
}

/** Adds `init` and `generate-event`. */
export function devloopCommands({ program, terminal, exit }: CommandParts): void {
  const command = (name: string, summary: string, examples: string) =>
    program.command(name).summary(summary).description(summary).addHelpText('after', `\n${examples}`)

  command('init', 'begin an application in a new folder', initHelp)
    .argument('[folder]', 'the folder to make')
    .option('-s, --starter <name>', 'what to begin with: http, queue, bucket, stream, schedule')
    .option('-l, --language <name>', 'python or typescript')
    .option('--list', 'say which starters there are')
    .action(async (folder, options) =>
      exit(await (await import('./init.ts')).init(folder, options, terminal)),
    )

  command('generate-event', 'print an event as a service sends it to functions', generateEventHelp)
    .argument('[words...]', 'the source, the event, and options of the event')
    .helpOption('--help-all', 'print this help')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: string[]) =>
      exit(await (await import('./generate-event.ts')).generateEvent(words, terminal)),
    )
}

const initHelp = `Examples:
  lambent init --list
  lambent init shop --starter http --language typescript
  lambent dev shop`

const generateEventHelp = `Examples:
  lambent generate-event                                 which sources there are
  lambent generate-event s3                              which events a source has
  lambent generate-event s3 put --help                   which options an event has
  lambent generate-event s3 put --bucket uploads --key cat.png | lambent invoke describe --event -`
