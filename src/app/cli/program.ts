import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { version } from '../version.ts'
import { CommandError } from './command-error.ts'
import { commandName } from './command-name.ts'
import { defaultPort } from './default-port.ts'
import { devloopCommands } from './devloop/commands.ts'
import { exitCodes } from './exit-codes.ts'
import { defaultDataFolder } from './folders.ts'
import { statesCommands } from './states/commands.ts'
import { processTerminal, type Terminal } from './terminal.ts'

/** Runs a command line (without `node` and the script) and gives the exit status. Commands are loaded when called. */
export async function runCommand(
  args: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  surviveClosedPipes()
  let exitCode: number = exitCodes.success
  const program = buildProgram(terminal, (code) => {
    exitCode = code
  })
  if (args.length === 0) {
    program.outputHelp()
    return exitCodes.success
  }
  // The server's own timers keep no process alive; a command is not over before it says so.
  const running = setInterval(() => {}, 3_600_000)
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    const called = program.commands.find((command) => command.name() === args[0])
    return report(error, terminal, called === undefined ? 'lambent' : `lambent ${called.name()}`)
  } finally {
    clearInterval(running)
  }
}

function buildProgram(terminal: Terminal, exit: (code: number) => void): Command {
  const program = new Command('lambent')
  const { bold, dim } = terminal.paint
  program
    .description('Runs AWS Lambda applications anywhere: one server that speaks the AWS APIs.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print help for a command')
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({ styleTitle: bold, styleDescriptionText: (text) => text, styleOptionDescription: dim })
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
      // Commander's messages come with the error, which `report` prints.
      outputError: () => {},
      getOutHasColors: () => terminal.paint.isColorSupported,
      getErrHasColors: () => terminal.errorPaint.isColorSupported,
    })
    .addHelpText('after', programHelp)

  const command = (name: string, summary: string, examples: string) =>
    program.command(name).summary(summary).description(summary).addHelpText('after', `\n${examples}`)

  command('start', 'start a server and serve until Ctrl-C', startHelp)
    .addOption(
      portOption('the port to listen on; 0 takes a free one').default(defaultPort).env('LAMBENT_PORT'),
    )
    .addOption(
      new Option('--host <address>', 'the address to listen on; 0.0.0.0 for all')
        .default('127.0.0.1')
        .env('LAMBENT_HOST'),
    )
    .addOption(dataFolderOption())
    .addOption(
      new Option('--store <address>', 'memory, or postgres://... (default: SQLite in the data folder)').env(
        'LAMBENT_STORE',
      ),
    )
    .addOption(
      new Option('--identity <mode>', 'local accepts any well-formed key, enforce verifies signatures')
        .choices(['local', 'enforce'])
        .default('local')
        .env('LAMBENT_IDENTITY'),
    )
    .addOption(
      new Option('--region <name>', 'for requests that name no region')
        .default('us-east-1')
        .env('LAMBENT_REGION'),
    )
    .addOption(
      new Option('--account <id>', 'for keys that belong to no account of their own')
        .default('000000000000')
        .env('LAMBENT_ACCOUNT'),
    )
    .addOption(
      new Option('--network <reach>', "what functions may reach: nothing, all but this machine's own, or all")
        .choices(['none', 'outside', 'host'])
        .default('outside')
        .env('LAMBENT_NETWORK'),
    )
    .addOption(
      new Option(
        '--strict-runtimes',
        'refuse functions whose interpreter is not here in its exact version',
      ).env('LAMBENT_STRICT_RUNTIMES'),
    )
    .addOption(
      new Option('--cache-dir <folder>', 'where unpacked code and runtimes are kept').env(
        'LAMBENT_CACHE_DIR',
      ),
    )
    .addOption(
      new Option(
        '--clock <kind>',
        'system, or virtual: time stands still until lambent time advance moves it',
      )
        .choices(['system', 'virtual'])
        .default('system')
        .env('LAMBENT_CLOCK'),
    )
    .addOption(
      new Option('--log-level <level>', 'the least that is logged')
        .choices(['debug', 'info', 'warn', 'error', 'silent'])
        .default('info')
        .env('LAMBENT_LOG_LEVEL'),
    )
    .option('--json', 'log one JSON object a line, for machines')
    .option('--example <folder>', 'deploy the example in this folder, and say what to try')
    .action(async (options) => exit(await (await import('./start.ts')).start(options, terminal)))

  command('status', 'say which servers run', statusHelp)
    .addOption(dataFolderOption())
    .addOption(portOption('ask the server on this port of this machine'))
    .option('--json', 'print JSON')
    .action(async (options) => exit(await (await import('./status.ts')).status(options, terminal)))

  command('stop', 'stop a server, after it has finished what it is doing', stopHelp)
    .addOption(dataFolderOption())
    .addOption(portOption('stop the server on this port'))
    .option('--all', 'stop every server of the data folder')
    .addOption(
      new Option('--timeout <seconds>', 'how long to wait for it to end').argParser(seconds).default(40),
    )
    .option('--force', 'end it at once if it has not ended in time')
    .action(async (options) => exit(await (await import('./stop.ts')).stop(options, terminal)))

  command('env', 'print the variables that point any AWS tool at the server', envHelp)
    .addOption(dataFolderOption())
    .addOption(portOption('of the server on this port'))
    .addOption(
      new Option(
        '--format <format>',
        'sh, fish, powershell, dotenv or json (default: for your shell)',
      ).choices(['sh', 'fish', 'powershell', 'dotenv', 'json']),
    )
    .option('--region <name>', 'the region to work in')
    .option('--account <id>', 'the account to work in: twelve digits')
    .option('--unset', 'print what takes the variables away again')
    .action(async (options) => exit(await (await import('./env.ts')).env(options, terminal)))

  command('functions', 'list the functions', functionsHelp)
    .addOption(dataFolderOption())
    .addOption(portOption('of the server on this port'))
    .option('--region <name>', 'in this region')
    .option('--account <id>', 'in this account')
    .option('--json', 'print JSON')
    .action(async (options) => exit(await (await import('./functions.ts')).functions(options, terminal)))

  command('invoke', 'invoke a function and print what it answers', invokeHelp)
    .argument('<name>', 'the function: its name, a partial ARN or an ARN')
    .option('-e, --event <event>', 'JSON, the name of a file, or - for standard input (default: {})')
    .option('-q, --qualifier <qualifier>', 'a version or an alias')
    .option('--async', 'hand the event over and do not wait')
    .option('--tail', 'print the end of the log as well, on standard error')
    .addOption(dataFolderOption())
    .addOption(portOption('of the server on this port'))
    .option('--region <name>', 'in this region')
    .option('--account <id>', 'in this account')
    .action(async (name, options) =>
      exit(await (await import('./invoke.ts')).invoke(name, options, terminal)),
    )

  command('logs', 'print what functions have logged', logsHelp)
    .argument('[name]', 'a function (default: all of them)')
    .option('-f, --follow', 'go on until Ctrl-C')
    .addOption(
      new Option('--since <span>', 'how far back: 30s, 10m, 2h, 1d').argParser(span).default(600_000, '10m'),
    )
    .addOption(dataFolderOption())
    .addOption(portOption('of the server on this port'))
    .option('--region <name>', 'in this region')
    .option('--account <id>', 'in this account')
    .action(async (name, options) => exit(await (await import('./logs.ts')).logs(name, options, terminal)))

  devloopCommands({ program, terminal, exit, dataFolderOption, portOption })
  statesCommands({ program, terminal, exit, dataFolderOption, portOption })
  eventsCommand(program, terminal, exit)
  timeCommand(program, terminal, exit)

  command('doctor', 'look for what could go wrong on this machine', doctorHelp)
    .addOption(dataFolderOption())
    .addOption(portOption('the port that a server is to use').default(defaultPort).env('LAMBENT_PORT'))
    .addOption(new Option('--store <address>', 'also try this postgres://... store').env('LAMBENT_STORE'))
    .option('--json', 'print JSON')
    .action(async (options) => exit(await (await import('./doctor/doctor.ts')).doctor(options, terminal)))

  return program
}

function eventsCommand(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  const summary = 'watch events on their way to functions'
  const events = program.command('events').summary(summary).description(summary)
  events
    .command('tail')
    .description('print each step of each event as it happens, with the ids that join them')
    .addHelpText('after', `\n${eventsHelp}`)
    .option('-s, --source <text>', 'events that pass a source whose ARN holds this text')
    .option('-f, --function <name>', 'events that come to a function whose ARN holds this text')
    .option('--new', 'begin with what comes, not with what is remembered')
    .option('--json', 'print one JSON object a line')
    .addOption(dataFolderOption())
    .addOption(portOption('of the server on this port'))
    .action(async (options) => exit(await (await import('./events/events.ts')).tailEvents(options, terminal)))
}

function timeCommand(program: Command, terminal: Terminal, exit: (code: number) => void): void {
  const summary = 'show and move the time of a server with a virtual clock'
  const time = program.command('time').summary(summary).description(summary)
  const subcommand = (name: string, description: string) =>
    time
      .command(name)
      .description(description)
      .addHelpText('after', `\n${timeHelp}`)
      .option('--json', 'print JSON')
      .addOption(dataFolderOption())
      .addOption(portOption('of the server on this port'))
  subcommand('show', 'print what time the server has').action(async (options) =>
    exit(await (await import('./time.ts')).showTime(options, terminal)),
  )
  subcommand('advance', 'move time, and wait until all that falls due has been done')
    .argument('<span>', 'how far (90s, 15m, 24h, 7d), or to which instant (2030-01-01T00:00:00Z)')
    .action(async (text: string, options) => {
      const target = /^\d{4}-/.test(text) ? { to: text } : { milliseconds: span(text) }
      exit(await (await import('./time.ts')).advanceTime(target, options, terminal))
    })
}

function portOption(description: string): Option {
  return new Option('-p, --port <number>', description).argParser((text) => {
    const port = Number(text)
    if (!/^\d+$/.test(text) || port > 65_535)
      throw new InvalidArgumentError('Give a whole number from 0 to 65535.')
    return port
  })
}

function dataFolderOption(): Option {
  return new Option('--data-dir <folder>', 'where the state is kept').default(defaultDataFolder())
}

function seconds(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('Give a number of seconds.')
  return value
}

/** Unit of the answer: milliseconds. */
function span(text: string): number {
  const found = /^(\d+)(ms|s|m|h|d)?$/.exec(text.trim())
  const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
  if (!found) throw new InvalidArgumentError('Give a span of time: 30s, 10m, 2h or 1d.')
  return Number(found[1]) * units[(found[2] ?? 's') as keyof typeof units]
}

/** Tells a person what is wrong and what to do. Anything unexpected shows its stack: it is a defect. */
function report(error: unknown, terminal: Terminal, called: string): number {
  const { red, bold } = terminal.errorPaint
  const complain = (message: string, advice: readonly string[]) => {
    terminal.err(`${bold(red('lambent:'))} ${message}`)
    // Advice names the program as this person calls it.
    for (const line of advice)
      terminal.err(
        `  ${line.replace(/(?<![\w/])lambent (?=start|stop|env|doctor|functions|invoke|logs|events|time|dev|init|deploy|delete|debug|generate-event|states)/, `${commandName()} `)}`,
      )
  }
  if (error instanceof CommanderError) {
    // Help and version end the same way as errors do, with status 0.
    if (error.exitCode === 0) return exitCodes.success
    const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ')
    complain(message, [`Try: ${called.replace('lambent', commandName())} --help`])
    return exitCodes.usage
  }
  if (error instanceof CommandError) {
    complain(error.message, error.advice)
    return error.exitCode
  }
  complain('failed by a defect of its own:', [])
  terminal.err(error instanceof Error ? (error.stack ?? error.message) : String(error))
  return exitCodes.failure
}

/** `lambent status | head -1` closes the pipe early; that is no error, and a server goes on without its log. */
function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
}

const programHelp = `
Examples:
  lambent start                          serve on http://127.0.0.1:${defaultPort}
  eval "$(lambent env)"                  point the AWS CLI and SDKs of this shell at it
  aws sts get-caller-identity
  lambent stop

Exit status: 0 done, 1 could not be done, 2 asked wrongly, 3 no server runs (status).
Variables LAMBENT_PORT, LAMBENT_HOST, LAMBENT_DATA_DIR, LAMBENT_STORE, LAMBENT_IDENTITY, LAMBENT_REGION, LAMBENT_ACCOUNT,
LAMBENT_NETWORK, LAMBENT_STRICT_RUNTIMES, LAMBENT_CACHE_DIR, LAMBENT_CLOCK and LAMBENT_LOG_LEVEL stand for the flags of the same name.`

const startHelp = `Examples:
  lambent start --port 4600 --data-dir ./state
  lambent start --store memory                           forget everything at the end
  lambent start --store postgres://app@db/lambent        one of many nodes on one database
  lambent start --host 0.0.0.0 --identity enforce --json for others on the network, as a service`

const statusHelp = `Examples:
  lambent status
  lambent status --json | jq '.servers[].endpoint'

Exit status: 0 when a server runs, 3 when none does.`

const stopHelp = `Examples:
  lambent stop
  lambent stop --port 4600 --timeout 5 --force`

const envHelp = `Examples:
  eval "$(lambent env)"                                  bash, zsh and other shells
  lambent env --format fish | source
  lambent env --format powershell | Out-String | Invoke-Expression
  lambent env --format dotenv > .env
  eval "$(lambent env --unset)"                          take the variables away again`

const functionsHelp = `Examples:
  lambent functions
  lambent functions --json | jq -r '.functions[].FunctionName'`

const invokeHelp = `Examples:
  lambent invoke hello --event '{"name":"Anna"}'
  lambent invoke hello --event event.json --tail
  generate | lambent invoke hello --event - --async

Exit status: 0 when the function answered, 1 when it failed.`

const logsHelp = `Examples:
  lambent logs hello --since 1h
  lambent logs --follow                                  of all functions, as it comes`

const eventsHelp = `Examples:
  lambent events tail
  lambent events tail --function worker --source orders  from the queue orders to the function worker
  lambent events tail --json | jq -r .stage

Each node tells of its own steps, and remembers the last thousand.`

const timeHelp = `Examples:
  lambent start --clock virtual
  lambent time advance 24h                               schedules, delays, retries and expiries of a day, now
  lambent time advance 2030-01-01T00:00:00Z
  lambent time show`

const doctorHelp = `Examples:
  lambent doctor
  lambent doctor --store postgres://app@db/lambent --json

Exit status: 0 when no problem was found (there may be warnings), 1 otherwise.`
