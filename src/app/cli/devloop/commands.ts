/** The commands of the developer loop, as the command line knows them. What they do is loaded when they are called. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Terminal } from '../terminal.ts'

/** What a command is made of beside its own flags. */
export interface CommandParts {
  readonly program: Command
  readonly terminal: Terminal
  readonly exit: (code: number) => void
  readonly dataFolderOption: () => Option
  readonly portOption: (description: string) => Option
}

/** Adds the commands of the developer loop. */
export function devloopCommands({
  program,
  terminal,
  exit,
  dataFolderOption,
  portOption,
}: CommandParts): void {
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

  const ofApplication = (one: Command) =>
    one
      .argument('[folder]', 'the folder of the application, or its template (default: this folder)')
      .option('-t, --template <file>', 'the template (default: template.yaml, or what samconfig.toml says)')
      .option('--stack-name <name>', "the stack (default: samconfig.toml's, or the folder's name)")
      .option('--config-env <name>', 'the environment of samconfig.toml')
      .addOption(dataFolderOption())
      .addOption(portOption('of the server on this port'))
      .option('--region <name>', 'in this region')
      .option('--account <id>', 'in this account')
  const withValues = (one: Command) =>
    one
      .option('-P, --parameter <pairs...>', 'parameters of the template: Stage=test Size=2')
      .option('--tag <pairs...>', 'tags of the stack: team=blue')

  withValues(ofApplication(command('dev', 'bring an application up, and keep it as its files are', devHelp)))
    .option('--no-logs', 'do not follow the logs of its functions')
    .action(async (folder, options) => exit(await (await import('./dev.ts')).dev(folder, options, terminal)))

  withValues(ofApplication(command('deploy', 'build an application and deploy it', deployHelp))).action(
    async (folder, options) => exit(await (await import('./deploy.ts')).deploy(folder, options, terminal)),
  )

  ofApplication(command('delete', 'delete the stack of an application', deleteHelp)).action(
    async (folder, options) =>
      exit(await (await import('./delete.ts')).deleteApplication(folder, options, terminal)),
  )

  command('debug', 'let a debugger at a function', debugHelp)
    .argument('<name>', 'the function: its name, a partial ARN or an ARN')
    .addOption(debugPortOption())
    .option('--wait', 'the runtime waits for the debugger before it loads the handler')
    .option('--sources <folder>', 'where its sources are, for the launch file (default: this folder)')
    .option('--write-launch', 'write .vscode/launch.json')
    .addOption(dataFolderOption())
    .addOption(portOption('of the server on this port'))
    .option('--region <name>', 'in this region')
    .option('--account <id>', 'in this account')
    .action(async (name, options) => exit(await (await import('./debug.ts')).debug(name, options, terminal)))

  command('generate-event', 'print an event as a service sends it to functions', generateEventHelp)
    .argument('[words...]', 'the source, the event, and options of the event')
    .helpOption('--help-all', 'print this help')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (words: string[]) =>
      exit(await (await import('./generate-event.ts')).generateEvent(words, terminal)),
    )
}

function debugPortOption(): Option {
  return new Option('--debug-port <number>', 'where the debugger connects (default: 9229 or 5678)').argParser(
    (text) => {
      if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
        throw new InvalidArgumentError('Give a whole number from 0 to 65535.')
      return Number(text)
    },
  )
}

const debugHelp = `Examples:
  lambent debug hello                                    then attach, and invoke it in another terminal
  lambent debug hello --sources src --write-launch
  lambent debug hello --wait                             to stop while the module is loaded

Node.js by its inspector, Python by debugpy, which pip fetches when it is first needed.`

const initHelp = `Examples:
  lambent init --list
  lambent init shop --starter http --language typescript
  lambent dev shop`

const devHelp = `Examples:
  lambent dev                                            the application in this folder
  lambent dev shop --parameter Stage=test
  lambent dev shop --stack-name shop-anna --no-logs

Starts a server where none runs; it then ends with this command. State is kept, the stack too.`

const deployHelp = `Examples:
  lambent deploy shop
  lambent deploy shop --config-env prod --parameter Stage=prod Size=2`

const deleteHelp = `Examples:
  lambent delete shop
  lambent delete --stack-name shop-anna`

const generateEventHelp = `Examples:
  lambent generate-event                                 which sources there are
  lambent generate-event s3                              which events a source has
  lambent generate-event s3 put --help                   which options an event has
  lambent generate-event s3 put --bucket uploads --key cat.png | lambent invoke describe --event -`
